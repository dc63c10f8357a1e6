import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

const writes = /\.(PutItem|UpdateItem|DeleteItem|TransactWriteItems)$/

/** A proxy for a DynamoDB that lets random writes fail, before or after they take effect. The seed makes a run repeatable. */
export const startFaultyProxy = async (target: string, seed = 1) => {
  let share = 0
  let state = seed
  const counts = { before: 0, after: 0 }
  const dice = () => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31
    return state / 2 ** 31
  }

  const pass = async (request: IncomingMessage, response: ServerResponse) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const fail = (when: keyof typeof counts) => {
      counts[when] += 1
      response.writeHead(500, { 'content-type': 'application/x-amz-json-1.0' })
      response.end(
        JSON.stringify({
          __type: 'com.amazonaws.dynamodb.v20120810#InternalServerError',
          message: 'by chance',
        }),
      )
    }
    const throwOf = writes.test(String(request.headers['x-amz-target'])) ? dice() : 1
    if (throwOf < share) return fail('before')
    const { host, connection, 'content-length': length, ...headers } = request.headers
    const answer = await fetch(`${target}${request.url}`, {
      method: request.method ?? 'POST',
      headers: headers as Record<string, string>,
      ...(chunks.length > 0 ? { body: Buffer.concat(chunks) } : {}),
    })
    const body = Buffer.from(await answer.arrayBuffer())
    if (throwOf < 2 * share) return fail('after')
    response.writeHead(answer.status, Object.fromEntries(answer.headers))
    response.end(body)
  }
  const server = createServer((request, response) => {
    pass(request, response).catch(() => response.destroy()) // one of the two was ended in the midst of it
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    counts,
    /** Sets the share of writes that fail before they take effect; the same share fails after. */
    failShare: (of: number) => {
      share = of
    },
    end: () =>
      new Promise<void>((resolve) => {
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  }
}
