import { readFile } from 'node:fs/promises'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { extname, join, normalize } from 'node:path'
import { fileURLToPath } from 'node:url'
import { brotliCompressSync, constants } from 'node:zlib'
import { cacheControlOf } from '../../bin/webFiles.ts'

const dist = fileURLToPath(new URL('../../web/dist/', import.meta.url))

const types: Record<string, string> = {
  '.css': 'text/css',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.json': 'application/json',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.webmanifest': 'application/manifest+json',
}

const isCompressible = (name: string) => extname(name) in types && extname(name) !== '.png'

const compress = (content: Buffer) =>
  brotliCompressSync(content, { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } })

type Options = {
  isCompressed?: boolean
  /** The folder of the build that is deployed at the moment. */
  folder?: () => string
  /** Answers a request in another way. Returns whether it does. */
  answers?: (pathname: string, response: ServerResponse) => boolean
}

/** Serves the built client as a static host does: index.html for every path that is not a file, and the configuration. */
export const serveWeb = async (
  config: object,
  { isCompressed = false, folder = () => dist, answers = () => false }: Options = {},
) => {
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://any')
    if (answers(pathname, response)) return
    if (pathname === '/config.json') {
      response.setHeader('content-type', 'application/json').end(JSON.stringify(config))
      return
    }
    const name = extname(pathname) ? normalize(pathname) : '/index.html'
    response.setHeader('cache-control', cacheControlOf(name.slice(1)))
    const content = await readFile(join(folder(), name)).catch(() => undefined)
    response.statusCode = content ? 200 : 404
    response.setHeader('content-type', types[extname(name)] ?? 'text/plain')
    if (!content || !isCompressed || !isCompressible(name)) {
      response.end(content)
      return
    }
    response.setHeader('content-encoding', 'br').end(compress(content))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    end: () =>
      new Promise<void>((resolve) => {
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  }
}
