import { readSettings } from '../../local/settings.ts'
import { webConfig } from '../../local/web.ts'
import { launchChromium } from './chromium.ts'
import { freePorts } from './freePort.ts'
import { ownPorts, runCommand, startStack } from './stack.ts'
import { serveWeb } from './webServer.ts'

type Options = {
  /** Whether the files are served compressed, as CloudFront does. */
  isCompressed?: boolean
}

/** Starts a stack, a build and a browser. `environment` has their addresses. */
export const startWebSuite = async ({ isCompressed = false }: Options = {}) => {
  const ports = await ownPorts()
  const [pushPort] = await freePorts(1)
  const pushService = `http://127.0.0.1:${pushPort}` // browserPush.ts starts it
  const config = webConfig(readSettings(ports))
  const server = await serveWeb(config, { isCompressed })
  const { origin } = server
  const developmentUrl = `http://127.0.0.1:${ports.LOCAL_WEB_PORT}`
  const [stack, browser, built] = await Promise.all([
    startStack(
      {
        ...ports,
        LOCAL_ALLOWED_ORIGINS: `${origin},${developmentUrl}`,
        LOCAL_PUSH_SERVICES: pushService,
      },
      ['sls', 'offline', '--web'],
    ),
    launchChromium(),
    // jest sets NODE_ENV to test, which would make a development build.
    runCommand(['vite', 'build', 'web'], { NODE_ENV: 'production' }).result(),
  ])
  const { pushKey } = (await (await fetch(`${developmentUrl}/config.json`)).json()) as typeof config
  Object.assign(config, { pushKey }) // each stack has another one
  if (built.code !== 0) throw new Error(built.stdout + built.stderr)
  return {
    environment: {
      WEB_URL: origin,
      WEB_DEVELOPMENT_URL: developmentUrl,
      WEB_PUSH_SERVICE: pushService,
      WEB_BROWSER: browser.wsEndpoint(),
      TABLE_NAME: 'cruddur-messages-dev',
      ATTACHMENTS_URL: `http://127.0.0.1:${ports.LOCAL_BUCKET_PORT}/attachments`,
      AWS_ENDPOINT_URL_DYNAMODB: `http://127.0.0.1:${ports.LOCAL_DYNAMODB_PORT}`,
      E2E_API_URL: `http://127.0.0.1:${ports.LOCAL_HTTP_PORT}`,
      E2E_SOCKETS_URL: `ws://127.0.0.1:${ports.LOCAL_WEBSOCKET_PORT}`,
      E2E_COGNITO_URL: `http://127.0.0.1:${ports.LOCAL_COGNITO_PORT}`,
    },
    end: async () => {
      stack.kill('SIGTERM')
      await Promise.all([stack.exited, browser.close(), server.end()])
    },
  }
}

export type WebSuite = Awaited<ReturnType<typeof startWebSuite>>
