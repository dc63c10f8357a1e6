/** An open WebSocket of a user. */
export type Connection = { userUuid: string; id: string; connectedAt: number; expiresAtSeconds: number }

/** The subprotocol that is spoken; the access token is offered beside it, for a header of its own is more than a browser can send. */
export const protocol = 'cruddur.v1'

/** The token among the subprotocols that a client offers. */
export const tokenIn = (offered: string): string | undefined => {
  const [first, token, ...rest] = offered.split(',').map((one) => one.trim())
  return first === protocol && rest.length === 0 ? token : undefined
}

const longestSeconds = 2 * 60 * 60 // then API Gateway ends a socket, whatever goes on in it

/** A socket may be used for as long as the token that opened it. */
export const endSecondsOf = (tokenExpiresAtSeconds: number, now: number): number =>
  Math.min(tokenExpiresAtSeconds, Math.floor(now / 1000) + longestSeconds)

export const isOver = ({ expiresAtSeconds }: Connection, now: number): boolean =>
  expiresAtSeconds * 1000 <= now

const openingMs = 10_000

/** Its row is there before it is: what cannot be reached so early is not gone. */
export const isOpening = ({ connectedAt }: Connection, now: number): boolean => now - connectedAt < openingMs

/** So many tabs and devices may one have; the oldest goes first. */
export const maxOpen = 20

/** More at a time is no person: the newest is refused, since the oldest may not have come far enough to be ended. */
export const maxOpening = 2 * maxOpen

/** Those that are too many. */
export const surplusOf = (connections: Connection[]): Connection[] =>
  connections.toSorted((one, other) => other.connectedAt - one.connectedAt).slice(maxOpen)
