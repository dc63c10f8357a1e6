import { expect, test } from '@jest/globals'
import type { Page } from 'playwright-core'
import {
  aBrowser,
  aChat,
  aWindowOf,
  bubble,
  goesToEnd,
  hasRead,
  hasTitle,
  hasUnread,
  hasWritten,
  haveWrittenLong,
  isLive,
  log,
  numberedTexts,
  row,
} from '../steps/browser.ts'
import * as given from '../steps/given.ts'
import { eventually } from '../steps/processes.ts'

aBrowser()

/** The bodies of the requests that mark messages as read. */
const collectMarks = (page: Page) => {
  const marks: (string | null)[] = []
  page.on('request', (request) => {
    if (request.method() === 'PUT') marks.push(request.postData())
  })
  return marks
}

/** The divider is at the top of the screen, directly above this message. */
const dividerIsAbove = async (page: Page, text: string) => {
  await bubble(page, text).waitFor()
  const divider = await eventually(
    () => page.getByText('New messages', { exact: true }).boundingBox(),
    (box) => box !== null && box.y > 60 && box.y < 160,
  )
  const first = await bubble(page, text).boundingBox()
  expect((first?.y ?? 0) - (divider?.y ?? 0)).toBeGreaterThan(0)
  expect((first?.y ?? 0) - (divider?.y ?? 0)).toBeLessThan(80)
}

test('a conversation opens at its first unread message, and is read when one reaches its end', async () => {
  const [ann, ben] = await Promise.all([given.aUser({ displayName: 'Ann Abel' }), given.aUser()])
  const group = await haveWrittenLong(ann, ben, numberedTexts(120))
  await hasRead(ben, group, 'message number 50;')
  const { page, errors } = await aWindowOf(ben)
  const marks = collectMarks(page)
  await row(page, 'Ann Abel').click()
  await dividerIsAbove(page, 'message number 51;')
  const toEnd = page.getByRole('button', { name: '70 new' })
  await toEnd.waitFor()
  expect(marks).toEqual([])
  await toEnd.click()
  await bubble(page, 'message number 120;').waitFor()
  await hasTitle(page, 'Ann Abel')
  expect(marks.length).toBe(1)
  expect(errors).toEqual([])
})

test('messages are marked as read once, and only when they are on the screen', async () => {
  const { ann, ben } = await aChat()
  const { page } = await aWindowOf(ben)
  const marks = collectMarks(page)
  await row(page, 'Ann Abel').getByText('1 unread').waitFor()
  await hasTitle(page, '(1) Messages')
  expect(marks).toEqual([])
  await row(page, 'Ann Abel').click()
  await bubble(page, 'Hello').waitFor()
  await hasTitle(page, 'Ann Abel')
  await hasWritten(ann, ben, 'Hello again')
  await bubble(page, 'Hello again').waitFor()
  await eventually(
    () => marks.length,
    (count) => count >= 2,
  )
  await hasTitle(page, 'Ann Abel')
  expect(marks.map((mark) => typeof JSON.parse(mark ?? '').message_uuid)).toEqual(['string', 'string'])
  expect(new Set(marks).size).toBe(2)
})

test('messages that arrive in another conversation are marked as new, and not read while they do not fit on the screen', async () => {
  const { ann, ben, group } = await aChat()
  await hasWritten(await given.aUser({ displayName: 'Cat Cole' }), ben, 'Hi')
  const { page } = await aWindowOf(ben, `/messages/${group}`, { viewport: { width: 1200, height: 500 } })
  await bubble(page, 'Hello').waitFor()
  await hasTitle(page, '(1) Ann Abel')
  await row(page, 'Cat Cole').click()
  await bubble(page, 'Hi').waitFor()
  await hasWritten(ann, ben, ...numberedTexts(12))
  await row(page, 'Ann Abel').getByText('12 unread').waitFor()
  await row(page, 'Ann Abel').click()
  await dividerIsAbove(page, 'message number 1;')
  await page.getByRole('button', { name: '12 new' }).click()
  await bubble(page, 'message number 12;').waitFor()
  await hasTitle(page, 'Ann Abel')
})

test('a message that arrives while scrolled up is only counted, also during the request that marks others as read', async () => {
  const [ann, ben] = await Promise.all([given.aUser({ displayName: 'Ann Abel' }), given.aUser()])
  const group = await haveWrittenLong(ann, ben, numberedTexts(30))
  const released = Promise.withResolvers<void>()
  const { page } = await aWindowOf(ben, `/messages/${group}`, {
    prepare: (prepared) =>
      prepared.route(
        '**/read',
        async (route) => {
          const response = await route.fetch()
          await released.promise
          await route.fulfill({ response })
        },
        { times: 1 },
      ),
  })
  await goesToEnd(page)
  await bubble(page, 'message number 30;').waitFor()
  await isLive(page)
  await hasTitle(page, 'Ann Abel') // the socket has reported the mark
  await log(page).focus()
  await page.keyboard.press('Home')
  await bubble(page, 'message number 1;').waitFor()
  await hasWritten(ann, ben, 'And one more')
  const newButton = page.getByRole('button', { name: '1 new', exact: true })
  await newButton.waitFor()
  await bubble(page, 'message number 1;').waitFor()
  const requested = page.waitForResponse((response) =>
    response.url().endsWith(`/api/message_groups/${group}`),
  )
  released.resolve()
  await requested
  await newButton.waitFor()
  await hasUnread(ben, group, 1)

  await newButton.click()
  await bubble(page, 'And one more').waitFor()
  await page.getByRole('button', { name: /new$|latest/ }).waitFor({ state: 'detached' })
  await hasTitle(page, 'Ann Abel')
  expect(await page.evaluate('document.activeElement.getAttribute("aria-label")')).toBe(
    'Messages with Ann Abel',
  )
})
