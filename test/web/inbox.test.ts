import { describe, expect, test } from '@jest/globals'
import {
  aBrowser,
  aChat,
  aWindowOf,
  bubble,
  composer,
  goesTo,
  hasTitle,
  hasWritten,
  listSearch,
  row,
  rows,
} from '../steps/browser.ts'
import { hasConversations, numberedPeople } from '../steps/browserInbox.ts'
import * as given from '../steps/given.ts'
import { eventually } from '../steps/processes.ts'

aBrowser()

describe('the search field of the list', () => {
  test('filters by name and handle, finds people whom nobody has written to, and is left and entered with the arrow keys', async () => {
    const { ben } = await aChat()
    const zoe = await given.aUser({ displayName: 'Zoë Ångström' })
    await hasWritten(zoe, ben, 'Hi')
    const { page, errors } = await aWindowOf(ben)
    await row(page, 'Zoë Ångström').waitFor()

    // whatever the case and the accents
    for (const text of ['angstrom', 'ZOE', zoe.handle, ` @${zoe.handle} `]) {
      await listSearch(page).fill(text)
      await row(page, 'Ann Abel').waitFor({ state: 'detached' })
      expect(await page.locator('.inbox .row-frame').count()).toBe(1)
      await page.getByRole('button', { name: 'Clear search' }).click()
      await row(page, 'Ann Abel').waitFor()
    }
    const focused = () => page.evaluate('document.activeElement.textContent')
    const isInSearch = async () => (await page.evaluate('document.activeElement.type')) === 'search'
    expect(await isInSearch()).toBe(true)

    // by keyboard
    await listSearch(page).fill('a')
    await row(page, 'Ann Abel').waitFor()
    await page.keyboard.press('ArrowDown')
    expect(await focused()).toMatch(/Zoë/)
    await page.keyboard.press('ArrowDown')
    expect(await focused()).toMatch(/Ann Abel/)
    for (const _ of [1, 2]) await page.keyboard.press('ArrowUp')
    expect(await isInSearch()).toBe(true)

    // nobody, oneself and a stranger
    const cat = await given.aUser({ displayName: 'Cat Cole' })
    await listSearch(page).fill('nobody_like_that')
    await page.getByText('No results for “nobody_like_that”').waitFor()
    await listSearch(page).fill(ben.handle)
    await page.getByText("You can't message yourself").waitFor()
    await listSearch(page).fill(`@${cat.handle.toUpperCase()}`)
    await row(page, 'Cat Cole').waitFor()
    await page.keyboard.press('Enter')
    await page.waitForURL(`/messages/new/${cat.handle}`)
    expect(await listSearch(page).inputValue()).toBe('')
    await goesTo(page, '/messages/new/nobody_like_that')
    await page.getByText('Account not found').waitFor()
    await goesTo(page, `/messages/new/${ben.handle}`)
    await page.locator('.pane').getByText("You can't message yourself").waitFor()
    expect(errors).toEqual([])
  })

  test('loads at most ten further pages to find somebody, and more only when asked to', async () => {
    const ben = await given.aUser()
    await hasConversations(ben, [...numberedPeople(225), 'Dan Dorn'])
    const { page } = await aWindowOf(ben)
    await rows(page).first().waitFor()
    await listSearch(page).fill('dan dorn')
    await page.getByRole('button', { name: 'Search older conversations' }).click()
    await row(page, 'Dan Dorn').waitFor()
  })
})

test('any spelling of the handle in an address opens the conversation that two people already have', async () => {
  const { ann, ben, group } = await aChat()
  const cat = await given.aUser({ displayName: 'Cat Cole' })
  const otherSpelling = ({ handle }: { handle: string }) => handle.toUpperCase().replaceAll('_', '-')
  const { page } = await aWindowOf(ben)
  await row(page, 'Ann Abel').waitFor()
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

describe('the list', () => {
  test('loads all pages while scrolling, newest first, and is left and entered at the same place', async () => {
    const ben = await given.aUser()
    const names = numberedPeople(25)
    await hasConversations(ben, names)
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
    expect(await rows(page).locator('.name').allTextContents()).toEqual(names)
    const place = () => page.evaluate<number>("document.querySelector('.inbox').scrollTop")
    const before = await place()
    expect(before).toBeGreaterThan(0)
    await goesTo(page, '/messages/archived')
    await page.getByText('Nothing archived').waitFor()
    await page.goBack()
    await rows(page).first().waitFor()
    expect(await place()).toBe(before)
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
