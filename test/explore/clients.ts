import type { Client } from './facts.ts'
import type { Lambda, Pages } from './process.ts'
import type { Json } from './scenario.ts'
import type { Simulation } from './simulation.ts'

type Means = Pick<Lambda, 'openSocket' | 'now'> & {
  invoke: (name: string, event: Json) => Promise<Json>
  pages: (as: string, group: string, query: Record<string, string>) => Promise<Pages>
}

/** What a client does that follows the catch-up rule. */
export const clientsFor = (simulation: Simulation, { invoke, pages, openSocket, now }: Means) => {
  const { person } = simulation

  /** A client that follows the catch-up rule: it opens a socket, then asks for what it may have missed. */
  const follow = (as: string, other: string): Client => {
    const client: Client = { as, group: simulation.group(as, other), held: new Set() }
    simulation.clients.push(client)
    return client
  }

  /** Follows the link `since` of what the client read last, or reads the newest page. */
  const catchUp = async (client: Client) => {
    const { rows, since } = await pages(client.as, client.group, client.since ?? { limit: '100' })
    for (const { uuid } of rows) client.held.add(uuid)
    client.since = since ?? client.since
    client.hasCaughtUp = client.socket !== undefined
  }

  const open = async (client: Client) => {
    const { uuid, handle } = person(client.as)
    const id = `${client.as}-${simulation.space}-${simulation.sockets.size}`
    const expires_at = String(Math.floor(now() / 1000) + 3600)
    const { statusCode } = await invoke('connect', {
      requestContext: {
        eventType: 'CONNECT',
        connectionId: id,
        connectedAt: now(),
        requestId: 'explored',
        authorizer: { user_uuid: uuid, handle, expires_at },
      },
    })
    if (statusCode !== 200) return
    client.socket = id
    await openSocket(id, client)
  }

  return { follow, catchUp, open }
}
