import { describe, expect, test } from '@jest/globals'
import { MessengerError } from '../../../client/errors.ts'
import { anOpenChat } from '../../steps/modelChat.ts'
import { aWorld } from '../../steps/modelWorld.ts'

/* Whose messages they are: sessions, users of one device, and what is stored for each. */

const post = /^POST/

describe('a token', () => {
  test('that the API refuses is replaced, and the request repeated once', async () => {
    const { network, tokens, ben, conversation, passes, group, textsIn, takeRequests, tokenRequests } =
      await anOpenChat()
    const refused = tokens.get(ben.uuid)?.text ?? ''
    network.revokeToken(refused)
    takeRequests()
    conversation.send({ text: 'Hi' })
    await passes(1000)
    expect(textsIn(group)).toEqual(['Hello', 'Hi'])
    expect(takeRequests(post).length).toBe(2)
    expect(tokenRequests).toContain(refused)
  })

  test('of another user is never used', async () => {
    const world = aWorld()
    await world.aChat()
    const { messenger } = world.aTab(world.ben, { getToken: async () => world.network.issueToken(world.ann) })
    messenger.conversation(`@${world.ann.handle}`).send({ text: 'Hi' })
    await world.passes(60_000)
    expect(world.takeRequests()).toEqual([])
    expect(messenger.status.get().session).toBe('expired')
  })

  test('that cannot be had at the moment leaves the session as it is, and everything is retried', async () => {
    const world = aWorld()
    const group = await world.aChat()
    let failures = 3
    const getToken = async () => {
      failures -= 1
      if (failures >= 0) throw new MessengerError('unreachable')
      return world.network.issueToken(world.ben)
    }
    const tab = world.aTab(world.ben, { getToken })
    tab.conversation(group).send({ text: 'Hi' })
    await world.until(() => tab.messenger.inbox().get().isLoaded)
    await world.until(() => world.textsIn(group).length === 2)
    expect(tab.messenger.status.get().session).toBe('active')
  })
})

test('a session that has expired stops the requests, keeps what is unsent, and goes on when the user has signed in', async () => {
  const world = aWorld()
  const group = await world.aChat()
  let isSignedIn = true
  const getToken = async () => (isSignedIn ? world.network.issueToken(world.ben) : world.signedOut())
  const tab = world.aTab(world.ben, { getToken })
  await world.until(() => tab.messenger.status.get().connection === 'live')
  await world.passes(5000)
  isSignedIn = false
  const conversation = tab.conversation(group)
  conversation.send({ text: 'Not yet sent' })
  await world.until(() => tab.messenger.status.get().session === 'expired')
  world.takeRequests()
  await world.passes(60_000)
  expect(world.takeRequests()).toEqual([])
  expect(tab.messenger.unsent()).toEqual({ messages: 1, drafts: 0 })
  isSignedIn = true
  tab.messenger.refresh()
  await world.until(() => tab.messenger.status.get().session === 'active')
  await world.until(() => world.textsIn(group).length === 2)
  expect(world.textsIn(group)).toEqual(['Hello', 'Not yet sent'])
})

describe('what is unsent', () => {
  const hasUnsent = async () => {
    const chat = await anOpenChat()
    chat.device.setOnline(false)
    chat.conversation.send({ text: 'Not yet sent' })
    chat.conversation.setDraft('I was about to say')
    await chat.passes(1000)
    chat.tab.stop()
    chat.device.setOnline(true)
    return chat
  }

  test('is neither seen nor sent by another user of the same device', async () => {
    const { server, aTab, until, passes, group, textsIn } = await hasUnsent()
    const { messenger } = aTab(server.addPerson('Cat Cole'))
    await until(() => messenger.status.get().connection === 'live')
    await passes(60_000)
    const { outbox, draft } = messenger.conversation(group).get()
    expect([outbox, draft, messenger.unsent()]).toEqual([[], '', { messages: 0, drafts: 0 }])
    expect(textsIn(group)).toEqual(['Hello'])
  })

  test('is not used with another API', async () => {
    const { ben, aTab, passes, group } = await hasUnsent()
    const { messenger } = aTab(ben, { apiUrl: 'https://other.test' })
    await passes(1000)
    expect(messenger.conversation(group).get().outbox).toEqual([])
    expect(messenger.unsent()).toEqual({ messages: 0, drafts: 0 })
  })

  test('is sent when the same user is back, and the draft is still there', async () => {
    const { aTab, until, group, textsIn } = await hasUnsent()
    const conversation = aTab().conversation(group)
    await until(() => textsIn(group).length === 2)
    expect(conversation.get().draft).toBe('I was about to say')
  })

  test('is counted, and erased for this user only', async () => {
    const { tab, server, aTab, device, passes, group, textsIn, conversation } = await hasUnsent()
    const other = aTab(server.addPerson('Cat Cole'))
    other.messenger.conversation('@ann_abel').setDraft('Hi')
    expect(tab.messenger.unsent()).toEqual({ messages: 1, drafts: 1 })
    tab.messenger.forget()
    expect(tab.messenger.unsent()).toEqual({ messages: 0, drafts: 0 })
    expect([conversation.get().outbox, conversation.get().draft]).toEqual([[], ''])
    expect(other.messenger.unsent()).toEqual({ messages: 0, drafts: 1 })
    expect([...device.entries.keys()].length).toBe(1)
    tab.messenger.start()
    await passes(60_000)
    expect(textsIn(group)).toEqual(['Hello'])
  })

  test('does not include a blank draft', async () => {
    const { tab, conversation } = await anOpenChat()
    conversation.setDraft('  ')
    expect(tab.messenger.unsent()).toEqual({ messages: 0, drafts: 0 })
  })
})

test('two messengers in one process do not affect each other', async () => {
  const world = aWorld()
  const group = await world.aChat()
  const bens = world.aTab(world.ben)
  const anns = world.aTab(world.ann, {}, world.aDevice())
  const conversations = [bens, anns].map((tab) => tab.conversation(group))
  for (const conversation of conversations) conversation.open()
  await world.until(() => conversations.every((conversation) => conversation.get().isLoaded))
  await world.passes(5000)
  conversations[0]?.send({ text: 'Hi Ann' })
  conversations[1]?.setDraft('Hi Ben')
  await world.passes(5000)
  expect(conversations.map((conversation) => conversation.get().draft)).toEqual(['', 'Hi Ben'])
  expect(conversations.map((conversation) => conversation.get().messages.length)).toEqual([2, 2])
  expect([bens, anns].map((tab) => tab.messenger.status.get().me?.handle)).toEqual(['ben_bond', 'ann_abel'])
  bens.stop()
  world.server.write(world.ben, world.ann, 'Still there?')
  await world.passes(5000)
  expect(conversations.map((conversation) => conversation.get().messages.length)).toEqual([2, 3])
})

test('starting twice needs stopping twice', async () => {
  const { tab, server, ann, ben, passes, conversation } = await anOpenChat()
  const stopSecond = tab.messenger.start()
  tab.stop()
  server.write(ann, ben, 'one')
  await passes(1000)
  expect(conversation.get().messages.length).toBe(2)
  stopSecond()
  stopSecond()
  expect(tab.messenger.status.get().connection).toBe('stopped')
})

describe('a deleted account', () => {
  const userUnknown = { status: 403, code: 'user_unknown' }

  test('is known as such if the profile was known, also from the last start only', async () => {
    const { tab, network, aTab, annWrites } = await anOpenChat()
    expect(tab.messenger.status.get().isGone).toBe(false)
    network.fail(/./, userUnknown, Number.POSITIVE_INFINITY)
    await annWrites('Are you there?')
    tab.messenger.conversation('@ann_abel').send({ text: 'Hi' })
    const next = aTab()
    await Promise.all([tab.messenger.refresh(), annWrites('Hello?')])
    expect([tab, next].map(({ messenger }) => messenger.status.get().isGone)).toEqual([true, true])
  })

  test('is another thing than a profile that is not there yet', async () => {
    const world = aWorld()
    world.network.fail(/./, userUnknown, 3)
    const { messenger } = world.aTab()
    await world.until(() => messenger.status.get().error?.code === 'user_unknown')
    expect(messenger.status.get().isGone).toBe(false)
    messenger.refresh()
    await world.until(() => messenger.status.get().me !== undefined)
  })
})
