import { expect, test } from '@jest/globals'
import { aWorld } from '../../steps/modelWorld.ts'

/* How many requests a messenger makes. */

const counts = (names: string[]) => {
  const count = (pattern: RegExp) => names.filter((name) => pattern.test(name)).length
  return {
    list: count(/^GET \/api\/message_groups\?/),
    group: count(/^GET \/api\/message_groups\/[^/]+$/),
    page: count(/^GET \/api\/messages\/[^?]+\?(?!.*since=)/),
    since: count(/since=/),
  }
}

const none = { list: 0, group: 0, page: 0, since: 0 }

const anOpenChat = async () => {
  const world = aWorld()
  const group = await world.aChat()
  const tab = world.aTab()
  const conversation = tab.conversation(group)
  conversation.open()
  await world.until(() => conversation.get().isLoaded && tab.messenger.status.get().connection === 'live')
  await world.passes(5000)
  const isThere = async (text: string) => {
    world.server.write(world.ann, world.ben, text)
    await world.passes(1000)
    expect(conversation.get().messages.at(-1)?.message).toBe(text)
  }
  return { ...world, group, tab, conversation, isThere }
}

test('opening a conversation requests the list and the conversation at once, and what is new again when the socket has been open for a moment', async () => {
  const { isThere, takeRequests } = await anOpenChat()
  await isThere('Are you live?')
  expect(counts(takeRequests())).toEqual({ list: 2, group: 2, page: 1, since: 1 })
})

test('nothing is requested while the socket is open and nothing happens', async () => {
  const { passes, takeRequests } = await anOpenChat()
  takeRequests()
  await passes(30 * 60_000)
  expect(takeRequests()).toEqual([])
})

test('after a gap, the list and the new messages are requested at once, and again when the socket has been open for a moment', async () => {
  const { device, passes, server, ann, ben, conversation, isThere, takeRequests } = await anOpenChat()
  device.setOnline(false)
  server.write(ann, ben, 'missed')
  await passes(60_000)
  takeRequests()
  device.setOnline(true)
  await passes(5000)
  expect(conversation.get().messages.at(-1)?.message).toBe('missed')
  await isThere('Are you live?')
  expect(counts(takeRequests())).toEqual({ list: 2, group: 2, page: 0, since: 2 })
})

test('looking at the page requests nothing while the socket answers', async () => {
  const { tab, passes, isThere, takeRequests } = await anOpenChat()
  takeRequests()
  for (let count = 0; count < 3; count += 1) {
    tab.look({ isVisible: false })
    await passes(10_000)
    tab.look({ isVisible: true })
    await passes(10_000)
  }
  await isThere('Are you live?')
  expect(counts(takeRequests())).toEqual(none)
})

test('reading in one tab makes the other one request nothing', async () => {
  const { aTab, passes, server, ann, ben, conversation, takeRequests } = await anOpenChat()
  const other = aTab()
  await passes(5000)
  takeRequests()
  const { uuid } = server.write(ann, ben, 'Have you read this?')
  await passes(1000)
  conversation.markRead(uuid)
  await passes(5000)
  expect(other.messenger.inbox().get().groups[0]?.unread_count).toBe(0)
  expect(counts(takeRequests())).toEqual(none)
})

test('polling makes a few requests every five seconds, and none while nobody is looking', async () => {
  const world = aWorld()
  await world.aChat()
  const tab = world.aTab(world.ben, { webSocketUrl: undefined })
  await world.passes(10_000)
  world.takeRequests()
  await world.passes(60_000)
  const { list } = counts(world.takeRequests())
  expect(list).toBeGreaterThan(8)
  expect(list).toBeLessThan(14)
  tab.look({ isVisible: false })
  await world.passes(10_000)
  world.takeRequests()
  await world.passes(10 * 60_000)
  expect(world.takeRequests()).toEqual([])
})

test('calls of loadMore while one is under way share its request', async () => {
  const world = aWorld({ pageSize: 2 })
  for (const name of ['Cat Cole', 'Dan Dale', 'Eve East', 'Flo Ford'])
    await world.aChat(world.server.addPerson(name))
  const inbox = world.aTab().messenger.inbox()
  await world.until(() => inbox.get().isLoaded)
  await world.passes(5000)
  world.takeRequests()
  await Promise.all([
    ...[1, 2, 3].map(() => inbox.loadMore()),
    world.until(() => inbox.get().groups.length === 4),
  ])
  expect(counts(world.takeRequests()).list).toBe(1)
})
