import { randomUUID } from 'node:crypto'
import type { Connection } from '../../src/domain/connection.ts'
import { putConnection, setAway } from '../../src/repository/connections.ts'

const minute = 60_000

/** A socket that has been open for a minute, of which only the table knows. */
export const aConnectionOf = async (
  { uuid }: { uuid: string },
  change: Partial<Connection> = {},
): Promise<string> => {
  const connection: Connection = {
    userUuid: uuid,
    id: `${randomUUID().slice(0, 11)}=`,
    connectedAt: Date.now() - minute,
    expiresAtSeconds: Math.floor(Date.now() / 1000) + 600,
    ...change,
  }
  await putConnection(connection)
  if (connection.isAway) await setAway(connection, true, Date.now())
  return connection.id
}
