import { expect, test } from '@jest/globals'
import { anOpenChat } from '../../steps/modelChat.ts'
import { aWorld } from '../../steps/modelWorld.ts'

/* After any gap, everything that was missed is found. */

test('messages load without waiting for a slow socket; what came before it was open is loaded then', async () => {
  const world = aWorld()
  const group = await world.aChat()
  world.network.holdSockets(true)
  const conversation = world.aTab().conversation(group)
  conversation.open()
  await world.until(() => conversation.get().isLoaded, 2000)
  world.server.write(world.ann, world.ben, 'missed')
  await world.passes(1000)
  world.network.holdSockets(false)
  await world.until(() => conversation.get().messages.length === 2, 3000)
})

test.each([true, false])(
  'a message that is stored while a page is on its way is found; with an open socket: %s',
  async (isOpen) => {
    const world = aWorld()
    const group = await world.aChat()
    world.network.holdSockets(!isOpen)
    world.network.fail(/GET \/api\/messages/, { lateMs: 3000 })
    const tab = world.aTab()
    const conversation = tab.conversation(group)
    conversation.open()
    await world.until(() => world.network.requests.some(({ name }) => name.startsWith('GET /api/messages/')))
    world.server.write(world.ann, world.ben, 'between')
    await world.passes(1000)
    world.network.holdSockets(false)
    await world.until(() => conversation.get().messages.length === 2)
    expect(tab.messenger.inbox().get().groups[0]?.message).toBe('between')
  },
)

test('a message that was missed in a gap is found even after an own message was sent', async () => {
  const { conversation, network, server, ann, ben, until, passes, tab, texts } = await anOpenChat()
  network.requests.length = 0
  tab.sockets[0]?.die()
  server.write(ann, ben, 'missed')
  await passes(60_000)
  conversation.send({ text: 'Anybody there?' })
  await until(() => conversation.get().outbox.length === 0)
  expect(texts()).toEqual(['Hello', 'Anybody there?'])
  expect(network.requests.some(({ query }) => query.since !== undefined)).toBe(false)
  tab.sockets[0]?.cut()
  await until(() => texts().includes('missed'))
  expect(texts()).toEqual(['Hello', 'missed', 'Anybody there?'])
})

test('loading what was missed is retried', async () => {
  const { device, network, server, ann, ben, until, texts } = await anOpenChat()
  device.setOnline(false)
  server.write(ann, ben, 'missed')
  network.fail(/since=/, { status: 503, code: 'internal_error' }, 2)
  device.setOnline(true)
  await until(() => texts().includes('missed'))
})

test.each([
  ['several pages', 10, true],
  ['too many pages', 40, false],
])(
  'after missing %s of messages, those that are held reach the newest one without a gap',
  async (_, count, areAllHeld) => {
    const { device, passes, server, ann, ben, until, texts, conversation } = await anOpenChat({ pageSize: 3 })
    device.setOnline(false)
    const missed = Array.from({ length: count }, (_, index) => `missed ${index}`)
    for (const text of missed) {
      server.write(ann, ben, text)
      await passes(1000)
    }
    device.setOnline(true)
    await until(() => texts().at(-1) === missed.at(-1))
    await passes(5000)
    expect(texts()).toEqual(['Hello', ...missed].slice(-texts().length))
    expect([texts().length === count + 1, conversation.get().hasOlder]).toEqual([areAllHeld, !areAllHeld])
  },
)

test('after missing too many pages, those that are held stay for somebody who reads on, and loading leads on', async () => {
  const { device, passes, server, ann, ben, texts, conversation, close, resolves } = await anOpenChat({
    pageSize: 3,
  })
  close()
  conversation.open({ at: 'firstUnread' })
  await passes(1000)
  device.setOnline(false)
  const missed = Array.from({ length: 40 }, (_, index) => `missed ${index}`)
  for (const text of missed) {
    server.write(ann, ben, text)
    await passes(1000)
  }
  device.setOnline(true)
  await passes(10_000)
  expect(texts()).toEqual(['Hello', ...missed].slice(0, texts().length))
  expect(conversation.get().hasNewer).toBe(true)
  for (let pages = 0; conversation.get().hasNewer; pages += 1) {
    expect(pages).toBeLessThan(missed.length)
    await resolves(conversation.load('newer'))
  }
  expect(texts()).toEqual(['Hello', ...missed])
})

test('a message that a slow writer stores behind others is found after a gap', async () => {
  const { device, server, ann, ben, group, until, passes, texts } = await anOpenChat()
  const key = server.freshKey()
  await passes(1500)
  server.write(ann, ben, 'newer')
  await until(() => texts().includes('newer'))
  device.setOnline(false)
  await passes(100)
  server.send(ann, key, 'slow', { message_group_uuid: group }) // with a place before "newer"
  await passes(5000)
  device.setOnline(true)
  await until(() => texts().includes('slow'))
  expect(texts()).toEqual(['Hello', 'slow', 'newer'])
})

test('a conversation that was closed meanwhile is brought up to date when it is opened again', async () => {
  const world = aWorld()
  const group = await world.aChat()
  const tab = world.aTab()
  const conversation = tab.conversation(group)
  const close = conversation.open()
  await world.until(() => conversation.get().isLoaded && tab.messenger.status.get().connection === 'live')
  await world.passes(5000)
  close()
  world.device.setOnline(false)
  world.server.write(world.ann, world.ben, 'missed')
  await world.passes(60_000)
  world.device.setOnline(true)
  await world.passes(10_000)
  conversation.open()
  await world.until(() => conversation.get().messages.length === 2, 3000)
  expect(conversation.get().isBehind).toBe(false)
})
