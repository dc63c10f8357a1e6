import { disconnectAll } from '../src/push.ts'
import { deleteConnections, listConnections } from '../src/repository/connections.ts'
import type { Io } from './command.ts'
import type { Target } from './target.ts'

/** Closes the sockets of a user and deletes their connections. Returns how many there were. */
export const closeSockets = async (userUuid: string, { socketsEndpoint }: Target, { writeStderr }: Io) => {
  const connections = await listConnections(userUuid, { consistent: true })
  if (!socketsEndpoint) await deleteConnections(connections)
  const unclosed = socketsEndpoint ? await disconnectAll(connections) : connections.length
  if (unclosed > 0) {
    const where = socketsEndpoint
      ? ` at ${socketsEndpoint}`
      : ': the stack has no output SocketsEndpoint. Deploy it again'
    writeStderr(
      `Can't close ${unclosed} of ${connections.length} open sockets${where}. Nothing is sent to them any more, and each ends with its token.`,
    )
  }
  return connections.length
}
