import { readSettings } from '../../local/settings.ts'
import { webConfig } from '../../local/web.ts'
import { launchChromium } from '../steps/chromium.ts'
import { ownPorts, runCommand, startStack } from '../steps/stack.ts'
import { serveWeb } from '../steps/webServer.ts'

/** Starts one stack, one build and one browser for the whole suite. findWeb.ts gives their addresses to the test files. */
export default async () => {
  const ports = await ownPorts()
  const server = await serveWeb(webConfig(readSettings(ports)))
  const { origin } = server
  const [stack, browser, built] = await Promise.all([
    startStack({ ...ports, LOCAL_ALLOWED_ORIGINS: origin }),
    launchChromium(),
    // jest sets NODE_ENV to test, which would make a development build.
    runCommand(['vite', 'build', 'web'], { NODE_ENV: 'production' }).result(),
  ])
  if (built.code !== 0) throw new Error(built.stdout + built.stderr)
  process.env.WEB_SUITE = JSON.stringify({
    WEB_URL: origin,
    WEB_BROWSER: browser.wsEndpoint(),
    TABLE_NAME: 'cruddur-messages-dev',
    AWS_ENDPOINT_URL_DYNAMODB: `http://127.0.0.1:${ports.LOCAL_DYNAMODB_PORT}`,
    E2E_API_URL: `http://127.0.0.1:${ports.LOCAL_HTTP_PORT}`,
    E2E_COGNITO_URL: `http://127.0.0.1:${ports.LOCAL_COGNITO_PORT}`,
  })
  Object.assign(globalThis, { web: { stack, browser, server } })
}
