import { expect, test } from '@jest/globals'
import type { Page } from 'playwright-core'
import {
  aBrowser,
  aWindowOf,
  bubble,
  hasWritten,
  isLive,
  isPainted,
  log,
  numberedTexts,
  row,
  rows,
  shownMessages,
  writes,
} from '../steps/browser.ts'
import * as given from '../steps/given.ts'
import { eventually } from '../steps/processes.ts'
import { tokenFor } from '../steps/tokens.ts'
import { goesOffline } from '../steps/watched.ts'
import { calls } from '../steps/when.ts'

aBrowser()

const aPerson = (displayName: string) => given.aUser({ displayName })

/** The number of unread conversations in the title of a page. */
const unreadIn = async (page: Page) => Number(/^\((\d+)\)/.exec(await page.title())?.[1] ?? 0)

/** Waits until the titles of all devices and the server count the same. */
const agreeOnUnread = (user: { token: string }, devices: Page[], count: number) =>
  eventually(
    async () => [
      (await calls('GET', '/api/unread', { as: user })).body.conversations,
      ...(await Promise.all(devices.map(unreadIn))),
    ],
    (counts) => counts.every((one) => one === count),
  )

/** What the list shows, without times: they depend on the clock of the device. */
const listIn = (page: Page) =>
  rows(page).evaluateAll(`(rows) => rows.map((row) => {
    const copy = row.cloneNode(true)
    for (const time of copy.querySelectorAll('time')) time.remove()
    return copy.textContent
  })`) as unknown as Promise<string[]>

const agreeOnList = (one: Page, other: Page) =>
  eventually(
    async () => [await listIn(one), await listIn(other)],
    ([ones, others]) => JSON.stringify(ones) === JSON.stringify(others),
  )

/** Scrolls from the end of the conversation with Ann up to its beginning, and returns the texts of all its messages. */
const readsWhole = async (page: Page): Promise<Set<string>> => {
  const seen = new Set<string>()
  await log(page).hover()
  await eventually(
    async () => {
      for (const text of await shownMessages(page).allTextContents()) seen.add(text)
      await page.mouse.wheel(0, -300) // less than half a screen, so that no message is skipped
      await isPainted(page)
      return page.getByText('This is the beginning of your conversation').isVisible()
    },
    (isBeginning) => isBeginning,
  )
  for (const text of await shownMessages(page).allTextContents()) seen.add(text)
  return seen
}

test('two devices of a person show the same messages, unread counts and read marks while they are live', async () => {
  const [ann, ben, cat] = await Promise.all([aPerson('Ann Abel'), aPerson('Ben Bond'), aPerson('Cat Cole')])
  await hasWritten(cat, ben, 'Hi')
  await hasWritten(ann, ben, 'Hello')
  const { page: one } = await aWindowOf(ben)
  const { page: other } = await aWindowOf(ben)
  await Promise.all([isLive(one), isLive(other)])
  await agreeOnUnread(ben, [one, other], 2)

  await row(one, 'Ann Abel').click()
  await bubble(one, 'Hello').waitFor()
  await row(other, 'Ann Abel').getByText('1 unread').waitFor({ state: 'detached' })
  await agreeOnUnread(ben, [one, other], 1)

  await writes(one, 'From one')
  await row(other, 'Ann Abel').getByText('From one').waitFor()
  await row(other, 'Ann Abel').click()
  await bubble(other, 'From one').waitFor()
  await writes(other, 'From the other')
  await bubble(one, 'From the other').waitFor()
  await hasWritten(ann, ben, 'To both')
  await Promise.all([bubble(one, 'To both').waitFor(), bubble(other, 'To both').waitFor()])
  expect(await shownMessages(one).allTextContents()).toEqual(await shownMessages(other).allTextContents())
  await agreeOnUnread(ben, [one, other], 1)
  await agreeOnList(one, other)
})

test('a device that was offline for ten minutes shows what another device of the person has read and written, and misses no message', async () => {
  const [ann, someone, cat, dan] = await Promise.all(
    ['Ann Abel', 'Ben Bond', 'Cat Cole', 'Dan Dare'].map(aPerson),
  )
  if (!ann || !someone || !cat || !dan) throw new Error('four people')
  const ben = { ...someone, token: tokenFor(someone.cognitoUserId, 3600) } // it is still valid when the clock has moved on
  await hasWritten(ann, ben, 'the first')
  await hasWritten(cat, ben, 'Hi')
  const { page: one } = await aWindowOf(ben)
  const { page: other } = await aWindowOf(ben, '/messages', { prepare: (page) => page.clock.install() })
  await row(other, 'Ann Abel').click()
  await bubble(other, 'the first').waitFor()
  await Promise.all([isLive(one), isLive(other)])
  await goesOffline(other)

  // Two pages of messages in the open conversation, some in others, one of which has begun meanwhile.
  const texts = numberedTexts(80)
  await row(one, 'Ann Abel').click()
  await bubble(one, 'the first').waitFor()
  for (const text of texts.slice(0, 3)) await writes(one, text)
  await bubble(one, 'message number 3;').getByText('Sent').waitFor()
  await hasWritten(ben, ann, ...texts.slice(3, 40))
  await hasWritten(ann, ben, ...texts.slice(40, 60))
  await hasWritten(ben, ann, ...texts.slice(60))
  await bubble(one, 'message number 80;').waitFor()
  await row(one, 'Cat Cole').click()
  await bubble(one, 'Hi').waitFor()
  await writes(one, 'Hi Cat')
  await bubble(one, 'Hi Cat').getByText('Sent').waitFor()
  await hasWritten(ann, ben, 'the last')
  await hasWritten(dan, ben, 'Good evening', 'Are you there?')
  await row(one, 'Ann Abel').click()
  await agreeOnUnread(ben, [one], 1)

  await other.clock.fastForward(10 * 60_000)
  await other.context().setOffline(false)
  await isLive(other)
  await agreeOnUnread(ben, [one, other], 1)
  await agreeOnList(one, other)
  const all = new Set(['the first', ...texts, 'the last'])
  for (const device of [one, other]) {
    await bubble(device, 'the last').waitFor()
    expect(await readsWhole(device)).toEqual(all)
  }
})
