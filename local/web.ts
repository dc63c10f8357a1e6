import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createServer, type Plugin } from 'vite'
import { pool } from './pool.ts'
import type { Settings } from './settings.ts'

/** What a browser has to know of this stack; on AWS it is a file beside the client. */
export const webConfig = ({ host, httpPort, websocketPort, cognitoPort }: Settings) => ({
  apiUrl: `http://${host}:${httpPort}`,
  webSocketUrl: `ws://${host}:${websocketPort}`,
  cognitoUrl: `http://${host}:${cognitoPort}/`,
  userPoolId: pool.userPoolId,
  clientId: pool.clientId,
  signIn: 'password', // the local Cognito does not speak SRP
})

const serveConfig = (settings: Settings): Plugin => ({
  name: 'config',
  configureServer: ({ middlewares }) => {
    middlewares.use('/config.json', (_, response) => {
      response.setHeader('content-type', 'application/json').end(JSON.stringify(webConfig(settings)))
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

// Vite answers such an address with an empty 404. On a stage it is the client's, as every other.
const serveMalformedAddresses: Plugin = {
  name: 'malformed addresses',
  configureServer: ({ middlewares }) => {
    middlewares.use((request, _, next) => {
      if (!canDecode(request.url ?? '')) request.url = '/index.html'
      next()
    })
  },
}

/** Serves the web client from its sources: what is changed there shows at once. */
export const startWeb = async (settings: Settings, folder: string) => {
  const server = await createServer({
    configFile: fileURLToPath(new URL('../web/vite.config.ts', import.meta.url)),
    cacheDir: join(folder, 'vite'), // two stacks on one machine must not write to one
    server: { host: settings.host, port: settings.webPort, strictPort: true },
    plugins: [serveConfig(settings), serveMalformedAddresses],
    logLevel: 'warn',
    clearScreen: false,
  })
  await server.listen()
}
