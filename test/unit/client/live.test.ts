import { describe, expect, test } from '@jest/globals'
import { aChatOfBen, anOpenChat } from '../../steps/modelChat.ts'
import { aWorld, type Tab } from '../../steps/modelWorld.ts'

/* What a messenger learns by its socket, and how it keeps one open. */

const minute = 60_000

const connectionOf = (tab: Tab) => tab.messenger.status.get().connection

describe('an open conversation', () => {
  test('shows what the other person writes, each message once and in order, however the frames arrive', async () => {
    const delays = [[400], [100, 300], [200, 900]]
    const { server, ann, ben, passes, texts } = await anOpenChat({
      frameDelaysMs: (frame) => (frame.type === 'message' ? (delays.shift() ?? [10]) : [10]),
    })
    for (const text of ['one', 'two', 'three']) server.write(ann, ben, text)
    await passes(2000)
    expect(texts()).toEqual(['Hello', 'one', 'two', 'three'])
  })

  test('shows that the other person is typing, until they stop or their message arrives', async () => {
    const { server, ann, ben, passes, conversation, group } = await anOpenChat()
    server.typing(ann, group)
    await passes(100)
    expect(conversation.get().typing).toEqual([ann.uuid])
    await passes(4000)
    server.typing(ann, group)
    await passes(4000)
    expect(conversation.get().typing).toEqual([ann.uuid])
    await passes(2000)
    expect(conversation.get().typing).toEqual([])
    server.typing(ann, group)
    await passes(100)
    server.write(ann, ben, 'Hi')
    await passes(1000)
    expect(conversation.get().typing).toEqual([])
  })

  test('shows how far the other person has read, and never goes back', async () => {
    const { server, ann, conversation, passes, until, group } = await anOpenChat({
      frameDelaysMs: (frame) => (frame.type === 'read' && delays.length > 0 ? [delays.shift() ?? 0] : [10]),
    })
    const delays = [500, 100]
    const uuids = ['one', 'two'].map((text) => conversation.send({ text }))
    await until(() => conversation.get().outbox.length === 0)
    await passes(1000)
    for (const uuid of uuids) server.markRead(ann, group, uuid)
    await passes(2000)
    expect(conversation.get().seen?.message_uuid).toBe(uuids[1])
  })

  test('tells the other person every three seconds that the user is typing, and at once after a pause', async () => {
    const { conversation, network, passes } = await anOpenChat()
    const typings = () => network.actions.filter(({ action }) => action === 'typing').length
    for (let step = 0; step < 100; step += 1) {
      conversation.setTyping(true)
      await passes(100)
    }
    expect(typings()).toBe(4)
    conversation.setTyping(false)
    conversation.setTyping(true)
    await passes(100)
    expect(typings()).toBe(5)
  })
})

describe('the socket', () => {
  test('is opened with a token that is in no address', async () => {
    const { tab } = await anOpenChat()
    expect(tab.sockets.map(({ url, protocols }) => [url, protocols[0]])).toEqual([
      ['wss://sockets.test', 'cruddur.v1'],
    ])
  })

  test('is replaced before its token expires, and nothing is lost', async () => {
    const { tab, passes, server, ann, ben, texts, tokenRequests } = await anOpenChat()
    expect(tokenRequests.length).toBeGreaterThan(0)
    await passes(59 * minute)
    expect(tab.sockets.length).toBe(2)
    expect(tab.openSockets()).toEqual([tab.sockets[1]])
    server.write(ann, ben, 'Still there?')
    await passes(500)
    expect(texts()).toEqual(['Hello', 'Still there?'])
  })

  test('is replaced when it does not answer a ping', async () => {
    const { tab, passes, server, ann, ben, texts } = await anOpenChat()
    tab.sockets[0]?.die()
    server.write(ann, ben, 'missed')
    await passes(5 * minute)
    expect(tab.sockets.length).toBe(2)
    expect(texts()).toEqual(['Hello', 'missed'])
  })

  test('that is dead is replaced when the person looks at the page, and what was missed is loaded', async () => {
    const { tab, passes, server, ann, ben, texts } = await anOpenChat()
    tab.look({ isVisible: false })
    tab.sockets[0]?.die()
    server.write(ann, ben, 'missed')
    await passes(1000)
    tab.look({ isVisible: true })
    await passes(5000)
    expect(texts()).toEqual(['Hello', 'missed'])
  })

  test('that breaks again and again is opened with backoff', async () => {
    const { tab, passes, takeRequests } = await anOpenChat()
    takeRequests()
    const before = tab.sockets.length
    for (let second = 0; second < 60; second += 1) {
      for (const { cut } of tab.openSockets()) cut()
      await passes(1000)
    }
    expect(tab.sockets.length - before).toBeGreaterThan(3)
    expect(tab.sockets.length - before).toBeLessThan(12)
    expect(takeRequests(/message_groups\?/).length).toBeLessThan(25)
  })
})

describe('the status', () => {
  test('is "polling" without a WebSocket URL, and messages arrive every few seconds', async () => {
    const world = aWorld()
    const group = await world.aChat()
    const tab = world.aTab(world.ben, { webSocketUrl: undefined })
    const conversation = tab.conversation(group)
    conversation.open()
    await world.until(() => conversation.get().isLoaded)
    expect(connectionOf(tab)).toBe('polling')
    world.server.write(world.ann, world.ben, 'Are you there?')
    await world.until(() => conversation.get().messages.length === 2, 6000)
    await world.until(() => tab.messenger.inbox().get().groups[0]?.message === 'Are you there?', 1000)
  })

  test('is "polling" while no socket can be opened', async () => {
    const world = aWorld()
    const group = await world.aChat()
    world.network.refuseSockets(true)
    const tab = world.aTab()
    const conversation = tab.conversation(group)
    conversation.open()
    await world.until(() => conversation.get().isLoaded)
    await world.until(() => connectionOf(tab) === 'polling')
    world.server.write(world.ann, world.ben, 'Are you there?')
    await world.until(() => conversation.get().messages.length === 2, 6000)
    world.network.refuseSockets(false)
    await world.until(() => connectionOf(tab) === 'live')
  })

  test('is "connecting", "live", "offline" without a network, and "live" again by itself', async () => {
    const world = aWorld()
    const group = await world.aChat()
    const tab = world.aTab()
    expect(connectionOf(tab)).toBe('connecting')
    const conversation = tab.conversation(group)
    conversation.open()
    await world.until(() => connectionOf(tab) === 'live')
    await world.passes(5000)
    world.device.setOnline(false)
    expect(connectionOf(tab)).toBe('offline')
    for (const text of ['missed 1', 'missed 2', 'missed 3']) world.server.write(world.ann, world.ben, text)
    await world.passes(10 * minute)
    expect(connectionOf(tab)).toBe('offline')
    world.device.setOnline(true)
    await world.until(() => connectionOf(tab) === 'live', 3000)
    await world.until(() => conversation.get().messages.length === 4, 3000)
    world.server.write(world.ann, world.ben, 'and live')
    await world.passes(500)
    expect(conversation.get().messages.at(-1)?.message).toBe('and live')
  })

  test('is "offline" while the API cannot be reached, though the device has a network', async () => {
    const { tab, network, passes, until } = await anOpenChat()
    network.fail(/./, 'unreachable', Number.POSITIVE_INFINITY)
    network.refuseSockets(true)
    for (const { cut } of tab.openSockets()) cut()
    await passes(20_000)
    expect(connectionOf(tab)).toBe('offline')
    network.clearFaults()
    network.refuseSockets(false)
    await until(() => connectionOf(tab) === 'live')
  })

  test('is "stopped" after stopping: no requests, no frames, and no timers that do anything', async () => {
    const { tab, passes, server, ann, ben, texts, takeRequests } = await anOpenChat()
    tab.stop()
    expect(connectionOf(tab)).toBe('stopped')
    takeRequests()
    server.write(ann, ben, 'Nobody looks')
    await passes(90 * minute)
    expect(takeRequests()).toEqual([])
    expect(tab.openSockets()).toEqual([])
    expect(texts()).toEqual(['Hello'])
    tab.messenger.start()
    await passes(5000)
    expect(texts()).toEqual(['Hello', 'Nobody looks'])
  })
})

test('a listener of a conversation gets each message that is new or changed, until it is removed', async () => {
  const { conversation, uuid, annWrites, until, areSent, passes } = await aChatOfBen()
  const texts = new Set<string>()
  const stop = conversation.listen(({ message, deleted_at }) => texts.add(deleted_at ? 'deleted' : message))
  await annWrites('Are you there?')
  conversation.delete(uuid)
  await until(areSent)
  await passes(1000)
  expect([...texts]).toEqual(['Are you there?', 'deleted'])
  stop()
  await annWrites('Still there?')
  expect(texts.size).toBe(2)
})
