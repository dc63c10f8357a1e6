import { describe, expect, test } from '@jest/globals'
import {
  aBrowser,
  aChat,
  aWindowOf,
  bubble,
  composer,
  hasUnread,
  hasWritten,
  isLive,
  row,
  rows,
} from '../steps/browser.ts'
import * as given from '../steps/given.ts'
import { eventually } from '../steps/processes.ts'

aBrowser()

describe('the search', () => {
  test('explains that a handle is unknown or your own, as do the addresses of such conversations', async () => {
    const ann = await given.aUser({ displayName: 'Ann Abel' })
    const { page, errors } = await aWindowOf(ann)
    const field = page.getByLabel('Search people by handle')
    await field.fill('nobody_like_that')
    await page.getByText('No results for @nobody_like_that').waitFor()
    await field.fill(ann.handle)
    await page.getByText("You can't message yourself").waitFor()
    await page.goto('/messages/new/nobody_like_that')
    await page.getByText("This account doesn't exist").waitFor()
    await page.goto(`/messages/new/${ann.handle}`)
    await page.getByText("You can't message yourself").waitFor()
    expect(errors).toEqual([])
  })

  test('opens the conversation that two people already have', async () => {
    const { ann, ben, group } = await aChat()
    const { page } = await aWindowOf(ben)
    await row(page, 'Ann Abel').waitFor()
    await page.getByLabel('Search people by handle').fill(ann.handle)
    await page.getByRole('link', { name: 'Ann Abel' }).getByText('Open').waitFor()
    await page.keyboard.press('Enter')
    await bubble(page, 'Hello').waitFor()
    expect(page.url()).toMatch(group)
  })

  test('normalises the handle in an address', async () => {
    const { ann, ben, group } = await aChat()
    const cat = await given.aUser({ displayName: 'Cat Cole' })
    const otherSpelling = ({ handle }: { handle: string }) => handle.toUpperCase().replaceAll('_', '-')
    const { page } = await aWindowOf(ben, `/messages/new/${otherSpelling(ann)}`)
    await bubble(page, 'Hello').waitFor()
    expect(page.url()).toMatch(group)
    await page.goto(`/messages/new/${otherSpelling(ben)}`)
    await page.getByText("You can't message yourself").waitFor()
    await page.goto(`/messages/new/${otherSpelling(cat)}`)
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
    const { ann, ben, group } = await aChat('one', 'two', 'three')
    const people = await Promise.all(
      Array.from({ length: 24 }, (_, index) => given.aUser({ displayName: `Person ${index + 1};` })),
    )
    for (const person of people) await hasWritten(person, ben, 'Hello')
    const { page } = await aWindowOf(ben, `/messages/new/${people.at(-1)?.handle}`, {
      viewport: { width: 1000, height: 500 },
    })
    await isLive(page)
    await rows(page).first().waitFor()

    // Ann's conversation is on a page that is not loaded, so its unread count has to be requested.
    expect(await row(page, 'Ann Abel').count()).toBe(0)
    await hasWritten(ann, ben, 'four')
    await row(page, 'Ann Abel').getByText('4 unread').waitFor()
    await hasUnread(ben, group, 4)

    await eventually(
      async () => {
        await rows(page).last().scrollIntoViewIfNeeded()
        return rows(page).count()
      },
      (count) => count === 25,
    )
    const names = people.map(({ displayName }) => displayName).reverse()
    expect(await rows(page).locator('.name').allTextContents()).toEqual(['Ann Abel', ...names])
  })
})

test('the title of the page is the conversation or the list, also after going back', async () => {
  const { ann, ben } = await aChat()
  await hasWritten(ben, ann, 'Hello') // so that nothing is unread
  await hasWritten(ben, await given.aUser({ displayName: 'Cat Cole' }), 'Hi')
  const { page } = await aWindowOf(ben)
  const hasTitle = (name: string) =>
    eventually(
      () => page.title(),
      (title) => title === `${name} · Cruddur Messages`,
    )
  await hasTitle('Messages')
  await row(page, 'Ann Abel').click()
  await hasTitle('Ann Abel')
  await row(page, 'Cat Cole').click()
  await hasTitle('Cat Cole')
  await page.goBack()
  await hasTitle('Ann Abel')
  await page.goBack()
  await hasTitle('Messages')
})

test("days start at midnight in the reader's time zone", async () => {
  const { ben, group } = await aChat()
  // At every hour, one of the two has another date than UTC.
  for (const timezoneId of ['Pacific/Kiritimati', 'Pacific/Pago_Pago']) {
    const { page } = await aWindowOf(ben, `/messages/${group}`, { timezoneId })
    const shown = await page.locator('.day time').getAttribute('datetime')
    const sent = await bubble(page, 'Hello').locator('time').getAttribute('datetime')
    expect(shown).toBe(new Date(sent ?? '').toLocaleDateString('sv', { timeZone: timezoneId }))
  }
})
