import type { Locator, Page } from 'playwright-core'

// Jest would compile its 7 MB anew for each test file.
export const { chromium }: typeof import('playwright-core') = process
  .getBuiltinModule('node:module')
  .createRequire(import.meta.url)('playwright-core')

export const timeoutMs = 60_000
const oftenMs = 2400

type Locators = Locator & { looksOften?: boolean }

/**
 * Playwright looks every 100 ms for what it may wait for up to 2.5 s, and else every 500 ms. This waits several times in
 * succession. All pages of a process share the class, so it is changed once.
 */
export const looksOften = (page: Page) => {
  const locators: Locators = Object.getPrototypeOf(page.locator('html'))
  if (locators.looksOften) return
  locators.looksOften = true
  const { waitFor } = locators
  locators.waitFor = async function (options) {
    for (const until = performance.now() + timeoutMs; ; ) {
      const isLastLook = performance.now() > until
      try {
        return await waitFor.call(this, { timeout: oftenMs, ...options })
      } catch (error) {
        if (isLastLook || (error as Error).name !== 'TimeoutError') throw error
      }
    }
  }
}
