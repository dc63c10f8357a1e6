import type { Page } from 'playwright-core'
import { bubble, isLive, row } from './browser.ts'

const kinds = {
  list: /\/api\/message_groups\?/,
  page: /\/api\/messages\/[^?]+\?limit=\d+$/,
  since: /\/api\/messages\/.*since=/,
  group: /\/api\/message_groups\/[^/]+$/,
}

/** Counts the requests of the page from now on, by kind. */
export const asks = (page: Page) => {
  const counts = { list: 0, page: 0, since: 0, group: 0 }
  page.on('request', (request) => {
    if (request.method() !== 'GET') return
    for (const [kind, address] of Object.entries(kinds))
      if (address.test(request.url())) counts[kind as keyof typeof counts] += 1
  })
  return counts
}

/** Stops the clock of the page, so that no limit expires on a slow machine. A test can move the clock on. */
export const stopsItsClock = async (page: Page) => {
  const now = Date.now()
  await page.clock.install({ time: now })
  await page.clock.pauseAt(now + 1000)
}

export const aGate = () => {
  let open = () => {}
  const passed = new Promise<void>((resolve) => {
    open = resolve
  })
  return { open, passed }
}

/** Waits until Ben's page shows Ann's message, has marked it as read, and its socket is open. */
export const isThere = async (page: Page) => {
  await row(page, 'Ann Abel').waitFor()
  await bubble(page, 'Hello').waitFor()
  await row(page, 'Ann Abel').getByText('unread').waitFor({ state: 'detached' })
  await isLive(page)
}

export const goesOffline = async (page: Page) => {
  await page.context().setOffline(true)
  await page.locator('.connection.offline').first().waitFor({ state: 'attached' })
}
