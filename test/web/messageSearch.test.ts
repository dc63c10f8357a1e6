import { expect, test } from '@jest/globals'
import type { Page } from 'playwright-core'
import { desktop, isAccessible, phone } from '../steps/axe.ts'
import {
  aBrowser,
  aWindowOf,
  bubble,
  choosesInMenu,
  composer,
  hasFocusOn,
  hasWritten,
  haveWrittenLong,
  isLive,
  log,
  numberedTexts,
  row,
} from '../steps/browser.ts'
import { phone as touchPhone } from '../steps/browserDevices.ts'
import * as given from '../steps/given.ts'
import { eventually } from '../steps/processes.ts'
import { calls } from '../steps/when.ts'

aBrowser()

const panel = (page: Page) => page.getByRole('region', { name: 'Search messages' })
const field = (page: Page) => panel(page).getByRole('searchbox')
const results = (page: Page) => panel(page).getByRole('listitem')
const excerpts = (page: Page) => panel(page).locator('.excerpt')

/** Ann Abel has written to Ben. */
const aLongChat = async (texts: string[]) => {
  const [ann, ben] = await Promise.all([
    given.aUser({ displayName: 'Ann Abel' }),
    given.aUser({ displayName: 'Ben Bond' }),
  ])
  const group = await haveWrittenLong(ann, ben, texts)
  await hasWritten(ben, ann, 'Thank you')
  return { ann, ben, group }
}

const startsSearch = async (page: Page) => {
  await page.getByRole('button', { name: 'More options' }).click()
  await choosesInMenu(page, 'Search messages')
  await hasFocusOn(field(page))
}

test('a search in a conversation highlights what it finds, opens a result beside the others, and forgets deleted texts', async () => {
  const texts = numberedTexts(150)
  texts[9] = 'Crème brûlée is on the menu'
  texts[79] = 'They have no creme brulee left'
  texts[139] = 'Next time: CRÈME BRÛLÉE'
  const { ann, ben, group } = await aLongChat(texts)
  const { page, errors } = await aWindowOf(ben, `/messages/${group}`)
  await isLive(page)
  await bubble(page, 'Thank you').waitFor()
  await startsSearch(page)
  await field(page).pressSequentially('brulee creme')
  await results(page).nth(2).waitFor()
  expect(await excerpts(page).allTextContents()).toEqual([texts[139], texts[79], texts[9]])
  expect(await results(page).first().locator('mark').allTextContents()).toEqual(['CRÈME', 'BRÛLÉE'])

  await page.keyboard.press('ArrowDown')
  for (const _ of [1, 2]) await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await log(page).locator('.is-target', { hasText: 'Crème brûlée is on' }).waitFor()
  await results(page).nth(1).getByRole('link').click()
  await bubble(page, 'no creme brulee left').waitFor()
  await isAccessible(page, 'message-search', { devices: { desktop } })
  await eventually(
    () => page.evaluate<string>('location.search'),
    (search) => search.startsWith('?search=') && !search.includes('message='),
  )
  expect(await results(page).count()).toBe(3)

  const { body } = await calls('GET', `/api/messages/${group}/search?q=next+time`, { as: ann })
  await calls('DELETE', `/api/messages/${group}/${body[0].uuid}`, { as: ann })
  await results(page).nth(2).waitFor({ state: 'detached' })
  expect(await excerpts(page).allTextContents()).toEqual([texts[79], texts[9]])
  await field(page).fill('next time')
  await panel(page).getByText('No messages contain “next time”.').waitFor()

  await page.keyboard.press('Escape')
  await row(page, 'Ann Abel').waitFor()
  expect(page.url()).toMatch(new RegExp(`/messages/${group}$`))
  await page.keyboard.press('Control+Shift+F')
  await hasFocusOn(field(page))
  expect(await field(page).inputValue()).toBe('')
  expect(errors).toEqual([])
})

test('on a phone, a result is in the place of the others, and leads back to where they were left', async () => {
  const { ben, group } = await aLongChat(numberedTexts(60))
  const { page, errors } = await aWindowOf(ben, '/messages', touchPhone)
  await row(page, 'Ann Abel').click()
  await bubble(page, 'Thank you').waitFor()
  await startsSearch(page)
  expect(await composer(page).count()).toBe(0)
  await field(page).fill('number')
  await eventually(
    async () => {
      await results(page).last().scrollIntoViewIfNeeded()
      return results(page).count()
    },
    (count) => count === 60,
  )
  await results(page).nth(30).scrollIntoViewIfNeeded()
  await isAccessible(page, 'message-search', { devices: { phone } })
  const place = () => page.evaluate<number>("document.querySelector('.message-search .inbox').scrollTop")
  const before = await place()
  expect(before).toBeGreaterThan(0)

  for (const goBack of [
    () => page.getByRole('link', { name: 'Back to results' }).click(),
    () => page.goBack(),
  ]) {
    await results(page).nth(30).getByRole('link').click()
    await bubble(page, 'message number 30;').waitFor()
    await page.getByRole('link', { name: 'Back to results' }).waitFor()
    expect(await results(page).count()).toBe(0) // hidden
    await goBack()
    await results(page).nth(30).waitFor()
    expect(await place()).toBe(before)
    expect(await field(page).inputValue()).toBe('number')
  }

  // A result that is loaded anew also leads back.
  await results(page).nth(30).getByRole('link').click()
  await bubble(page, 'message number 30;').waitFor()
  await page.reload()
  await page.getByRole('link', { name: 'Back to results' }).click()
  await results(page).first().waitFor()
  await page.getByRole('link', { name: 'Close search' }).click()
  await composer(page).waitFor()
  await page.getByRole('link', { name: 'Back to messages' }).click()
  await row(page, 'Ann Abel').waitFor()
  expect(page.url()).not.toContain(group)
  expect(errors).toEqual([])
})

test('a search that finds nothing in many messages goes on when it is asked to, and one that is refused can be repeated', async () => {
  const long = Array.from({ length: 700 }, (_, index) => `${index} ${'x'.repeat(1000)}`)
  const { ben, group } = await aLongChat(['The needle', ...long])
  const { page, errors } = await aWindowOf(ben, `/messages/${group}?search=needle`)
  const older = panel(page).getByRole('button', { name: 'Search older messages' })
  await older.waitFor()
  await panel(page).getByText('Nothing in the newer messages').waitFor()
  await page.route(
    '**/search?*',
    (route) =>
      route.fulfill({
        status: 429,
        json: ['too_many_requests'],
        headers: { 'access-control-allow-origin': '*' },
      }),
    { times: 1 },
  )
  await older.click()
  await panel(page).getByText("You're doing that too fast").waitFor()
  await panel(page).getByRole('button', { name: 'Try again' }).click()
  await excerpts(page).getByText('The needle').waitFor()
  expect(errors).toEqual([])
})
