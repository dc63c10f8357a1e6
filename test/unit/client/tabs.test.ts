import { describe, expect, test } from '@jest/globals'
import { anOpenChat, isSent, shown } from '../../steps/modelChat.ts'
import { aWorld, type Tab } from '../../steps/modelWorld.ts'

/* Two tabs of a person, and a tab that takes over from another. */

const post = /^POST/

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

  test('show in one what was read in the other', async () => {
    const { server, ann, ben, aTab, passes, conversation, tab } = await anOpenChat()
    const other = aTab()
    await passes(5000)
    const { uuid } = server.write(ann, ben, 'Have you read this?')
    await passes(1000)
    const unread = (of: Tab) => of.messenger.inbox().get().groups[0]?.unread_count
    expect([unread(tab), unread(other)]).toEqual([2, 2])
    conversation.markRead(uuid)
    await passes(1000)
    expect([unread(tab), unread(other)]).toEqual([0, 0])
    expect(other.messenger.unread.get().conversations).toBe(0)
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
