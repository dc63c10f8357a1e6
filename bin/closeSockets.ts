import { disconnectAll } from '../src/push.ts'
import { deleteConnections, listConnections } from '../src/repository/connections.ts'
import type { Io } from './command.ts'
import type { Target } from './target.ts'

/** Closes the sockets of a user and deletes their connections. Returns how many there were. */
export const closeSockets = async (userUuid: string, { socketsEndpoint }: Target, { writeStderr }: Io) => {
  const connections = await listConnections(userUuid, { consistent: true })
  const isKnown = socketsEndpoint !== undefined
  if (!isKnown) await deleteConnections(connections)
  const unclosed = isKnown ? await disconnectAll(connections) : connections.length
  if (unclosed > 0) {
    const where =
      socketsEndpoint ?? 'an unknown address: the stack has no output SocketsEndpoint, deploy it again'
    writeStderr(
      `Can't close ${unclosed} of ${connections.length} open sockets at ${where}. Nothing is sent to them any more, and each ends with its token.`,
    )
  }
  return connections.length
}
