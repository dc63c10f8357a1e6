import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

type Asked = { operation: string; body: string; wasAborted: boolean }

/** A proxy for a DynamoDB. It forwards every request and withholds some of the responses. */
export const startSilentProxy = async (target: () => string) => {
  const asked: Asked[] = []
  let isKept = (_: Asked): 'all' | 'half' | undefined => undefined

  const pass = async (request: IncomingMessage, response: ServerResponse) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const operation = String(request.headers['x-amz-target']).replace(/^.*\./, '')
    const one: Asked = { operation, body: Buffer.concat(chunks).toString(), wasAborted: false }
    response.once('close', () => {
      one.wasAborted = !response.writableFinished
    })
    const kept = isKept(one)
    asked.push(one)
    const { host, connection, 'content-length': length, ...headers } = request.headers
    const answer = await fetch(`${target()}${request.url}`, {
      method: 'POST',
      headers: headers as Record<string, string>,
      body: one.body,
    })
    const body = Buffer.from(await answer.arrayBuffer())
    if (kept === 'all') return
    response.writeHead(answer.status, {
      ...Object.fromEntries(answer.headers),
      'content-length': body.length,
    })
    if (kept === 'half') response.write(body.subarray(0, body.length / 2))
    else response.end(body)
  }
  const server = createServer((request, response) => {
    pass(request, response).catch(() => response.destroy())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    /** Chooses the responses to withhold, whole or from the middle on. */
    keeps: (which: (asked: Asked) => 'all' | 'half' | undefined) => {
      isKept = which
    },
    end: () =>
      new Promise<void>((resolve) => {
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  }
}
