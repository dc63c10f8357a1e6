import { type Browser, type CDPSession, chromium, type Page } from 'playwright-core'
import { type SessionOwner, signedInScript } from '../../test/steps/webSession.ts'
import { measuringScript } from './measuring.ts'

export const slowdown = 4

/** Slow 4G, as Lighthouse emulates it. */
const slowNetwork = {
  offline: false,
  latency: 150,
  downloadThroughput: (1.6 * 1_000_000) / 8,
  uploadThroughput: (750 * 1000) / 8,
}

export type Tab = { page: Page; cdp: CDPSession; close: () => Promise<void> }

export const connectBrowser = (): Promise<Browser> => chromium.connect(process.env.WEB_BROWSER ?? '')

/** A tab with an empty cache in which somebody is signed in. */
export const openTab = async (browser: Browser, user: SessionOwner): Promise<Tab> => {
  const context = await browser.newContext({
    baseURL: process.env.WEB_URL ?? '',
    viewport: { width: 1280, height: 800 },
    locale: 'en-GB',
    serviceWorkers: 'block', // it loads files in the background
  })
  const page = await context.newPage()
  page.setDefaultTimeout(60_000)
  await page.addInitScript(signedInScript(user))
  await page.addInitScript(measuringScript)
  return { page, cdp: await context.newCDPSession(page), close: () => context.close() }
}

export const slowDownCpu = ({ cdp }: Tab, rate = slowdown) =>
  cdp.send('Emulation.setCPUThrottlingRate', { rate })

export const slowDownNetwork = async ({ cdp }: Tab) => {
  await cdp.send('Network.enable')
  await cdp.send('Network.emulateNetworkConditions', slowNetwork)
}
