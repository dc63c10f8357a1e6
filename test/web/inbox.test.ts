import { describe, expect, test } from '@jest/globals'
import type { Page } from 'playwright-core'
import {
  aBrowser,
  aChat,
  aWindowOf,
  bubble,
  composer,
  hasTitle,
  hasWritten,
  row,
  rows,
} from '../steps/browser.ts'
import { aConversation } from '../steps/conversation.ts'
import * as given from '../steps/given.ts'
import { eventually } from '../steps/processes.ts'

aBrowser()

/** Goes to an address without loading the page. */
const goesTo = (page: Page, path: string) =>
  page.evaluate(`{
    history.pushState(null, '', '${path}')
    dispatchEvent(new PopStateEvent('popstate'))
  }`)

describe('the search', () => {
  test('explains that a handle is unknown or your own, as do the addresses of such conversations', async () => {
    const ann = await given.aUser({ displayName: 'Ann Abel' })
    const { page, errors } = await aWindowOf(ann)
    const field = page.getByLabel('Search people by handle')
    await field.fill('nobody_like_that')
    await page.getByText('No results for @nobody_like_that').waitFor()
    await field.fill(ann.handle)
    await page.getByText("You can't message yourself").waitFor()
    await goesTo(page, '/messages/new/nobody_like_that')
    await page.getByText("This account doesn't exist").waitFor()
    await goesTo(page, `/messages/new/${ann.handle}`)
    await page.locator('.pane').getByText("You can't message yourself").waitFor()
    expect(errors).toEqual([])
  })

  test('opens the conversation that two people already have, as does any spelling of the handle in an address', async () => {
    const { ann, ben, group } = await aChat()
    const cat = await given.aUser({ displayName: 'Cat Cole' })
    const otherSpelling = ({ handle }: { handle: string }) => handle.toUpperCase().replaceAll('_', '-')
    const { page } = await aWindowOf(ben)
    await row(page, 'Ann Abel').waitFor()
    await page.getByLabel('Search people by handle').fill(ann.handle)
    await page.getByRole('link', { name: 'Ann Abel' }).getByText('Open').waitFor()
    await page.keyboard.press('Enter')
    await page.waitForURL(`/messages/${group}`)
    await goesTo(page, `/messages/new/${otherSpelling(ann)}`)
    await page.waitForURL(`/messages/${group}`)
    await bubble(page, 'Hello').waitFor()
    await goesTo(page, `/messages/new/${otherSpelling(cat)}`)
    await page.waitForURL(`/messages/new/${cat.handle}`)
    await composer(page).fill('Is kept')
    await page.goto(`/messages/new/${cat.handle}`)
    await eventually(
      () => composer(page).inputValue(),
      (text) => text === 'Is kept',
    )
  })
})

describe('the list', () => {
  test('loads all pages while scrolling, newest first', async () => {
    const ben = await given.aUser()
    const people = await Promise.all(
      Array.from({ length: 25 }, (_, index) => given.aUser({ displayName: `Person ${index + 1};` })),
    )
    for (const [index, person] of people.entries()) {
      const at = new Date(Date.now() - index * 60_000).toISOString()
      await aConversation(person, ben, [{ at, text: 'Hello' }])
    }
    const { page } = await aWindowOf(ben, '/messages', { viewport: { width: 1000, height: 500 } })
    await rows(page).first().waitFor()
    expect(await rows(page).count()).toBe(20)
    await eventually(
      async () => {
        await rows(page).last().scrollIntoViewIfNeeded()
        return rows(page).count()
      },
      (count) => count === 25,
    )
    const names = people.map(({ displayName }) => displayName)
    expect(await rows(page).locator('.name').allTextContents()).toEqual(names)
  })
})

test('the title of the page is the conversation or the list, also after going back', async () => {
  const { ann, ben } = await aChat()
  await hasWritten(ben, ann, 'Hello') // so that nothing is unread
  await hasWritten(ben, await given.aUser({ displayName: 'Cat Cole' }), 'Hi')
  const { page } = await aWindowOf(ben)
  await hasTitle(page, 'Messages')
  await row(page, 'Ann Abel').click()
  await hasTitle(page, 'Ann Abel')
  await row(page, 'Cat Cole').click()
  await hasTitle(page, 'Cat Cole')
  await page.goBack()
  await hasTitle(page, 'Ann Abel')
  await page.goBack()
  await hasTitle(page, 'Messages')
})

test("days start at midnight in the reader's time zone", async () => {
  const { ben, group } = await aChat()
  // Where the date is another one than that of UTC.
  const timezoneId = new Date().getUTCHours() >= 10 ? 'Pacific/Kiritimati' : 'Pacific/Pago_Pago'
  const { page } = await aWindowOf(ben, `/messages/${group}`, { timezoneId })
  const day = await page.locator('.day time').getAttribute('datetime')
  const sent = await bubble(page, 'Hello').locator('time').getAttribute('datetime')
  expect(day).toBe(new Date(sent ?? '').toLocaleDateString('sv', { timeZone: timezoneId }))
  expect(day).not.toBe(sent?.slice(0, 10))
})
