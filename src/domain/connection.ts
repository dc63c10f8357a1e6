/** An open WebSocket of a user. */
export type Connection = {
  userUuid: string
  id: string
  connectedAt: number
  expiresAtSeconds: number
  /** The client has told that nobody looks at it. */
  isAway?: boolean
}

export const isExpired = ({ expiresAtSeconds }: Connection, now: number): boolean =>
  expiresAtSeconds * 1000 <= now

/** Whether the person sees what arrives at the socket, as far as we know: then no push is sent to their browsers. */
export const isPresent = (connection: Connection, now: number): boolean =>
  !connection.isAway && !isExpired(connection, now)

const openingMs = 10_000

/** A connection is stored before its socket is usable: a socket that cannot be reached yet is not gone. */
export const isOpening = ({ connectedAt }: Connection, now: number): boolean => now - connectedAt < openingMs

const maxConnections = 20

/** The connections above the maximum for one user: the oldest. */
export const surplusOf = (connections: Connection[]): Connection[] =>
  connections.toSorted((a, b) => b.connectedAt - a.connectedAt).slice(maxConnections)

/** A socket that is still opening cannot be closed: with this many connections, a new one is refused instead. */
export const isFlood = (connections: Connection[]): boolean => connections.length > 2 * maxConnections
