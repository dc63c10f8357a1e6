import { describe, expect, test } from '@jest/globals'
import type { Page, Route } from 'playwright-core'
import { v7 as uuidv7 } from 'uuid'
import { placeOf } from '../../src/domain/place.ts'
import { putMessage } from '../../src/repository/messages.ts'
import { aBrowser, aTab, bubble, hasWritten, isStored, row, writes } from '../steps/browser.ts'
import * as given from '../steps/given.ts'
import { eventually } from '../steps/processes.ts'
import { aWatchedConversation, isThere } from '../steps/watched.ts'
import { calls } from '../steps/when.ts'

aBrowser()

const refused = (route: Route, status: number, code: string, headers: Record<string, string> = {}) =>
  route.fulfill({
    status,
    json: [code],
    headers: {
      'access-control-allow-origin': '*',
      'access-control-expose-headers': 'retry-after',
      ...headers,
    },
  })

const textsIn = async (group: string, as: { token: string }) =>
  (await calls('GET', `/api/messages/${group}`, { as })).body.map(
    ({ message }: { message: string }) => message,
  )

const dayMs = 24 * 60 * 60_000

/** Ben wrote something longer than a day ago, and the page finds it when it is loaded anew. */
const wroteYesterday = async (page: Page, group: string, text: string) => {
  const time = Date.now() - dayMs - 60_000
  const uuid = uuidv7({ msecs: time })
  await page.evaluate(`{
    const [name] = Object.keys(localStorage).filter((name) => name.includes('.draft.'))
    const message = { uuid: '${uuid}', message: '${text}', created_at: '${new Date(time).toISOString()}' }
    localStorage.setItem(name.replace(/draft.*/, 'unsent.${group}/${uuid}'), JSON.stringify(message))
  }`)
  return { uuid, time }
}

const hasDraft = async (page: Page) => {
  await isThere(page)
  await page.getByRole('textbox', { name: /^Message to/ }).fill('draft')
}

describe('a server that is asked too much', () => {
  test('is given the time that it wants, and the message then goes by itself', async () => {
    const { ann, group, page } = await aWatchedConversation()
    await isThere(page)
    let attempts = 0
    await page.route('**/api/messages', (route) => {
      attempts += 1
      return attempts > 1
        ? route.continue()
        : refused(route, 429, 'too_many_requests', { 'retry-after': '30' })
    })
    const answered = page.waitForResponse((response) => response.status() === 429)
    await writes(page, 'In good time')
    await (await answered).finished()
    await page.clock.runFor(29_000)
    await bubble(page, 'In good time').getByText('Sending…').waitFor()
    expect(attempts).toBe(1)
    await page.clock.runFor(1000)
    await isStored(page, 'In good time')
    expect(await textsIn(group, ann)).toEqual(['Hello', 'In good time'])
  })
})

describe('a message whose key is too old for the server', () => {
  test('is sent with a new one, once, in however many tabs it is', async () => {
    const { ann, group, page } = await aWatchedConversation(async () => {})
    await hasDraft(page)
    await wroteYesterday(page, group, 'From yesterday')
    const other = await aTab(page, `/messages/${group}`)
    await page.reload()
    await isStored(page, 'From yesterday')
    await isStored(other, 'From yesterday')
    expect(await textsIn(group, ann)).toEqual(['Hello', 'From yesterday'])
  })

  test('is not sent twice, where it had arrived and only the answer was lost', async () => {
    const { ann, ben, group, page } = await aWatchedConversation(async () => {})
    await hasDraft(page)
    const { uuid, time } = await wroteYesterday(page, group, 'Arrived')
    const place = placeOf(time, uuid)
    await putMessage({
      uuid,
      groupUuid: group,
      text: 'Arrived',
      sender: ben,
      memberUuids: [ann.uuid, ben.uuid],
      place,
    })
    await page.reload()
    await isStored(page, 'Arrived')
    await eventually(
      () => page.evaluate('Object.keys(localStorage).filter((name) => name.includes("unsent")).length'),
      (count) => count === 0,
    )
    expect(await textsIn(group, ann)).toEqual(['Arrived', 'Hello'])
  })

  test('is sent with a new one, where the clock was set wrong meanwhile', async () => {
    const { ann, group, page } = await aWatchedConversation((prepared) => prepared.clock.install())
    await isThere(page)
    await page.clock.setSystemTime(Date.now() + 2 * dayMs)
    await writes(page, 'From the future')
    await isStored(page, 'From the future')
    expect(await textsIn(group, ann)).toEqual(['Hello', 'From the future'])
  })
})

test('the list begins anew when the server no longer knows how far it was read', async () => {
  const { ben, page } = await aWatchedConversation(async () => {})
  await isThere(page)
  const others = await Promise.all(
    Array.from({ length: 24 }, (_, index) => given.aUser({ displayName: `Person ${index + 1};` })),
  )
  for (const other of others) await hasWritten(other, ben, 'Hello')
  await page.setViewportSize({ width: 1000, height: 500 })
  let refusals = 0
  await page.route('**/api/message_groups?*cursor=*', (route) => {
    refusals += 1
    return refusals > 1 ? route.continue() : refused(route, 400, 'cursor_invalid')
  })
  await page.reload()
  const rows = page.getByRole('navigation', { name: 'Conversations' }).getByRole('link')
  await row(page, 'Person 24;').waitFor()
  await eventually(
    async () => {
      await rows.last().scrollIntoViewIfNeeded()
      return rows.count()
    },
    (count) => count === 25,
  )
  expect(refusals).toBeGreaterThan(1)
  expect(await page.getByRole('alert').count()).toBe(0)
})
