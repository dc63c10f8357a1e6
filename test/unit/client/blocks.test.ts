import { describe, expect, test } from '@jest/globals'
import { anOpenChat, shown } from '../../steps/modelChat.ts'

/* Blocking people, the settings of the user, and an account that is suspended. */

const rejects = (work: Promise<void>) => work.then(undefined, (error) => error.code)

describe('blocking somebody', () => {
  test('moves the conversation and refuses messages to them, until they are unblocked', async () => {
    const { tab, server, ann, group, conversation, passes, resolves, network } = await anOpenChat()
    const { blocks, inbox } = tab.messenger
    await resolves(blocks.load())
    expect(blocks.get()).toEqual({ users: [], isLoaded: true, hasMore: false, error: undefined })
    const isDone = blocks.block(ann.uuid)
    const state = () => conversation.get().group?.state
    expect([state(), inbox().get().groups]).toEqual(['blocked', []])
    await resolves(isDone)
    expect(blocks.get().users.map(({ handle }) => handle)).toEqual([ann.handle])
    conversation.setTyping(true)
    conversation.send({ text: 'Hi' })
    await passes(5000)
    expect(conversation.get().outbox[0]).toMatchObject({ state: 'failed', code: 'recipient_blocked' })
    expect(network.actions.filter(({ action }) => action === 'typing')).toEqual([])
    expect(server.messagesOf(group).length).toBe(1)
    const isUndone = blocks.unblock(ann.uuid)
    expect(blocks.get().users).toEqual([])
    await resolves(isUndone)
    expect([state(), inbox().get().groups.length]).toEqual(['inbox', 1])
    conversation.retry(conversation.get().outbox[0]?.uuid ?? '')
    await passes(5000)
    expect(shown(conversation)).toEqual(['Hello', 'Hi'])
  })

  test('returns the conversation to the list where it was', async () => {
    const { tab, conversation, ann, resolves } = await anOpenChat()
    await resolves(conversation.update({ is_archived: true }))
    await resolves(tab.messenger.blocks.block(ann.uuid))
    await resolves(tab.messenger.blocks.unblock(ann.uuid))
    expect(conversation.get().group?.state).toBe('archived')
  })

  test('is put back if the request fails, which rejects', async () => {
    const { tab, conversation, ann, network, resolves } = await anOpenChat()
    const { blocks } = tab.messenger
    await resolves(blocks.load())
    const refusal = { status: 429, code: 'too_many_requests' }
    network.fail(/^PUT .api.blocks/, refusal)
    expect(await resolves(rejects(blocks.block(ann.uuid)))).toBe('too_many_requests')
    expect([conversation.get().group?.state, blocks.get().users]).toEqual(['inbox', []])
    await resolves(blocks.block(ann.uuid))
    network.fail(/^DELETE/, refusal)
    expect(await resolves(rejects(blocks.unblock(ann.uuid)))).toBe('too_many_requests')
    expect([conversation.get().group?.state, blocks.get().users.length]).toEqual(['blocked', 1])
  })

  test('is shown in all tabs and on all devices, by frames or without sockets', async () => {
    const { tab, conversation, aTab, aDevice, ben, ann, group, passes, network, resolves } =
      await anOpenChat()
    const other = aTab(ben, {}, aDevice())
    other.messenger.blocks.load()
    await passes(10_000)
    const stateOn = (which: typeof tab) => which.conversation(group).get().group?.state
    await resolves(tab.messenger.blocks.block(ann.uuid))
    await passes(1000)
    expect([stateOn(other), other.messenger.blocks.get().users.length]).toEqual(['blocked', 1])
    await resolves(other.messenger.blocks.unblock(ann.uuid))
    await passes(1000)
    expect(conversation.get().group?.state).toBe('inbox')
    network.refuseSockets(true)
    const third = aTab()
    third.look({ isVisible: false }) // so that it does not poll
    await passes(10_000)
    for (const { die } of third.openSockets()) die()
    third.messenger.blocks.load()
    await passes(1000)
    await resolves(tab.messenger.blocks.block(ann.uuid))
    await passes(500)
    expect([stateOn(third), third.messenger.blocks.get().users.length]).toEqual(['blocked', 1])
  })

  test('needs no conversation; the list has pages', async () => {
    const { tab, server, resolves } = await anOpenChat({ pageSize: 2 })
    const { blocks } = tab.messenger
    const people = ['Cat Cole', 'Dan Dale', 'Eve East'].map((name) => server.addPerson(name))
    for (const { uuid } of people) await resolves(blocks.block(uuid))
    await resolves(blocks.load())
    const handles = () => blocks.get().users.map(({ handle }) => handle)
    expect([handles(), blocks.get().hasMore]).toEqual([['cat_cole', 'dan_dale'], true])
    await resolves(blocks.loadMore())
    expect([handles(), blocks.get().hasMore]).toEqual([['cat_cole', 'dan_dale', 'eve_east'], false])
  })

  test('by the other person refuses messages with another code', async () => {
    const { server, ben, ann, conversation, passes } = await anOpenChat()
    server.block(ann, ben.uuid)
    conversation.send({ text: 'Hi' })
    await passes(5000)
    expect(conversation.get().outbox[0]).toMatchObject({ state: 'failed', code: 'recipient_unavailable' })
  })
})

describe('the settings', () => {
  const strangersOf = ({ messenger }: Awaited<ReturnType<typeof anOpenChat>>['tab']) =>
    messenger.status.get().me?.strangers

  test('change at once, the last one is kept, and all devices have it', async () => {
    const { tab, aTab, aDevice, ben, passes, resolves } = await anOpenChat()
    const other = aTab(ben, {}, aDevice())
    await passes(5000)
    const changes = (['nobody', 'requests'] as const).map((strangers) =>
      tab.messenger.updateMe({ strangers }),
    )
    expect(strangersOf(tab)).toBe('requests')
    const shown = new Set<unknown>()
    tab.messenger.status.subscribe(() => shown.add(strangersOf(tab)))
    await resolves(Promise.all(changes))
    await passes(1000)
    expect([...shown].filter((strangers) => strangers !== 'requests')).toEqual([])
    expect([strangersOf(tab), strangersOf(other), ben.strangers]).toEqual([
      'requests',
      'requests',
      'requests',
    ])
  })

  test('change at once, and names when the server has stored them, because it may refuse them', async () => {
    const { tab, network, resolves } = await anOpenChat()
    const before = tab.messenger.status.get().me
    network.fail(/^PATCH/, 'unreachable')
    const failure = rejects(
      tab.messenger.updateMe({ display_name: 'Other', handle: 'other', strangers: 'nobody' }),
    )
    expect(tab.messenger.status.get().me).toEqual({ ...before, strangers: 'nobody' })
    await resolves(failure)
  })

  test('are put back if the request fails, which rejects', async () => {
    const { tab, network, resolves } = await anOpenChat()
    network.fail(/^PATCH/, 'unreachable')
    const failure = rejects(tab.messenger.updateMe({ strangers: 'nobody' }))
    expect(strangersOf(tab)).toBe('nobody')
    expect([await resolves(failure), strangersOf(tab)]).toEqual(['unreachable', 'inbox'])
  })

  test('are shown again if only the response was lost', async () => {
    const frameDelaysMs = ({ type }: { type: string }) => (type === 'me' ? [] : [10])
    const { tab, network, passes, resolves } = await anOpenChat({ frameDelaysMs })
    network.fail(/^PATCH/, 'lost')
    await resolves(rejects(tab.messenger.updateMe({ strangers: 'nobody' })))
    await passes(10_000)
    expect(strangersOf(tab)).toBe('nobody')
  })

  test('that changed on another device are known after a gap', async () => {
    const { tab, server, ben, device, passes } = await anOpenChat()
    device.setOnline(false)
    server.changeSettings(ben, { strangers: 'nobody' })
    await passes(60_000)
    device.setOnline(true)
    await passes(10_000)
    expect(strangersOf(tab)).toBe('nobody')
  })
})

test('the session of a suspended account stays, with the error in the status, asks once a minute, and goes on when the suspension has ended', async () => {
  const { tab, conversation, network, passes, takeRequests, server, ann, ben } = await anOpenChat()
  const { status } = tab.messenger
  const accept = network.fail(/./, { status: 403, code: 'account_suspended' }, 1000)
  network.refuseSockets(true)
  for (const { cut } of tab.openSockets()) cut()
  conversation.send({ text: 'Hi' })
  await passes(60_000)
  expect([status.get().error?.code, status.get().session]).toEqual(['account_suspended', 'active'])
  expect(conversation.get().outbox[0]).toMatchObject({ state: 'failed', code: 'account_suspended' })
  takeRequests()
  await passes(10 * 60_000)
  expect(takeRequests(/message_groups\?/).length).toBeLessThanOrEqual(10)
  accept()
  server.write(ann, ben, 'Welcome back')
  await passes(2 * 60_000)
  expect(status.get().error).toBeUndefined()
  expect(conversation.get().messages.at(-1)?.message).toBe('Welcome back')
})
