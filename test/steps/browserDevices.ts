import type { Locator, Page } from 'playwright-core'

/** Options of a window on a phone. */
export const phone = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true }

/** Options of a window whose page may read and write the clipboard. */
export const withClipboard = { permissions: ['clipboard-read', 'clipboard-write'] }

export const clipboardOf = (page: Page) => page.evaluate('navigator.clipboard.readText()')

/** Holds a finger on an element until something has happened. */
export const longPresses = async (page: Page, target: Locator, until: () => Promise<unknown>) => {
  const { x, y } = (await target.boundingBox()) ?? { x: 0, y: 0 }
  const devtools = await page.context().newCDPSession(page)
  const touchPoints = [{ x: x + 5, y: y + 5 }]
  await devtools.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints })
  await until()
  await devtools.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] })
}
