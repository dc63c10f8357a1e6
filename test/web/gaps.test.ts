import { expect, test } from '@jest/globals'
import type { Message } from '../../src/domain/message.ts'
import { putMessage } from '../../src/repository/messages.ts'
import {
  aBrowser,
  aWindowOf,
  bubble,
  hasUnread,
  hasWritten,
  isLive,
  isStored,
  row,
  writes,
} from '../steps/browser.ts'
import { conversationOf } from '../steps/conversation.ts'
import * as given from '../steps/given.ts'
import { eventually } from '../steps/processes.ts'
import { putItems } from '../steps/table.ts'
import {
  aGate,
  asks,
  aWatchedConversation,
  comesToLook,
  goesOffline,
  holdsSockets,
  isThere,
  stopsItsClock,
} from '../steps/watched.ts'

aBrowser()

test('a page that becomes visible replaces a dead socket and loads what was missed', async () => {
  let isDeaf = false
  const { ann, ben, group, page } = await aWatchedConversation(async (prepared) => {
    await stopsItsClock(prepared)
    await prepared.routeWebSocket(/.*/, (socket) => {
      const isNext = isDeaf
      const server = socket.connectToServer()
      server.onMessage((frame) => {
        if (isNext || !isDeaf) socket.send(frame)
      })
    })
  })
  await isThere(page)
  isDeaf = true
  await hasWritten(ann, ben, 'missed')
  await hasUnread(ben, group, 1)
  await comesToLook(page)
  await page.clock.runFor(5000)
  await bubble(page, 'missed').waitFor()
})

test('a page loads without waiting for a slow socket, and then loads what came before the socket was open', async () => {
  const socket = aGate()
  const { ann, ben, group, page } = await aWatchedConversation(async (prepared) => {
    await stopsItsClock(prepared)
    await holdsSockets(prepared, socket.passed)
  })
  await page.getByRole('navigation', { name: 'Conversations' }).waitFor({ state: 'attached' })
  await eventually(
    async () => {
      await page.clock.runFor(1000)
      return bubble(page, 'Hello').count()
    },
    (count) => count === 1,
  )
  await row(page, 'Ann Abel').waitFor()
  const asked = asks(page)
  await hasWritten(ann, ben, 'missed')
  await hasUnread(ben, group, 1)
  socket.open()
  await bubble(page, 'missed').waitFor()
  await row(page, 'Ann Abel').getByText('missed').waitFor()
  expect(asked).toEqual({ list: 1, page: 0, since: 1, group: 1 })
})

test.each([true, false])(
  'a message that is stored while a page of messages is on its way is found; with an open socket: %s',
  async (isOpen) => {
    const [socket, isRead, mayCome] = [aGate(), aGate(), aGate()]
    if (isOpen) socket.open()
    const { ann, ben, group, page } = await aWatchedConversation(async (prepared, uuid) => {
      await holdsSockets(prepared, socket.passed)
      await prepared.route(`**/api/messages/${uuid}?limit=*`, async (route) => {
        const response = await route.fetch()
        isRead.open()
        await mayCome.passed
        await route.fulfill({ response })
      })
    })
    await isRead.passed
    if (isOpen) await isLive(page)
    await hasWritten(ann, ben, 'between')
    await hasUnread(ben, group, 2)
    socket.open()
    await isLive(page)
    if (isOpen) await row(page, 'Ann Abel').getByText('between').waitFor()
    mayCome.open()
    await bubble(page, 'between').waitFor()
  },
)

test('a message that was missed in a gap is found even after an own message was sent', async () => {
  const [ann, ben] = await Promise.all([given.aUser({ displayName: 'Ann Abel' }), given.aUser()])
  const said = (minutesAgo: number, text: string) => ({
    at: new Date(Date.now() - minutesAgo * 60_000).toISOString(),
    text,
    by: ann,
  })
  const { groupUuid, items } = conversationOf(ben, ann, [said(9, 'Hello')])
  const [missed] = conversationOf(ben, ann, [said(5, 'missed')]).messages as [Message]
  await putItems(items)
  const socket = aGate()
  const { page } = await aWindowOf(ben, `/messages/${groupUuid}`, {
    prepare: (prepared) => holdsSockets(prepared, socket.passed, { areDeaf: true }),
  })
  await bubble(page, 'Hello').waitFor()
  await putMessage(missed)
  await writes(page, 'Anybody there?')
  await isStored(page, 'Anybody there?')
  socket.open()
  await bubble(page, 'missed').waitFor()
})

test('loading what was missed in a gap is retried', async () => {
  const { ann, ben, page } = await aWatchedConversation(async (prepared) => {
    await stopsItsClock(prepared)
    await holdsSockets(prepared, undefined, { areDeaf: true })
  })
  await isThere(page)
  await goesOffline(page)
  await hasWritten(ann, ben, 'missed')
  let asked = 0
  await page.route('**/api/messages/*since=*', async (route) => {
    asked += 1
    const response = await route.fetch()
    return asked > 2 ? route.continue() : route.fulfill({ response, status: 503, body: '["internal_error"]' })
  })
  await page.context().setOffline(false)
  await isLive(page)
  await eventually(
    async () => {
      await page.clock.runFor(1000)
      return bubble(page, 'missed').count()
    },
    (count) => count === 1,
  )
  expect(asked).toBeGreaterThan(2)
})
