import type { Page } from 'playwright-core'

const kinds = {
  list: /\/api\/message_groups\?/,
  page: /\/api\/messages\/[^?]+\?limit=\d+$/,
  since: /\/api\/messages\/.*since=/,
  group: /\/api\/message_groups\/[^/]+$/,
}

/** Counts the requests of the page from now on, by kind. */
export const countRequests = (page: Page) => {
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

export const goesOffline = async (page: Page) => {
  await page.context().setOffline(true)
  await page.locator('.connection.offline').first().waitFor({ state: 'attached' })
}
