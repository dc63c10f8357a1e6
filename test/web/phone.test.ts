import { expect, test } from '@jest/globals'
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
import { phone, smallTargets } from '../steps/browserDevices.ts'
import { hasConversations, numberedPeople } from '../steps/browserInbox.ts'
import * as given from '../steps/given.ts'
import { eventually } from '../steps/processes.ts'

aBrowser()

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
