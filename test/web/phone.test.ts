import { expect, test } from '@jest/globals'
import type { Page } from 'playwright-core'
import {
  aBrowser,
  aChat,
  aWindowOf,
  bubble,
  composer,
  hasRead,
  hasWritten,
  numberedTexts,
  row,
  rows,
} from '../steps/browser.ts'
import { phone } from '../steps/browserDevices.ts'
import { hasConversations, numberedPeople } from '../steps/browserInbox.ts'
import * as given from '../steps/given.ts'
import { eventually } from '../steps/processes.ts'

aBrowser()

/**
 * The controls whose area for a finger is smaller than 44 pixels in a direction, measured from their centre: what is around
 * a control can belong to it, such as a label or a larger pseudo-element. Links within a text have the size of the text.
 */
const smallTargets = (page: Page) =>
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

test('on a phone, the list and a conversation are separate screens, on which every control is at least 44 pixels wide and high', async () => {
  const { ann, ben } = await aChat()
  const { page } = await aWindowOf(ben, '/messages', phone)
  await row(page, 'Ann Abel').waitFor()
  const small = [await smallTargets(page)]
  await page.getByRole('searchbox').fill(ann.handle)
  await page.getByRole('button', { name: 'Clear search' }).waitFor()
  small.push(await smallTargets(page))
  await page.getByRole('searchbox').fill('')
  await row(page, 'Ann Abel').click()
  await bubble(page, 'Hello').waitFor()
  await composer(page).fill('A draft') // the button is enabled
  small.push(await smallTargets(page))
  await page.getByRole('button', { name: 'Emoji', exact: true }).tap()
  await page.getByRole('option').first().waitFor()
  await page.getByRole('button', { name: /^Skin tone/ }).tap()
  small.push(await smallTargets(page))
  await page.getByRole('button', { name: 'Close' }).tap()
  expect(small).toEqual([[], [], [], []])
  expect(await row(page, 'Ann Abel').isVisible()).toBe(false)
  await page.getByRole('link', { name: 'Back to messages' }).click()
  await row(page, 'Ann Abel').waitFor()
  expect(await bubble(page, 'Hello').count()).toBe(0)
})

test('when the keyboard of a phone takes half of the screen, the composer and the newest message stay visible', async () => {
  const { ann, ben, group } = await aChat()
  await hasWritten(ann, ben, ...numberedTexts(15), 'The newest')
  await hasRead(ben, group)
  const { page } = await aWindowOf(ben, `/messages/${group}`, phone)
  await bubble(page, 'The newest').waitFor()
  await composer(page).tap()
  const height = 420
  await page.setViewportSize({ width: 390, height })
  const bottomOf = async (locator: ReturnType<typeof composer>) => {
    const box = await locator.boundingBox()
    return (box?.y ?? 0) + (box?.height ?? Number.POSITIVE_INFINITY)
  }
  await eventually(
    () => bottomOf(composer(page)),
    (bottom) => bottom <= height,
  )
  const top = (await composer(page).boundingBox())?.y ?? 0
  await eventually(
    () => bottomOf(bubble(page, 'The newest')),
    (bottom) => bottom <= top,
  )
  expect(top).toBeGreaterThan(height / 2)
})

test("on a phone, the browser's Back returns from a conversation to the list where it was scrolled to", async () => {
  const ben = await given.aUser({ displayName: 'Ben Bond' })
  await hasConversations(ben, numberedPeople(30))
  const { page } = await aWindowOf(ben, '/messages', phone)
  const wanted = row(page, 'Person 25;')
  await eventually(
    async () => {
      await rows(page).last().scrollIntoViewIfNeeded()
      return wanted.count()
    },
    (count) => count === 1,
  )
  await wanted.scrollIntoViewIfNeeded()
  const before = (await wanted.boundingBox())?.y ?? 0
  await wanted.tap()
  await bubble(page, 'Hello from Person 25;').waitFor()
  await page.goBack()
  await wanted.waitFor()
  await eventually(
    async () => (await wanted.boundingBox())?.y ?? 0,
    (y) => Math.abs(y - before) < 1,
  )
})
