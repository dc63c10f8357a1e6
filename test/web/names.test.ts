import { expect, test } from '@jest/globals'
import type { Page } from 'playwright-core'
import { people } from '../../seed/people.ts'
import { aBrowser, aWindow, signsIn } from '../steps/browser.ts'

aBrowser()

// In fractions of a pixel: scrollWidth and clientWidth are rounded, and an ellipsis appears for less than one.
const truncated = (page: Page) =>
  page.evaluate(`[...document.querySelectorAll('.name')].filter((name) => {
    const text = document.createRange()
    text.selectNodeContents(name)
    const isShown = name.checkVisibility()
    return isShown && text.getBoundingClientRect().width > name.getBoundingClientRect().width
  }).map(({ textContent }) => textContent)`)

/** Handles that are shown, but too narrow to be read. */
const slivers = (page: Page) =>
  page.evaluate(`[...document.querySelectorAll('.inbox .handle')].filter((handle) => {
    const { right, top } = handle.getBoundingClientRect()
    const [shown] = handle.firstElementChild.getClientRects()
    return shown.top < top + 8 && Math.min(shown.right, right) - shown.left < 40
  }).map(({ textContent }) => textContent)`)

test.each([
  [1280, 800],
  [390, 844],
])(
  'on a screen %i px wide, the names of the demo people are whole, and a handle can be read or is not there',
  async (width, height) => {
    for (const { email } of people.slice(1, 3)) {
      const { page } = await aWindow('/', { viewport: { width, height } })
      await signsIn(page, { email })
      await page.getByRole('navigation', { name: 'Conversations' }).getByRole('link').first().waitFor()
      const names = await page.locator('.name').count()
      expect(names).toBeGreaterThan(1)
      // People enlarge the text, and then a handle has less room, or none.
      for (let px = 16; px <= 24; px += 0.5) {
        await page.evaluate(`document.documentElement.style.fontSize = '${px}px'`)
        expect([px, await truncated(page)]).toEqual([px, []])
        expect([px, await slivers(page)]).toEqual([px, []])
      }
      await page.context().close()
    }
  },
)
