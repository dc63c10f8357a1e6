import { createHash } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { endWith } from './given.ts'

type StoredObject = { content: Buffer; type: string; cacheControl: string; modified: Date }
type Invalidation = { id: string; reference: string; paths: string[] }

const textOf = (xml: string, tag: string): string[] =>
  [...xml.matchAll(new RegExp(`<${tag}>([^<]*)</${tag}>`, 'g'))].map(([, text]) => text ?? '')

const refusalOf = (code: string) =>
  `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>${code}</Message></Error></ErrorResponse>`

/** A stand-in for the S3 bucket and the CloudFront distribution of a stage. */
export const startWebHost = async (bucket: string, distributionId: string) => {
  const objects = new Map<string, StoredObject>()
  const invalidations: Invalidation[] = []
  const host = {
    objects,
    invalidations,
    /** The keys of the uploaded objects, in the order in which the uploads finished. */
    puts: [] as string[],
    /** How many uploads ran at the same time, at most. */
    maxAtOnce: 0,
    /** The HTTP status to refuse a request with, if any. */
    refuses: (_method: string, _key: string): number | undefined => undefined,
    /** An upload is stored when this promise resolves. */
    mayGoOn: (_key: string): Promise<void> => Promise.resolve(),
  }
  let minutes = 0
  let atOnce = 0

  const put = async (key: string, { headers }: IncomingMessage, content: Buffer) => {
    atOnce += 1
    host.maxAtOnce = Math.max(host.maxAtOnce, atOnce)
    await host.mayGoOn(key)
    atOnce -= 1
    minutes += 1
    objects.set(key, {
      content,
      type: String(headers['content-type']),
      cacheControl: String(headers['cache-control']),
      modified: new Date(Date.UTC(2026, 0, 1, 0, minutes)),
    })
    host.puts.push(key)
  }

  const inS3 = async (request: IncomingMessage, response: ServerResponse, key: string, content: Buffer) => {
    if (request.method === 'PUT') await put(key, request, content)
    const object = objects.get(key)
    if (!object) return response.writeHead(404).end()
    return response
      .writeHead(200, {
        etag: `"${createHash('md5').update(object.content).digest('hex')}"`,
        'content-type': object.type,
        'cache-control': object.cacheControl,
        'last-modified': object.modified.toUTCString(),
      })
      .end()
  }

  const inCloudFront = (response: ServerResponse, xml: string) => {
    const [[reference = ''], paths] = [textOf(xml, 'CallerReference'), textOf(xml, 'Path')]
    const known = invalidations.find((invalidation) => invalidation.reference === reference)
    const invalidation = known ?? { id: `I${invalidations.length + 1}`, reference, paths }
    if (!known) invalidations.push(invalidation)
    response
      .writeHead(201, { 'content-type': 'text/xml' })
      .end(`<Invalidation><Id>${invalidation.id}</Id><Status>InProgress</Status></Invalidation>`)
  }

  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    try {
      for await (const chunk of request) chunks.push(chunk)
    } catch {
      return // the client ended during the request
    }
    const { pathname } = new URL(request.url ?? '/', 'http://any')
    const isInvalidation = pathname === `/2020-05-31/distribution/${distributionId}/invalidation`
    const key = pathname.replace(`/${bucket}/`, '')
    const status = host.refuses(request.method ?? '', isInvalidation ? 'invalidation' : key)
    if (status) {
      const body = request.method === 'HEAD' ? '' : refusalOf(status === 403 ? 'AccessDenied' : 'Broken')
      response.writeHead(status, { 'content-type': 'text/xml' }).end(body)
    } else if (isInvalidation) inCloudFront(response, Buffer.concat(chunks).toString())
    else await inS3(request, response, key, Buffer.concat(chunks))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  endWith(async () => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  })
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return Object.assign(host, { environment: { AWS_ENDPOINT_URL_S3: url, AWS_ENDPOINT_URL_CLOUDFRONT: url } })
}
