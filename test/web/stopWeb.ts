import type { BrowserServer } from 'playwright-core'
import type { Running } from '../steps/stack.ts'

type Web = { stack: Running; browser: BrowserServer; server: { end: () => Promise<void> } }

export default async () => {
  const { web } = globalThis as unknown as { web: Web }
  web.stack.kill('SIGTERM')
  await Promise.all([web.stack.exited, web.browser.close(), web.server.end()])
}
