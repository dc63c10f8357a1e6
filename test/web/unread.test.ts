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
  shownMessages,
} from '../steps/browser.ts'
import * as given from '../steps/given.ts'
import { eventually } from '../steps/processes.ts'
import { calls } from '../steps/when.ts'

aBrowser()

/** The bodies of the requests that mark messages as read. */
const collectMarks = (page: Page) => {
  const marks: (string | null)[] = []
  page.on('request', (request) => {
    if (request.method() === 'PUT') marks.push(request.postData())
  })
  return marks
}

/** The divider is in the upper third of the log, directly above this message, and below the one before it. */
const dividerIsAbove = async (page: Page, text: string, before: string) => {
  const divider = page.getByText('New messages', { exact: true })
  await eventually(
    async () => {
      const [frame, mark, first, previous] = await Promise.all(
        [log(page), divider, bubble(page, text), bubble(page, before)].map((shown) => shown.boundingBox()),
      )
      if (!frame || !mark || !first || !previous) return 'not shown'
      const isInPlace = mark.y >= frame.y && mark.y <= frame.y + frame.height / 3
      const isBetween =
        previous.y + previous.height <= mark.y + 1 && first.y - mark.y < 80 && first.y > mark.y
      return isInPlace && isBetween && previous.y + previous.height > frame.y
    },
    (isSo) => isSo === true,
  )
}

test('a conversation with more unread messages than are counted opens at the first one, and loads only what is around it', async () => {
  const [ann, ben] = await Promise.all([given.aUser({ displayName: 'Ann Abel' }), given.aUser()])
  const group = await haveWrittenLong(ann, ben, numberedTexts(130))
  await hasRead(ben, group, 'message number 20;')
  const { page, errors } = await aWindowOf(ben)
  const queries: URLSearchParams[] = []
  page.on('request', (request) => {
    if (/api.messages/.test(request.url())) queries.push(new URL(request.url()).searchParams)
  })
  await row(page, 'Ann Abel').click()
  await dividerIsAbove(page, 'message number 21;', 'message number 20;')
  const goesOn = (query: URLSearchParams) => ['after', 'before', 'since'].some((name) => query.has(name))
  expect(queries.filter((query) => !goesOn(query)).length).toBe(1)
  expect(queries[0]?.has('around')).toBe(true)
  await page.getByRole('button', { name: '99+ new' }).click()
  await bubble(page, 'message number 130;').waitFor()
  await hasTitle(page, 'Ann Abel')
  expect(await page.evaluate('document.activeElement.getAttribute("aria-label")')).toBe(
    'Messages with Ann Abel',
  )
  expect(errors).toEqual([])
})

/** The user goes to another window, or comes back. A headless browser always has the focus, so this only tells the page. */
const setFocused = (page: Page, isFocused: boolean) =>
  page.evaluate(
    `document.hasFocus = () => ${isFocused}; dispatchEvent(new Event('${isFocused ? 'focus' : 'blur'}'))`,
  )

test('what is on the screen is marked as read when the log rests: one request each time, and none without the focus', async () => {
  const [ann, ben] = await Promise.all([given.aUser({ displayName: 'Ann Abel' }), given.aUser()])
  const group = await haveWrittenLong(ann, ben, numberedTexts(140))
  await hasRead(ben, group, 'message number 20;')
  const { page } = await aWindowOf(ben, '/messages', { prepare: (prepared) => prepared.clock.install() })
  const marks = collectMarks(page)
  const answered: string[] = []
  page.on('response', (response) => {
    if (response.url().includes(`/message_groups/${group}`)) answered.push(response.request().method())
  })
  /** The row is fetched after each mark. Then no request is under way while the clock moves. */
  const isMarked = (count: number) =>
    eventually(
      () => answered.join(' ').match(/PUT GET/g)?.length,
      (answeredMarks) => answeredMarks === count,
    )
  const restsAndMarks = async (count: number) => {
    // A scroll event can arrive after the clock has been moved, and the rest begins with it.
    await eventually(
      async () => {
        await page.clock.runFor(1000)
        return marks.length
      },
      (length) => length === count,
    )
    await isMarked(count)
  }
  await row(page, 'Ann Abel').click()
  await dividerIsAbove(page, 'message number 21;', 'message number 20;')
  await isMarked(1)
  expect(marks.length).toBe(1)
  // Less than the 20 s after which a request that is under way fails: with a stopped clock nothing would be tried again.
  await page.clock.pauseAt(Date.now() + 5000)
  const scrollsDownTo = async (number: number) => {
    await log(page).hover()
    await eventually(
      async () => {
        await page.mouse.wheel(0, 100)
        return Number((await shownMessages(page).last().textContent())?.match(/\d+/))
      },
      (last) => last >= number,
    )
  }
  await scrollsDownTo(40)
  expect(marks.length).toBe(1)
  await restsAndMarks(2)
  await setFocused(page, false)
  await scrollsDownTo(60)
  await page.clock.runFor(5000)
  expect(marks.length).toBe(2)
  await setFocused(page, true)
  await restsAndMarks(3)
  const unread = await eventually(
    async () => (await calls('GET', `/api/message_groups/${group}`, { as: ben })).body.unread_count,
    (count) => count < 100,
  )
  await page.getByRole('button', { name: `${unread} new` }).waitFor()
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

test('unread messages that fit on the screen are read as soon as the conversation opens, which is reopened at its end', async () => {
  const [ann, ben] = await Promise.all([given.aUser({ displayName: 'Ann Abel' }), given.aUser()])
  const texts = numberedTexts(18).map((text, index) => `${text} ${'so '.repeat((index * 7) % 40)}`)
  const group = await haveWrittenLong(ann, ben, texts)
  await hasRead(ben, group, texts[9])
  await hasWritten(await given.aUser({ displayName: 'Cat Cole' }), ben, 'Hi')
  const { page } = await aWindowOf(ben, `/messages/${group}`, { viewport: { width: 1280, height: 900 } })
  await bubble(page, 'message number 18;').waitFor()
  await page.getByRole('button', { name: /new$|latest/ }).waitFor({ state: 'detached' })
  await hasTitle(page, '(1) Ann Abel')
  await row(page, 'Cat Cole').click()
  await bubble(page, 'Hi').waitFor()
  await row(page, 'Ann Abel').click()
  await bubble(page, 'message number 18;').waitFor()
  await hasWritten(ann, ben, 'And one more')
  await bubble(page, 'And one more').waitFor()
  await page.getByRole('button', { name: /new$|latest/ }).waitFor({ state: 'detached' })
  await hasTitle(page, 'Ann Abel')
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
  await dividerIsAbove(page, 'message number 1;', 'Hello')
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
