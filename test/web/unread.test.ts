import { expect, test } from '@jest/globals'
import type { Page, Route } from 'playwright-core'
import {
  aBrowser,
  aPerson,
  aWindowOf,
  bubble,
  hasUnread,
  hasWritten,
  haveWrittenLong,
  isLive,
  row,
} from '../steps/browser.ts'
import * as given from '../steps/given.ts'
import { eventually } from '../steps/processes.ts'
import { calls } from '../steps/when.ts'

aBrowser()

const numbered = (count: number) =>
  Array.from({ length: count }, (_, index) => `message number ${index + 1};`)

/** Ann has written so much to Ben, of which he has read some. */
const hasReadSome = async (count: number, read: number) => {
  const [ann, ben] = await Promise.all([given.aUser({ displayName: 'Ann Abel' }), aPerson('Ben Bond')])
  const group = await haveWrittenLong(ann, ben, numbered(count))
  if (read > 0) {
    const { body } = await calls('GET', `/api/messages/${group}?limit=100`, { as: ben })
    const { uuid } = body.find(({ message }: { message: string }) => message === `message number ${read};`)
    await calls('PUT', `/api/message_groups/${group}/read`, { as: ben, body: { message_uuid: uuid } })
  }
  return { ann, ben, group }
}

const marksOf = (page: Page) => {
  const marks: string[] = []
  page.on('request', (request) => {
    if (request.method() === 'PUT') marks.push(request.url())
  })
  return marks
}

/** The mark is the first thing on the screen, above this message. */
const isMarkedAt = async (page: Page, text: string) => {
  await bubble(page, text).waitFor()
  const shown = await eventually(
    () => page.getByText('New messages', { exact: true }).boundingBox(),
    (box) => box !== null && box.y > 60 && box.y < 160,
  )
  const first = await bubble(page, text).boundingBox()
  expect((first?.y ?? 0) - (shown?.y ?? 0)).toBeGreaterThan(0)
  expect((first?.y ?? 0) - (shown?.y ?? 0)).toBeLessThan(80)
}

test.each([
  ['70 of 120', 120, 50, 'message number 51;', '70 new'],
  ['more than the server counts', 130, 0, 'message number 31;', '99+ new'],
])(
  'with %s unread, a conversation opens at the first of them, and is read when its end is reached',
  async (_, count, read, first, left) => {
    const { ben, group } = await hasReadSome(count, read)
    const { page, errors } = await aWindowOf(ben)
    const marks = marksOf(page)
    await row(page, 'Ann Abel').click()
    await isMarkedAt(page, first)
    const toEnd = page.getByRole('button', { name: left })
    await toEnd.waitFor()
    expect(marks).toEqual([])
    await toEnd.click()
    await bubble(page, `message number ${count};`).waitFor()
    await hasUnread(ben, group, 0)
    expect(marks.length).toBe(1)
    expect(errors).toEqual([])
  },
)

test('what came while one was elsewhere is marked, and where it does not fit on the screen, not read at once', async () => {
  const [ann, cat, ben] = await Promise.all([
    given.aUser({ displayName: 'Ann Abel' }),
    given.aUser({ displayName: 'Cat Cole' }),
    aPerson('Ben Bond'),
  ])
  const group = await hasWritten(ann, ben, 'Hello')
  await hasWritten(cat, ben, 'Hi')
  const { page } = await aWindowOf(ben, `/messages/${group}`)
  await bubble(page, 'Hello').waitFor()
  await hasUnread(ben, group, 0)
  await row(page, 'Cat Cole').click()
  await bubble(page, 'Hi').waitFor()
  await hasWritten(ann, ben, ...numbered(30))
  await row(page, 'Ann Abel').getByText('30 unread').waitFor()
  await row(page, 'Ann Abel').click()
  await isMarkedAt(page, 'message number 1;')
  await page.getByRole('button', { name: '30 new' }).click()
  await bubble(page, 'message number 30;').waitFor()
  await hasUnread(ben, group, 0)
})

test('an answer that is overtaken by what is read on another device does not bring back its count', async () => {
  const { ann, ben, group } = await hasReadSome(3, 0)
  const { page } = await aWindowOf(ben)
  await isLive(page)
  await row(page, 'Ann Abel').getByText('3 unread').waitFor()
  const { body } = await calls('GET', `/api/messages/${group}`, { as: ben })
  const hasReadUpTo = (index: number) =>
    calls('PUT', `/api/message_groups/${group}/read`, { as: ben, body: { message_uuid: body[index].uuid } })
  const [answered, release] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  const hold = async (route: Route) => {
    const response = await route.fetch()
    answered.resolve()
    await release.promise
    await route.fulfill({ response })
  }
  await page.route(`**/api/message_groups/${group}`, hold, { times: 1 })
  await hasReadUpTo(1)
  await answered.promise
  await hasReadUpTo(2)
  await row(page, 'Ann Abel').getByText('unread').waitFor({ state: 'detached' })
  const late = page.waitForResponse(`**/api/message_groups/${group}`)
  release.resolve()
  await (await late).finished()
  await hasWritten(ann, ben, 'one more')
  await row(page, 'Ann Abel').filter({ hasText: 'one more' }).getByText('1 unread').waitFor()
})
