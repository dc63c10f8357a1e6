import type { Client } from './facts.ts'
import type { Lambda, Page } from './process.ts'
import type { Json } from './scenario.ts'
import type { Simulation } from './simulation.ts'
import { hold } from './versions.ts'

type Means = Pick<Lambda, 'openSocket' | 'now'> & {
  invoke: (name: string, event: Json) => Promise<Json>
  page: (as: string, group: string, query: Record<string, string>) => Promise<Page>
}

/** More than any catch-up of a scenario has. */
const maxPages = 20

/** What a client does that follows the catch-up rule. */
export const clientsFor = (simulation: Simulation, { invoke, page, openSocket, now }: Means) => {
  const { person } = simulation

  /** A client that follows the catch-up rule: it opens a socket, then asks for what it may have missed. */
  const follow = (as: string, other: string, { limit = 100 } = {}): Client => {
    const group = simulation.group(as, other)
    const client: Client = { as, group, limit: String(limit), held: new Map(), cursors: [] }
    simulation.clients.push(client)
    return client
  }

  const readPage = async (client: Client, query: Record<string, string>) => {
    const { rows, next, since } = await page(client.as, client.group, query)
    hold(client, rows)
    if (since) {
      client.since = since
      if (simulation.scenario.triesEveryLink)
        client.cursors.push({ query: since, held: new Map(client.held) })
    }
    return next
  }

  /** Follows the link `since` of what the client read last, to the end, or reads the newest page. */
  const catchUp = async (client: Client) => {
    if (client.since) {
      let next = await readPage(client, client.since)
      for (let pages = 1; next && pages < maxPages; pages += 1) next = await readPage(client, next)
      if (next) simulation.problem(`The catch-up of ${client.as} has no end`)
    } else await readPage(client, { limit: client.limit })
    client.hasCaughtUp = client.socket !== undefined
  }

  /** Reads the page before a message. */
  const readBefore = (client: Client, name: string) =>
    readPage(client, { before: simulation.key(name), limit: client.limit })

  const contextOf = (as: string, connectionId: string) => {
    const { uuid, handle } = person(as)
    const expires_at = String(Math.floor(now() / 1000) + 3600)
    return {
      connectionId,
      connectedAt: now(),
      requestId: 'explored',
      authorizer: { user_uuid: uuid, handle, expires_at },
    }
  }

  const open = async (client: Client) => {
    const id = `${client.as}-${simulation.space}-${simulation.sockets.size}`
    const requestContext = { ...contextOf(client.as, id), eventType: 'CONNECT' }
    const { statusCode } = await invoke('connect', { requestContext })
    if (statusCode !== 200) return
    client.socket = id
    await openSocket(id, client)
  }

  /** The client of somebody tells whether nobody looks at it, in a frame that the gateway has received as the nth one. */
  const tellAway = async (as: string, isAway: boolean, nth: number) => {
    const { socket = '' } = simulation.clients.find((client) => client.as === as) ?? {}
    const more = { eventType: 'MESSAGE', requestTimeEpoch: nth }
    const body = JSON.stringify({ action: 'ping', is_away: isAway })
    await invoke('receive', { requestContext: { ...contextOf(as, socket), ...more }, body })
  }

  return { follow, catchUp, readBefore, open, tellAway }
}
