import { describe, expect, test } from '@jest/globals'
import { aWorld } from '../../steps/modelWorld.ts'

/* After any gap, everything that was missed is found. */

const anOpenChat = async (settings: Parameters<typeof aWorld>[0] = {}, ...texts: string[]) => {
  const world = aWorld(settings)
  const group = await world.aChat(world.ann, world.ben, ...(texts.length > 0 ? texts : ['Hello']))
  const tab = world.aTab()
  const conversation = tab.conversation(group)
  conversation.open()
  await world.until(() => conversation.get().isLoaded && tab.messenger.status.get().connection === 'live')
  await world.passes(5000)
  const texts_ = () => conversation.get().messages.map(({ message }) => message)
  return { ...world, group, tab, conversation, texts: texts_ }
}

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
  await world.until(() => conversation.get().messages.length === 2, 2000)
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
  await world.until(() => conversation.get().messages.length === 2, 2000)
  expect(conversation.get().isBehind).toBe(false)
})

describe('a page of old messages', () => {
  const texts = Array.from({ length: 30 }, (_, index) => `message ${index}`)

  const aLongChat = async () => anOpenChat({ pageSize: 5 }, ...texts)

  test('is loaded before those that are held, down to the beginning', async () => {
    const { conversation, resolves, texts: held } = await aLongChat()
    for (let pages = 0; conversation.get().hasOlder; pages += 1) {
      expect(pages).toBeLessThan(texts.length)
      await resolves(conversation.load('older'))
    }
    expect(held()).toEqual(texts)
  })

  test('around a message replaces what is held, and leads to both ends', async () => {
    const { conversation, server, group, resolves, texts: held } = await aLongChat()
    await resolves(conversation.load({ around: server.messagesOf(group)[10]?.uuid ?? '' }))
    expect([held().length, held().includes('message 10')]).toEqual([5, true])
    expect([conversation.get().hasOlder, conversation.get().hasNewer]).toEqual([true, true])
    for (let pages = 0; conversation.get().hasOlder || conversation.get().hasNewer; pages += 1) {
      expect(pages).toBeLessThan(texts.length)
      await resolves(conversation.load(conversation.get().hasNewer ? 'newer' : 'older'))
      const start = texts.indexOf(held()[0] ?? '')
      expect(held()).toEqual(texts.slice(start, start + held().length))
    }
    expect(held()).toEqual(texts)
  })

  test('does not get messages that arrive later, until the newest are loaded again', async () => {
    const { conversation, server, ann, ben, group, resolves, passes, texts: held } = await aLongChat()
    await resolves(conversation.load({ around: server.messagesOf(group)[0]?.uuid ?? '' }))
    server.write(ann, ben, 'new')
    await passes(1000)
    expect(held()).not.toContain('new')
    expect(conversation.get().isBehind).toBe(true)
    await resolves(conversation.load('newest'))
    expect(held().at(-1)).toBe('new')
    expect(conversation.get().isBehind).toBe(false)
  })
})

describe('the error of a conversation', () => {
  test('is there until loading succeeds, which is retried', async () => {
    const { conversation, network, device, until, texts } = await anOpenChat()
    const end = network.fail(/since=/, 'unreachable', Number.POSITIVE_INFINITY)
    device.setOnline(false)
    device.setOnline(true)
    await until(() => conversation.get().error?.code === 'unreachable')
    expect(texts()).toEqual(['Hello'])
    end()
    await until(() => conversation.get().error === undefined)
  })

  test('rejects the load that failed', async () => {
    const { conversation, network, passes } = await anOpenChat({ pageSize: 1 }, 'one', 'two', 'three', 'four')
    network.fail(/before=/, { status: 500, code: 'internal_error' })
    const result = conversation.load('older').catch((error) => error.code)
    await passes(1000)
    expect(await result).toBe('internal_error')
    expect(conversation.get().error?.code).toBe('internal_error')
  })

  test('of a conversation that does not exist is not retried', async () => {
    const world = aWorld()
    await world.aChat()
    const conversation = world.aTab().conversation('00000000-0000-4000-8000-999999999999')
    conversation.open()
    await world.until(() => conversation.get().error !== undefined)
    expect(conversation.get().error?.code).toBe('message_group_not_found')
    await world.passes(5000)
    world.takeRequests()
    await world.passes(10 * 60_000)
    expect(world.takeRequests(/999999999999/)).toEqual([])
  })
})

test('a messenger that is started while nothing can be reached recovers by itself', async () => {
  const world = aWorld()
  const group = await world.aChat()
  world.network.refuseSockets(true)
  const ends = [/users\/me/, /message_groups\?/, /./].map((pattern) =>
    world.network.fail(pattern, 'unreachable', Number.POSITIVE_INFINITY),
  )
  const tab = world.aTab()
  const conversation = tab.conversation(group)
  conversation.open()
  const { status } = tab.messenger
  await world.passes(60_000)
  expect(status.get().error?.code).toBe('unreachable')
  expect(tab.messenger.inbox().get().error?.code).toBe('unreachable')
  expect(conversation.get().error?.code).toBe('unreachable')
  for (const end of ends) end()
  await world.until(() => status.get().me?.handle === 'ben_bond')
  await world.until(() => tab.messenger.inbox().get().isLoaded)
  await world.until(() => conversation.get().messages.length === 1)
  expect([status.get().error, tab.messenger.inbox().get().error, conversation.get().error]).toEqual([
    undefined,
    undefined,
    undefined,
  ])
})

test('"refresh" tries again at once', async () => {
  const world = aWorld()
  await world.aChat()
  world.network.refuseSockets(true)
  const end = world.network.fail(/./, 'unreachable', Number.POSITIVE_INFINITY)
  const { messenger } = world.aTab()
  await world.until(() => messenger.inbox().get().error !== undefined)
  await world.passes(60_000)
  end()
  messenger.refresh()
  await world.until(() => messenger.inbox().get().isLoaded && messenger.status.get().me !== undefined, 1500)
})
