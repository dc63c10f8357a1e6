import { expect, test } from '@jest/globals'
import type { WebSocket } from 'playwright-core'
import {
  aBrowser,
  aPerson,
  aWindow,
  aWindowOf,
  bubble,
  composer,
  goesToEnd,
  hasUnread,
  hasWritten,
  isLive,
  row,
  signsIn,
  writes,
} from '../steps/browser.ts'
import * as given from '../steps/given.ts'
import { eventually } from '../steps/processes.ts'

aBrowser()

test('one sees that the other is typing, until the message is there', async () => {
  const [ann, ben] = await Promise.all([aPerson('Ann Abel'), aPerson('Ben Bond')])
  const group = await hasWritten(ann, ben, 'Hello')
  const [{ page: anns }, { page: bens }] = (await Promise.all(
    [ann, ben].map((one) => aWindowOf(one, `/messages/${group}`)),
  )) as [Awaited<ReturnType<typeof aWindowOf>>, Awaited<ReturnType<typeof aWindowOf>>]
  await Promise.all([anns, bens].map((page) => bubble(page, 'Hello').waitFor()))
  await Promise.all([anns, bens].map(isLive))
  // To him it stays the same moment: he says once that he is typing, and no second time that could come after the message.
  await bens.clock.setFixedTime(Date.now())
  await composer(bens).press('x')
  await anns.getByText('Ben Bond is typing').waitFor()
  await writes(bens, 'Hello Ann')
  await bubble(anns, 'Hello Ann').waitFor()
  expect(await anns.getByText('is typing').count()).toBe(0)
  expect(await bens.getByText('is typing').count()).toBe(0)
})

test('the list is in order as it happens: what is new moves up, with what it says and a count', async () => {
  const [ann, cat, ben] = await Promise.all([
    given.aUser({ displayName: 'Ann Abel' }),
    given.aUser({ displayName: 'Cat Cole' }),
    aPerson('Ben Bond'),
  ])
  await hasWritten(ann, ben, 'Hello from Ann')
  const { page } = await aWindowOf(ben)
  await row(page, 'Ann Abel').waitFor()
  await hasWritten(cat, ben, 'Hello from Cat')
  await row(page, 'Cat Cole').getByText('1 unread').waitFor()
  await hasWritten(ann, ben, 'Hello again')
  await row(page, 'Ann Abel').getByText('2 unread').waitFor()
  const names = page.getByRole('navigation', { name: 'Conversations' }).locator('.name')
  expect(await names.allTextContents()).toEqual(['Ann Abel', 'Cat Cole'])
  expect(await row(page, 'Ann Abel').locator('.preview').textContent()).toBe('Hello again')
})

test('what is read is told to the server once, and nothing is told of what is not before anybody', async () => {
  const [ann, ben] = await Promise.all([given.aUser({ displayName: 'Ann Abel' }), aPerson('Ben Bond')])
  const group = await hasWritten(ann, ben, 'Hello')
  const { page } = await aWindowOf(ben)
  const marks: (string | null)[] = []
  page.on('request', (request) => {
    if (request.method() === 'PUT') marks.push(request.postData())
  })
  await row(page, 'Ann Abel').getByText('1 unread').waitFor()
  await eventually(
    () => page.title(),
    (title) => title.startsWith('(1) '),
  )
  expect(marks).toEqual([])
  await row(page, 'Ann Abel').click()
  await bubble(page, 'Hello').waitFor()
  await hasUnread(ben, group, 0)
  await page.reload()
  await bubble(page, 'Hello').waitFor()
  await hasWritten(ann, ben, 'Hello again')
  await bubble(page, 'Hello again').waitFor()
  await eventually(
    () => marks.length,
    (count) => count >= 2,
  )
  await hasUnread(ben, group, 0)
  await page.reload()
  await bubble(page, 'Hello again').waitFor()
  await row(page, 'Ann Abel').waitFor()
  expect(marks.map((mark) => typeof JSON.parse(mark ?? '').message_uuid)).toEqual(['string', 'string'])
  expect(new Set(marks).size).toBe(2)
  expect(await page.title()).toBe('Ann Abel · Cruddur Messages')
})

test('who has scrolled up stays there when news come, is told how many, and reads them at a press', async () => {
  const [ann, ben] = await Promise.all([given.aUser({ displayName: 'Ann Abel' }), aPerson('Ben Bond')])
  const group = await hasWritten(
    ann,
    ben,
    ...Array.from({ length: 30 }, (_, index) => `message number ${index + 1};`),
  )
  const { page } = await aWindowOf(ben, `/messages/${group}`)
  await goesToEnd(page)
  await bubble(page, 'message number 30;').waitFor()
  await page.getByRole('region', { name: 'Messages with Ann Abel' }).focus()
  await page.keyboard.press('Home')
  await bubble(page, 'message number 1;').waitFor()
  await hasWritten(ann, ben, 'And one more')
  await page.getByRole('button', { name: '1 new' }).waitFor()
  await bubble(page, 'message number 1;').waitFor()
  await page.getByRole('button', { name: '1 new' }).click()
  await bubble(page, 'And one more').waitFor()
  await page.getByRole('button', { name: /new$|latest/ }).waitFor({ state: 'detached' })
  expect(await page.evaluate('document.activeElement.getAttribute("aria-label")')).toBe(
    'Messages with Ann Abel',
  )
})

test('what comes while something is being marked as read stays unread', async () => {
  const [ann, ben] = await Promise.all([given.aUser({ displayName: 'Ann Abel' }), aPerson('Ben Bond')])
  const texts = Array.from({ length: 30 }, (_, index) => `message number ${index + 1};`)
  const group = await hasWritten(ann, ben, ...texts)
  const { page } = await aWindow('/signin')
  let answer = () => {}
  await page.route('**/read', async (route) => {
    const response = await route.fetch()
    await new Promise<void>((resolve) => {
      answer = resolve
    })
    await route.fulfill({ response })
  })
  await page.goto(`/messages/${group}`)
  await signsIn(page, ben)
  await goesToEnd(page)
  await bubble(page, 'message number 30;').waitFor()
  await isLive(page)
  await hasUnread(ben, group, 0)
  await page.getByRole('region', { name: 'Messages with Ann Abel' }).focus()
  await page.keyboard.press('Home')
  await bubble(page, 'message number 1;').waitFor()
  await hasWritten(ann, ben, 'And one more')
  const news = page.getByRole('button', { name: '1 new', exact: true }) // the socket has told of the mark
  await news.waitFor()
  const asked = page.waitForResponse((response) => response.url().endsWith(`/api/message_groups/${group}`))
  answer()
  await asked
  await news.waitFor()
  await hasUnread(ben, group, 1)
})

test('it goes on where sockets are impossible, and says so', async () => {
  const [ann, ben] = await Promise.all([given.aUser({ displayName: 'Ann Abel' }), aPerson('Ben Bond')])
  const group = await hasWritten(ann, ben, 'Hello')
  const { page, errors } = await aWindow('/signin')
  await page.route('**/config.json', async (route) => {
    const { webSocketUrl, ...config } = await (await route.fetch()).json()
    expect(webSocketUrl).toMatch(/^ws:/)
    await route.fulfill({ json: config })
  })
  await page.goto(`/messages/${group}`)
  await signsIn(page, ben)
  await bubble(page, 'Hello').waitFor()
  await page.getByText('Live updates are unavailable').first().waitFor()
  await hasWritten(ann, ben, 'Are you there?')
  await bubble(page, 'Are you there?').waitFor()
  expect(errors).toEqual([])
})

test('after the network was away, it is live again by itself, and what came meanwhile is there', async () => {
  const [ann, ben] = await Promise.all([given.aUser({ displayName: 'Ann Abel' }), aPerson('Ben Bond')])
  const group = await hasWritten(ann, ben, 'Hello')
  const { page } = await aWindowOf(ben, `/messages/${group}`)
  await bubble(page, 'Hello').waitFor()
  await page.context().setOffline(true)
  await page
    .getByText("No internet connection. Messages will be sent when you're back online.")
    .first()
    .waitFor()
  await hasWritten(ann, ben, ...Array.from({ length: 3 }, (_, index) => `missed ${index + 1}`))
  await page.context().setOffline(false)
  for (const text of ['missed 1', 'missed 2', 'missed 3']) await bubble(page, text).waitFor()
  await isLive(page)
  await hasWritten(ann, ben, 'and live')
  await bubble(page, 'and live').waitFor()
})

test('a socket is followed by one with a renewed token before its own expires, and no address bears a token', async () => {
  const [ann, ben] = await Promise.all([given.aUser({ displayName: 'Ann Abel' }), aPerson('Ben Bond')])
  const group = await hasWritten(ann, ben, 'Hello')
  const { page, errors } = await aWindowOf(ben, `/messages/${group}`)
  await bubble(page, 'Hello').waitFor()
  const sockets: WebSocket[] = []
  page.on('websocket', (socket) => sockets.push(socket))
  await page.clock.install()
  await page.reload()
  await isLive(page)
  expect(sockets.length).toBe(1)
  await page.clock.fastForward('59:00') // of the sixty minutes for which the token is good
  await eventually(
    () => [sockets.length, sockets[0]?.isClosed(), sockets[1]?.isClosed()],
    ([count, first, second]) => count === 2 && first === true && second === false,
  )
  await hasWritten(ann, ben, 'Still there?')
  await bubble(page, 'Still there?').waitFor()
  expect(sockets.map((socket) => new URL(socket.url()).search)).toEqual(['', ''])
  expect(errors).toEqual([])
})

test('when the API cannot be reached, it says so in words, and goes on when it can', async () => {
  const [ann, ben] = await Promise.all([given.aUser({ displayName: 'Ann Abel' }), aPerson('Ben Bond')])
  await hasWritten(ann, ben, 'Hello')
  const { page } = await aWindowOf(ben)
  await row(page, 'Ann Abel').waitFor()

  await page.route('**/config.json', (route) => route.abort())
  await page.reload()
  await page.getByRole('heading', { name: "Can't reach Cruddur" }).waitFor()
  await page.unroute('**/config.json')
  await page.route('**/api/users/me', (route) => route.abort())
  await page.getByRole('button', { name: 'Try again' }).click()
  await page.getByRole('alert').getByText("Can't reach Cruddur").waitFor()
  await page.unroute('**/api/users/me')
  await page.route('**/api/message_groups?*', (route) => route.abort())
  await page.getByRole('button', { name: 'Try again' }).click()
  await page.getByRole('alert').getByText("Can't reach Cruddur").waitFor()
  await page.unroute('**/api/message_groups?*')
  await row(page, 'Ann Abel').click()
  await bubble(page, 'Hello').waitFor()
})
