import { expect, test } from '@jest/globals'
import type { Page, WebSocketRoute } from 'playwright-core'
import type { Message } from '../../src/domain/message.ts'
import { putMessage } from '../../src/repository/messages.ts'
import {
  aBrowser,
  aPerson,
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
import { lay } from '../steps/table.ts'

aBrowser()

const aConversation = async () => {
  const [ann, ben] = await Promise.all([given.aUser({ displayName: 'Ann Abel' }), aPerson('Ben Bond')])
  const group = await hasWritten(ann, ben, 'Hello')
  const { page } = await aWindowOf(ben, `/messages/${group}`)
  await bubble(page, 'Hello').waitFor()
  await isLive(page)
  return { ann, ben, group, page }
}

/** What the page has asked for since, by what it is. */
const asks = (page: Page) => {
  const counts = { list: 0, page: 0, since: 0, group: 0 }
  const kinds = {
    list: /\/api\/message_groups\?/,
    page: /\/api\/messages\/[^?]+\?limit=\d+$/,
    since: /\/api\/messages\/.*since=/,
    group: /\/api\/message_groups\/[^/]+$/,
  }
  page.on('request', (request) => {
    for (const [kind, address] of Object.entries(kinds))
      if (request.method() === 'GET' && address.test(request.url())) counts[kind as keyof typeof counts] += 1
  })
  return counts
}

/** From here on no time passes in the page, unless it is let: no machine is too slow for a limit. */
const stopsItsClock = async (page: Page) => {
  const now = Date.now()
  await page.clock.install({ time: now })
  await page.clock.pauseAt(now + 1000)
}

const aGate = () => {
  let open = () => {}
  const passed = new Promise<void>((resolve) => {
    open = resolve
  })
  return { open, passed }
}

/** Its sockets are opened as they are let. */
const holdsSockets = async (page: Page) => {
  const gate = aGate()
  const sockets: WebSocketRoute[] = []
  await page.routeWebSocket(/.*/, async (socket) => {
    sockets.push(socket)
    await gate.passed
    socket.connectToServer()
  })
  return { sockets, let: gate.open }
}

const comesToLook = (page: Page) =>
  page.evaluate('document.dispatchEvent(new Event("visibilitychange")) && undefined')

test('whoever comes asks for the list once, and once for the conversation that is open', async () => {
  const { ann, ben, page } = await aConversation()
  await stopsItsClock(page)
  const asked = asks(page)
  await page.reload()
  await row(page, 'Ann Abel').waitFor()
  await bubble(page, 'Hello').waitFor()
  await isLive(page)
  await hasWritten(ann, ben, 'Are you live?')
  await bubble(page, 'Are you live?').waitFor()
  expect(asked).toEqual({ list: 1, page: 1, since: 0, group: 1 })
})

test('whoever comes back after a gap asks for the list once, and once for what has come since', async () => {
  const { ann, ben, page } = await aConversation()
  await stopsItsClock(page)
  await page.reload()
  await bubble(page, 'Hello').waitFor()
  await isLive(page)
  await page.context().setOffline(true)
  await page.locator('.connection.offline').first().waitFor({ state: 'attached' })
  await hasWritten(ann, ben, 'missed')
  const asked = asks(page)
  await page.context().setOffline(false)
  await bubble(page, 'missed').waitFor()
  await isLive(page)
  await hasWritten(ann, ben, 'Are you live?')
  await bubble(page, 'Are you live?').waitFor()
  expect(asked).toEqual({ list: 1, page: 0, since: 1, group: 1 })
})

test('whoever looks again asks for nothing while the socket answers', async () => {
  const { ann, ben, page } = await aConversation()
  const asked = asks(page)
  for (let look = 0; look < 3; look += 1) await comesToLook(page)
  await hasWritten(ann, ben, 'Are you live?')
  await bubble(page, 'Are you live?').waitFor()
  expect(asked).toEqual({ list: 0, page: 0, since: 0, group: 0 })
})

test('whoever looks again when the socket is dead without a word gets another, and what was missed', async () => {
  const { ann, ben, group, page } = await aConversation()
  let isDeaf = false
  await page.routeWebSocket(/.*/, (socket) => {
    const mine = isDeaf
    const server = socket.connectToServer()
    server.onMessage((frame) => {
      if (mine || !isDeaf) socket.send(frame)
    })
  })
  await stopsItsClock(page)
  await page.reload()
  await bubble(page, 'Hello').waitFor()
  await isLive(page)
  isDeaf = true
  await hasWritten(ann, ben, 'missed')
  await hasUnread(ben, group, 1)
  await comesToLook(page)
  await page.clock.runFor(5000)
  await bubble(page, 'missed').waitFor()
})

test('a socket that does not come is not waited for, and what came before it did is found', async () => {
  const { ann, ben, group, page } = await aConversation()
  const held = await holdsSockets(page)
  await stopsItsClock(page)
  await page.reload()
  await eventually(
    () => held.sockets.length,
    (count) => count === 1,
  )
  await page.clock.runFor(1000)
  await row(page, 'Ann Abel').waitFor()
  await bubble(page, 'Hello').waitFor()
  const asked = asks(page)
  await hasWritten(ann, ben, 'missed')
  await hasUnread(ben, group, 1)
  held.let()
  await bubble(page, 'missed').waitFor()
  expect(asked).toEqual({ list: 1, page: 0, since: 1, group: 1 })
})

test.each(['before the socket is open', 'while the socket is open'])(
  'a message is found that came after a page was read and before it is here, %s',
  async (when) => {
    const { ann, ben, group, page } = await aConversation()
    const isHeld = when.startsWith('before')
    const held = await holdsSockets(page)
    if (!isHeld) held.let()
    const [isRead, mayCome] = [aGate(), aGate()]
    await page.route(`**/api/messages/${group}?limit=*`, async (route) => {
      const response = await route.fetch()
      isRead.open()
      await mayCome.passed
      await route.fulfill({ response })
    })
    await page.reload()
    await isRead.passed
    if (!isHeld) await isLive(page)
    await hasWritten(ann, ben, 'between')
    await hasUnread(ben, group, 1)
    held.let()
    await isLive(page)
    if (!isHeld) await row(page, 'Ann Abel').getByText('between').waitFor()
    mayCome.open()
    await bubble(page, 'between').waitFor()
  },
)

test('what came in a gap is found though one has written since', async () => {
  const [ann, ben] = await Promise.all([given.aUser({ displayName: 'Ann Abel' }), aPerson('Ben Bond')])
  const ago = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString()
  const said = (minutes: number, text: string) => ({ at: ago(minutes), text, by: ann })
  const { groupUuid, messages } = conversationOf(ben, ann, [said(9, 'Hello'), said(5, 'missed')])
  const missed = messages.pop() as Message
  await lay(conversationOf(ben, ann, [said(9, 'Hello')]).items)
  const { page } = await aWindowOf(ben, `/messages/${groupUuid}`)
  const held = await holdsSockets(page)
  await page.reload()
  await bubble(page, 'Hello').waitFor()
  await putMessage(missed)
  await writes(page, 'Anybody there?')
  await isStored(page, 'Anybody there?')
  held.let()
  await bubble(page, 'missed').waitFor()
})

test('what could not be had after a gap is asked for again', async () => {
  const { ann, ben, page } = await aConversation()
  await stopsItsClock(page)
  await page.reload()
  await bubble(page, 'Hello').waitFor()
  await isLive(page)
  await page.context().setOffline(true)
  await page.locator('.connection.offline').first().waitFor({ state: 'attached' })
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
})

test('a socket is followed by another without asking for anything that the first has told', async () => {
  const { ann, ben, page } = await aConversation()
  await stopsItsClock(page)
  await page.reload()
  await bubble(page, 'Hello').waitFor()
  await isLive(page)
  await page.evaluate(`{
    const session = JSON.parse(localStorage.getItem('cruddur.session'))
    localStorage.setItem('cruddur.session', JSON.stringify({ ...session, expiresAt: Date.now() + 120_001 }))
  }`)
  const [first] = await Promise.all([page.waitForEvent('websocket'), page.reload()])
  await bubble(page, 'Hello').waitFor()
  await isLive(page)
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

test('a line that breaks again and again is tried less and less', async () => {
  const { page } = await aConversation()
  const sockets: WebSocketRoute[] = []
  await page.routeWebSocket(/.*/, (socket) => {
    sockets.push(socket)
    socket.connectToServer()
  })
  await stopsItsClock(page)
  const asked = asks(page)
  page.on('request', (request) => {
    if (request.url().includes('/api/message_groups?')) sockets.at(-1)?.close()
  })
  await page.reload()
  await bubble(page, 'Hello').waitFor()
  for (let second = 0; second < 60; second += 1) await page.clock.runFor(1000)
  expect(sockets.length).toBeGreaterThan(3)
  expect(sockets.length).toBeLessThan(12)
  expect(asked.list).toBeLessThan(25)
}, 60_000)
