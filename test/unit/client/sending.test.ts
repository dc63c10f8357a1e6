import { describe, expect, test } from '@jest/globals'
import type { Conversation } from '../../../client/types.ts'
import { aWorld } from '../../steps/modelWorld.ts'

/* How messages are sent: in order, exactly once, and again where that may help. */

const post = /^POST/
const refusal = { status: 503, code: 'internal_error' }

const shown = (conversation: Conversation) => {
  const { messages, outbox } = conversation.get()
  return [...messages.map(({ message }) => message), ...outbox.map(({ text, state }) => `${text} (${state})`)]
}

const isSent = (conversation: Conversation) => () => conversation.get().outbox.length === 0

const anOpenChat = async () => {
  const world = aWorld()
  const group = await world.aChat()
  const tab = world.aTab()
  const conversation = tab.conversation(group)
  conversation.open()
  await world.until(() => conversation.get().isLoaded && tab.messenger.status.get().connection === 'live')
  await world.passes(5000)
  world.takeRequests()
  return { ...world, group, tab, conversation }
}

describe('a message', () => {
  test('is shown at once, and once when it is stored', async () => {
    const { conversation, until, passes, textsIn, group } = await anOpenChat()
    const uuid = conversation.send({ text: 'Hi' })
    expect(shown(conversation)).toEqual(['Hello', 'Hi (sending)'])
    await until(isSent(conversation))
    expect(shown(conversation)).toEqual(['Hello', 'Hi'])
    await passes(5000) // its frame
    expect(shown(conversation)).toEqual(['Hello', 'Hi'])
    expect(conversation.get().messages.at(-1)?.uuid).toBe(uuid)
    expect(textsIn(group)).toEqual(['Hello', 'Hi'])
  })

  test('is sent after those that were written before it', async () => {
    const { conversation, until, network, textsIn, group } = await anOpenChat()
    network.fail(post, { lateMs: 3000 })
    conversation.send({ text: 'one' })
    conversation.send({ text: 'two' })
    conversation.send({ text: 'three' })
    expect(shown(conversation)).toEqual(['Hello', 'one (sending)', 'two (queued)', 'three (queued)'])
    await until(isSent(conversation))
    expect(textsIn(group)).toEqual(['Hello', 'one', 'two', 'three'])
  })

  test('is not overtaken by the next one while its retry waits', async () => {
    const { conversation, until, passes, network, textsIn, group } = await anOpenChat()
    network.fail(post, refusal, 3)
    conversation.send({ text: 'one' })
    await until(() => conversation.get().outbox[0]?.state === 'waiting')
    expect(conversation.get().outbox[0]?.code).toBe('internal_error')
    conversation.send({ text: 'two' })
    await passes(0)
    expect(textsIn(group)).toEqual(['Hello'])
    await until(isSent(conversation))
    expect(textsIn(group)).toEqual(['Hello', 'one', 'two'])
  })

  test('is retried with the same key until a response arrives, and stored once', async () => {
    const { conversation, until, network, textsIn, group } = await anOpenChat()
    network.fail(post, 'lost', 2)
    network.fail(post, 'unreachable')
    network.fail(post, refusal)
    const uuid = conversation.send({ text: 'Did it arrive?' })
    await until(isSent(conversation))
    const keys = network.requests.filter(({ method }) => method === 'POST').map(({ key }) => key)
    expect(new Set(keys)).toEqual(new Set([uuid]))
    expect(textsIn(group)).toEqual(['Hello', 'Did it arrive?'])
  })

  test('is retried after 1, 2, 4, … seconds with jitter, 30 at most', async () => {
    const { conversation, passes, network } = await anOpenChat()
    network.fail(post, refusal, Number.POSITIVE_INFINITY)
    conversation.send({ text: 'Hi' })
    await passes(4 * 60_000)
    const times = network.requests.filter(({ method }) => method === 'POST').map(({ at }) => at)
    const waits = times.slice(1).map((at, index) => at - (times[index] ?? 0) - 40) // without the way there and back
    const longest = waits.map((_, index) => Math.min(1000 * 2 ** index, 30_000))
    expect(waits.length).toBeGreaterThan(7)
    for (const [index, wait] of waits.entries()) {
      expect(wait).toBeGreaterThanOrEqual((longest[index] ?? 0) / 2)
      expect(wait).toBeLessThanOrEqual(longest[index] ?? 0)
    }
  })

  test('is sent at once when the network is back', async () => {
    const { conversation, until, passes, device, textsIn, group, takeRequests } = await anOpenChat()
    device.setOnline(false)
    conversation.send({ text: 'From the train' })
    await passes(10 * 60_000)
    expect(conversation.get().outbox.map(({ state, code }) => [state, code])).toEqual([
      ['waiting', 'unreachable'],
    ])
    takeRequests()
    device.setOnline(true)
    await until(isSent(conversation), 500)
    expect(textsIn(group)).toEqual(['Hello', 'From the train'])
  })

  test('that is throttled is sent again when Retry-After has passed, and not before', async () => {
    const { conversation, passes, tab, network, textsIn, group, takeRequests } = await anOpenChat()
    network.refuseSockets(true) // a messenger that polls finds out every few seconds that the API can be reached
    tab.sockets[0]?.cut()
    await passes(10_000)
    network.fail(post, { status: 429, code: 'too_many_requests', retryAfterSeconds: 30 })
    conversation.send({ text: 'In good time' })
    await passes(30_000)
    expect(takeRequests(post).length).toBe(1)
    await passes(500)
    expect(takeRequests(post).length).toBe(1)
    expect(textsIn(group)).toEqual(['Hello', 'In good time'])
  })

  test('that the server refuses for good is kept, and does not hold up the next ones', async () => {
    const { conversation, until, passes, textsIn, group, takeRequests } = await anOpenChat()
    const uuid = conversation.send({ text: 'x'.repeat(1025) })
    conversation.send({ text: 'short' })
    await until(() => textsIn(group).includes('short'))
    await passes(5 * 60_000)
    expect(conversation.get().outbox.map((item) => [item.uuid, item.state, item.code])).toEqual([
      [uuid, 'failed', 'message_exceed_max_chars_1024'],
    ])
    takeRequests()
    conversation.retry(uuid)
    await passes(1000)
    expect(takeRequests(post).length).toBe(1)
    expect(conversation.cancel(uuid)).toBe('x'.repeat(1025))
    expect(conversation.get().outbox).toEqual([])
  })

  test('that was refused once is sent when the person tries again', async () => {
    const { conversation, until, network, textsIn, group } = await anOpenChat()
    network.fail(post, { status: 403, code: 'recipient_unavailable' })
    const uuid = conversation.send({ text: 'Please' })
    await until(() => conversation.get().outbox[0]?.state === 'failed')
    conversation.retry(uuid)
    await until(isSent(conversation))
    expect(textsIn(group)).toEqual(['Hello', 'Please'])
  })

  test('that waits is sent at once when the person tries again', async () => {
    const { conversation, until, network, textsIn, group } = await anOpenChat()
    network.fail(post, { status: 429, code: 'too_many_requests', retryAfterSeconds: 60 })
    const uuid = conversation.send({ text: 'Now' })
    await until(() => conversation.get().outbox[0]?.state === 'waiting')
    conversation.retry(uuid)
    await until(isSent(conversation), 500)
    expect(textsIn(group)).toEqual(['Hello', 'Now'])
  })

  test('that was just written comes after one whose key is late, and can be cancelled until then', async () => {
    const { conversation, until, passes, device, textsIn, group } = await anOpenChat()
    device.setOnline(false)
    conversation.send({ text: 'one' })
    await passes(60_000)
    for (const text of ['two', 'three']) conversation.send({ text })
    device.setOnline(true)
    await until(() => textsIn(group).includes('one'))
    await passes(500)
    expect(conversation.get().outbox.map(({ text }) => text)).toEqual(['two', 'three'])
    conversation.cancel(conversation.get().outbox[0]?.uuid ?? '')
    await until(isSent(conversation))
    await passes(5000)
    expect(textsIn(group)).toEqual(['Hello', 'one', 'three'])
  })

  test('that is cancelled is not sent, and its text is returned', async () => {
    const { conversation, passes, until, network, textsIn, group } = await anOpenChat()
    network.fail(post, refusal)
    const uuid = conversation.send({ text: 'Better not' })
    await until(() => conversation.get().outbox[0]?.state === 'waiting')
    conversation.send({ text: 'This instead' })
    expect(conversation.cancel(uuid)).toBe('Better not')
    await until(isSent(conversation))
    await passes(60_000)
    expect(textsIn(group)).toEqual(['Hello', 'This instead'])
  })

  test('is placed after the message that it answers, even if the clock of the device is behind', async () => {
    const world = aWorld()
    world.device.setClockAhead(-25 * 60 * 60_000)
    const group = await world.aChat()
    const conversation = world.aTab().conversation(group)
    conversation.open()
    await world.until(() => conversation.get().isLoaded)
    conversation.send({ text: 'An answer' })
    await world.until(isSent(conversation))
    world.server.write(world.ann, world.ben, 'And another')
    expect(world.textsIn(group)).toEqual(['Hello', 'An answer', 'And another'])
  })
})

describe('a tab that has ended', () => {
  test('leaves its unsent messages to the next one, which sends them in order', async () => {
    const { conversation, tab, aTab, device, passes, until, textsIn, group } = await anOpenChat()
    device.setOnline(false)
    for (const text of ['one', 'two', 'three']) conversation.send({ text })
    await passes(1000)
    tab.kill()
    await passes(1000)
    device.setOnline(true)
    const next = aTab()
    expect(shown(next.conversation(group))).toEqual(['one (sending)', 'two (queued)', 'three (queued)'])
    await until(() => textsIn(group).length === 4)
    expect(textsIn(group)).toEqual(['Hello', 'one', 'two', 'three'])
  })

  test('after the server has stored its message leaves nothing to send twice', async () => {
    const { conversation, tab, aTab, network, passes, until, textsIn, group } = await anOpenChat()
    network.fail(post, 'lost')
    conversation.send({ text: 'Did it arrive?' })
    await until(() => textsIn(group).length === 2)
    tab.kill()
    const next = aTab().conversation(group)
    next.open()
    await until(() => next.get().isLoaded && next.get().outbox.length === 0)
    await passes(60_000)
    expect(shown(next)).toEqual(['Hello', 'Did it arrive?'])
    expect(textsIn(group)).toEqual(['Hello', 'Did it arrive?'])
  })

  test('sends what is left without anybody opening the conversation', async () => {
    const { conversation, tab, aTab, device, passes, until, textsIn, group } = await anOpenChat()
    device.setOnline(false)
    conversation.send({ text: 'From the train' })
    await passes(1000)
    tab.kill()
    device.setOnline(true)
    aTab()
    await until(() => textsIn(group).length === 2)
  })
})

describe('two tabs', () => {
  const twoTabs = async () => {
    const chat = await anOpenChat()
    const other = chat.aTab()
    const others = other.conversation(chat.group)
    others.open()
    await chat.until(() => others.get().isLoaded && other.messenger.status.get().connection === 'live')
    return { ...chat, other, others }
  }

  test('show the messages that either sends', async () => {
    const { conversation, others, until } = await twoTabs()
    conversation.send({ text: 'From one' })
    await until(() => shown(others).includes('From one'))
    others.send({ text: 'From the other' })
    await until(() => shown(conversation).includes('From the other'))
    expect(shown(others)).toEqual(['Hello', 'From one', 'From the other'])
    expect(shown(conversation)).toEqual(shown(others))
  })

  test('send what both have stored once, and the messages of each in order', async () => {
    const { conversation, others, device, until, passes, textsIn, group } = await twoTabs()
    device.setOnline(false)
    for (const text of ['a1', 'a2', 'a3']) conversation.send({ text })
    for (const text of ['b1', 'b2', 'b3']) others.send({ text })
    await passes(60_000)
    expect(others.get().outbox.map(({ text }) => text)).toEqual(['a1', 'a2', 'a3', 'b1', 'b2', 'b3'])
    device.setOnline(true)
    await until(() => isSent(conversation)() && isSent(others)())
    await passes(60_000)
    expect(textsIn(group)).toEqual(['Hello', 'a1', 'a2', 'a3', 'b1', 'b2', 'b3'])
  })

  test('drop a message that one of them has cancelled', async () => {
    const { conversation, others, device, until, passes, textsIn, group } = await twoTabs()
    device.setOnline(false)
    const uuid = conversation.send({ text: 'Better not' })
    await passes(1000)
    expect(others.get().outbox.length).toBe(1)
    conversation.cancel(uuid)
    await until(() => others.get().outbox.length === 0)
    device.setOnline(true)
    others.send({ text: 'This instead' })
    await until(isSent(others))
    await passes(60_000)
    expect(textsIn(group)).toEqual(['Hello', 'This instead'])
  })

  test('send on when the tab that was sending ends', async () => {
    const { conversation, tab, others, network, until, textsIn, group } = await twoTabs()
    network.fail(post, { lateMs: 10_000 })
    conversation.send({ text: 'one' })
    conversation.send({ text: 'two' })
    await until(() => textsIn(group).length === 2)
    tab.kill()
    await until(isSent(others))
    expect(textsIn(group)).toEqual(['Hello', 'one', 'two'])
  })

  test('store each message once even without locks', async () => {
    const world = aWorld()
    const group = await world.aChat()
    const conversations = [1, 2].map(() => world.aTab(world.ben, { locks: undefined }).conversation(group))
    for (const conversation of conversations) conversation.open()
    await world.until(() => conversations.every((conversation) => conversation.get().isLoaded))
    world.device.setOnline(false)
    for (const text of ['one', 'two']) conversations[0]?.send({ text })
    await world.passes(1000)
    world.device.setOnline(true)
    await world.until(() => conversations.every((conversation) => isSent(conversation)()))
    await world.passes(60_000)
    expect(world.textsIn(group)).toEqual(['Hello', 'one', 'two'])
  })
})

describe('a conversation that has not begun', () => {
  const aNewChat = async () => {
    const world = aWorld()
    const tab = world.aTab()
    await world.until(() => tab.messenger.inbox().get().isLoaded)
    const conversation = tab.conversation(`@${world.ann.handle}`)
    conversation.open()
    return { ...world, tab, conversation }
  }

  test('begins with its first message, sends the others in order, and goes on as the same object', async () => {
    const { conversation, network, until, tab, textsIn } = await aNewChat()
    expect(conversation.get().uuid).toBeUndefined()
    network.fail(post, { lateMs: 1000 })
    conversation.send({ text: 'Hi' })
    conversation.send({ text: 'How are you?' })
    await until(isSent(conversation))
    expect(shown(conversation)).toEqual(['Hi', 'How are you?'])
    const uuid = conversation.get().uuid ?? ''
    expect(textsIn(uuid)).toEqual(['Hi', 'How are you?'])
    expect(shown(tab.conversation(uuid))).toEqual(['Hi', 'How are you?'])
    expect(
      tab.messenger
        .inbox()
        .get()
        .groups.map((group) => [group.uuid, group.handle]),
    ).toEqual([[uuid, 'ann_abel']])
  })

  test('shows what the other person answers', async () => {
    const { conversation, until, server, ann, ben } = await aNewChat()
    conversation.send({ text: 'Hi' })
    await until(isSent(conversation))
    server.write(ann, ben, 'Hi Ben')
    await until(() => shown(conversation).includes('Hi Ben'))
    expect(shown(conversation)).toEqual(['Hi', 'Hi Ben'])
  })

  test('keeps a draft when it begins', async () => {
    const { conversation, until, tab } = await aNewChat()
    conversation.send({ text: 'Hi' })
    conversation.setDraft('I was about to say')
    await until(isSent(conversation))
    const { uuid = '', draft } = conversation.get()
    expect(draft).toBe('I was about to say')
    expect(tab.conversation(uuid).get().draft).toBe('I was about to say')
  })

  test('is the conversation that the two already have, if there is one', async () => {
    const { conversation, until, server, ann, ben, tab, textsIn } = await aNewChat()
    const { groupUuid } = server.write(ann, ben, 'I was first')
    await until(() => conversation.get().uuid === groupUuid)
    expect(tab.conversation(groupUuid).get().uuid).toBe(groupUuid)
    conversation.send({ text: 'Hi' })
    await until(isSent(conversation))
    await until(() => shown(conversation).length === 2)
    expect(textsIn(groupUuid)).toEqual(['I was first', 'Hi'])
  })
})
