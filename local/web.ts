import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createServer, type Plugin } from 'vite'
import { pool } from './pool.ts'
import type { Settings } from './settings.ts'

/** The web client's config.json for this stack. On AWS, `deploy:web` uploads that file. */
export const webConfig = (
  { host, httpPort, websocketPort, cognitoPort, bucketPort }: Settings,
  pushKey?: string,
) => ({
  apiUrl: `http://${host}:${httpPort}`,
  webSocketUrl: `ws://${host}:${websocketPort}`,
  cognitoUrl: `http://${host}:${cognitoPort}/`,
  attachmentsUrl: `http://${host}:${bucketPort}/attachments`,
  userPoolId: pool.userPoolId,
  clientId: pool.clientId,
  signIn: 'password', // cognito-local does not support SRP
  ...(pushKey ? { pushKey } : {}),
})

const serveConfig = (settings: Settings, pushKey: string): Plugin => ({
  name: 'config',
  configureServer: ({ middlewares }) => {
    middlewares.use('/config.json', (_, response) => {
      response.setHeader('content-type', 'application/json').end(JSON.stringify(webConfig(settings, pushKey)))
    })
  },
})

const canDecode = (path: string): boolean => {
  try {
    decodeURI(path)
    return true
  } catch {
    return false
  }
}

// Vite answers 404 for a malformed URL. A deployed stage serves the page, as for every URL of the client.
const serveMalformedUrls: Plugin = {
  name: 'malformed-urls',
  configureServer: ({ middlewares }) => {
    middlewares.use((request, _, next) => {
      if (!canDecode(request.url ?? '')) request.url = '/index.html'
      next()
    })
  },
}

/** Serves the web client from its sources, with hot reload. */
export const startWeb = async (settings: Settings, folder: string, pushKey: string) => {
  const server = await createServer({
    configFile: fileURLToPath(new URL('../web/vite.config.ts', import.meta.url)),
    cacheDir: join(folder, 'vite'), // two stacks on one machine must not share it
    server: { host: settings.host, port: settings.webPort, strictPort: true },
    plugins: [serveConfig(settings, pushKey), serveMalformedUrls],
    logLevel: 'warn',
    clearScreen: false,
  })
  await server.listen()
}
