import { expect, test } from '@jest/globals'
import type { WebSocketRoute } from 'playwright-core'
import {
  aBrowser,
  aChatOfCognitoUser,
  aTab,
  bubble,
  changeSession,
  hasWritten,
  isLive,
  row,
} from '../steps/browser.ts'
import { eventually } from '../steps/processes.ts'
import {
  asks,
  aWatchedConversation,
  comesToLook,
  goesOffline,
  isThere,
  stopsItsClock,
} from '../steps/watched.ts'

aBrowser()

test('opening a conversation requests the list once and the conversation once', async () => {
  const { ann, ben, page, asked } = await aWatchedConversation()
  await isThere(page)
  await hasWritten(ann, ben, 'Are you live?')
  await bubble(page, 'Are you live?').waitFor()
  expect(asked).toEqual({ list: 1, page: 1, since: 0, group: 1 })
})

test('after a gap, the client requests the list once and the new messages once', async () => {
  const { ann, ben, page } = await aWatchedConversation()
  await isThere(page)
  await goesOffline(page)
  await hasWritten(ann, ben, 'missed')
  const asked = asks(page)
  await page.context().setOffline(false)
  await bubble(page, 'missed').waitFor()
  await isLive(page)
  await hasWritten(ann, ben, 'Are you live?')
  await bubble(page, 'Are you live?').waitFor()
  expect(asked).toEqual({ list: 1, page: 0, since: 1, group: 1 })
})

test('a page that becomes visible requests nothing while its socket answers', async () => {
  const { ann, ben, page } = await aWatchedConversation()
  await isThere(page)
  const asked = asks(page)
  for (let look = 0; look < 3; look += 1) await comesToLook(page)
  await hasWritten(ann, ben, 'Are you live?')
  await bubble(page, 'Are you live?').waitFor()
  expect(asked).toEqual({ list: 0, page: 0, since: 0, group: 0 })
})

test('replacing the socket before its token expires requests nothing again', async () => {
  const { ann, ben, page } = await aWatchedConversation(stopsItsClock, aChatOfCognitoUser)
  await isThere(page)
  await changeSession(page, { expiresAt: Number(await page.evaluate('Date.now()')) + 120_001 })
  const [first] = await Promise.all([page.waitForEvent('websocket'), page.reload()])
  await isThere(page)
  const asked = asks(page)
  const answered = first.waitForEvent('framereceived', ({ payload }) => String(payload).includes('pong'))
  const [second] = await Promise.all([page.waitForEvent('websocket'), page.clock.runFor(100)])
  await answered
  await page.clock.runFor(5000)
  await hasWritten(ann, ben, 'Are you live?')
  await bubble(page, 'Are you live?').waitFor()
  expect([first.isClosed(), second.isClosed()]).toEqual([true, false])
  expect(asked).toEqual({ list: 0, page: 0, since: 0, group: 0 })
})

test('reading in one tab does not make the other request the list', async () => {
  const { ann, ben, page } = await aWatchedConversation()
  await isThere(page)
  const other = await aTab(page, '/messages')
  await isLive(other)
  await row(other, 'Ann Abel').waitFor()
  const asked = asks(other)
  await hasWritten(ann, ben, 'Have you read this?')
  await bubble(page, 'Have you read this?').waitFor()
  await row(other, 'Ann Abel').getByText('Have you read this?').waitFor()
  await row(other, 'Ann Abel').getByText('unread').waitFor({ state: 'detached' })
  expect(asked.list).toBe(0)
})

test('a socket that breaks again and again is opened with backoff', async () => {
  const sockets: WebSocketRoute[] = []
  const broken = new Set<WebSocketRoute | undefined>()
  const { page, asked } = await aWatchedConversation(async (prepared) => {
    await stopsItsClock(prepared)
    await prepared.routeWebSocket(/.*/, (socket) => {
      sockets.push(socket)
      socket.connectToServer()
    })
    // Breaks the socket as soon as the page requests what it has missed.
    prepared.on('request', (request) => {
      if (!request.url().includes('/api/message_groups?')) return
      broken.add(sockets.at(-1))
      sockets.at(-1)?.close()
    })
  })
  await bubble(page, 'Hello').waitFor()
  for (let second = 0; second < 60; second += 2) {
    await page.clock.runFor(2000)
    await eventually(
      () => sockets.every((socket) => broken.has(socket)),
      (areBroken) => areBroken,
    )
  }
  expect(sockets.length).toBeGreaterThan(3)
  expect(sockets.length).toBeLessThan(12)
  expect(asked.list).toBeLessThan(25)
})
