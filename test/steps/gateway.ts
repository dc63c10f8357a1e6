import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

type Peer = { take: (text: string) => void; end: () => void }
/** How a post fails: with a status, or without a response. */
type Fault = number | 'silence'

const errorTypes: Record<number, string> = { 429: 'LimitExceededException', 500: 'InternalServerError' }

/**
 * Stands in for API Gateway's management API of sockets. Unlike that of the local stack, it can be made to fail.
 */
export const startGateway = async () => {
  const peers = new Map<string, Peer>()
  const faults = new Map<string, Fault[]>()
  const posts = new Map<string, number>()

  const server = createServer(async (request, response) => {
    const id = decodeURIComponent(request.url?.split('/@connections/')[1] ?? '')
    let body = ''
    for await (const chunk of request) body += chunk
    const peer = peers.get(id)
    const answer = (status: number) => {
      const errorType = errorTypes[status]
      if (errorType) response.setHeader('x-amzn-errortype', errorType)
      response.writeHead(status).end()
    }
    if (request.method === 'DELETE') {
      peers.delete(id)
      peer?.end()
      return answer(peer ? 204 : 410)
    }
    posts.set(id, (posts.get(id) ?? 0) + 1)
    const [fault, ...others] = faults.get(id) ?? []
    faults.set(id, others)
    if (fault === 'silence') return
    if (fault !== undefined) return answer(fault)
    peer?.take(body)
    return answer(peer ? 200 : 410)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  process.env.SOCKETS_ENDPOINT = `http://127.0.0.1:${(server.address() as AddressInfo).port}`

  return {
    open: (id: string, peer: Peer) => peers.set(id, peer),
    /** The socket is gone, without a disconnect event. */
    lose: (id: string) => peers.delete(id),
    /** How the next posts to a socket fail. */
    fail: (id: string, ...answers: Fault[]) => faults.set(id, answers),
    postsTo: (id: string) => posts.get(id) ?? 0,
    end: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

export type Gateway = Awaited<ReturnType<typeof startGateway>>
