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

/** Moves a finger to the right, from the beginning of an element. */
export const swipesRight = async (page: Page, target: Locator, distance: number) => {
  const box = (await target.boundingBox()) ?? { x: 0, y: 0 }
  const devtools = await page.context().newCDPSession(page)
  const touches = (type: 'touchStart' | 'touchMove' | 'touchEnd', x?: number) => {
    const touchPoints = x === undefined ? [] : [{ x: box.x + 5 + x, y: box.y + 5 }]
    return devtools.send('Input.dispatchTouchEvent', { type, touchPoints })
  }
  await touches('touchStart', 0)
  for (let moved = 10; moved <= distance; moved += 10) await touches('touchMove', moved)
  await touches('touchEnd')
}

/**
 * The controls whose area for a finger is smaller than 44 pixels in a direction, measured from their centre: what is around
 * a control can belong to it, such as a label or a larger pseudo-element. Links within a text have the size of the text.
 */
export const smallTargets = (page: Page) =>
  page.evaluate(`(() => {
    const selector = 'a, button, input, textarea, select, summary, [role=button], [role=menuitem], [role=option]:nth-child(-n + 9)'
    const modal = document.querySelector(':modal')
    const isTarget = (element) => {
      const { width, height } = element.getBoundingClientRect()
      const isShown = element.checkVisibility({ visibilityProperty: true }) && width > 1 && height > 1
      const isVisuallyHidden = getComputedStyle(element).clipPath !== 'none'
      return isShown && !isVisuallyHidden && (!modal || modal.contains(element)) && !element.closest('[inert]') && !element.matches('article p a')
    }
    const belongsTo = (hit, element) =>
      hit !== null && (element.contains(hit) || hit.closest('label')?.control === element)
    return [...document.querySelectorAll(selector)].filter(isTarget).flatMap((element) => {
      element.scrollIntoView({ block: 'nearest' })
      const { left, top, width, height } = element.getBoundingClientRect()
      const [x, y] = [left + width / 2, top + height / 2]
      const reach = (dx, dy) => {
        let distance = 0
        while (distance < 50 && belongsTo(document.elementFromPoint(x + dx * distance, y + dy * distance), element))
          distance += 0.5
        return distance
      }
      const size = [reach(-1, 0) + reach(1, 0), reach(0, -1) + reach(0, 1)]
      const name = element.ariaLabel ?? element.labels?.[0]?.textContent ?? element.textContent.slice(0, 30)
      return size.some((px) => px < 44) ? [element.tagName + ' ' + name + ': ' + size.join(' × ')] : []
    })
  })()`)
