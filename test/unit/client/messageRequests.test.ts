import { describe, expect, test } from '@jest/globals'
import { isSent } from '../../steps/modelChat.ts'
import { aListedChat, withoutGroup } from '../../steps/modelListedChat.ts'

/* Message requests: what their recipient does, and what their sender is told. */

const put = /^PUT/

describe('a request', () => {
  const aRequest = () => aListedChat({ isRequest: true })

  test('is in its own list, counts as no unread conversation, and moves up with each message', async () => {
    const { tab, server, ben, passes, annWrites } = await aRequest()
    server.write(server.addPerson('Cat Cole'), ben, 'Hello')
    await passes(5000)
    const handles = () => tab.list('request').groups.map(({ handle }) => handle)
    expect(handles()).toEqual(['cat_cole', 'ann_abel'])
    await annWrites('Are you there?')
    expect(handles()).toEqual(['ann_abel', 'cat_cole'])
    expect([tab.where(), tab.row()?.unread_count, tab.unread()]).toEqual([
      ['request'],
      0,
      { conversations: 0, hasRequests: true },
    ])
  })

  test('tells its sender nothing until it is accepted: not that it is read or answered', async () => {
    const { tab, group, conversation, server, ben, network, passes, until, takeRequests } = await aRequest()
    conversation.open()
    await until(() => conversation.get().isLoaded)
    const newest = server.messagesOf(group).at(-1)?.uuid ?? ''
    takeRequests()
    conversation.markRead(newest)
    conversation.setTyping(true)
    await passes(5000)
    expect([takeRequests(), network.actions.filter(({ action }) => action === 'typing')]).toEqual([[], []])
    conversation.update({ request: 'accepted' })
    conversation.markRead(newest)
    expect([tab.where(), conversation.get().group?.state]).toEqual([['inbox'], 'inbox'])
    await passes(5000)
    expect(takeRequests(/^P/)).toEqual([
      `PATCH /api/message_groups/${group}/membership`,
      `PUT /api/message_groups/${group}/read`,
    ])
    expect(server.openRow(ben.uuid, group)).toMatchObject({ state: 'inbox', unread_count: 0 })
    expect(tab.unread()).toEqual({ conversations: 0, hasRequests: false })
    conversation.setTyping(true)
    await passes(1000)
    expect(network.actions.filter(({ action }) => action === 'typing').length).toBe(1)
  })

  test('that is accepted on another device is not marked as read by what was seen before', async () => {
    const { tab, group, conversation, server, ben, passes, changes, until, takeRequests } = await aRequest()
    conversation.open()
    await until(() => conversation.get().isLoaded)
    conversation.markRead(server.messagesOf(group)[0]?.uuid ?? '')
    changes({ request: 'accepted' })
    await passes(1000)
    tab.messenger.refresh()
    await passes(5000)
    expect(takeRequests(put)).toEqual([])
    expect(server.openRow(ben.uuid, group).unread_count).toBe(1)
  })

  test('that was the last one is no longer announced when it is seen that it was accepted', async () => {
    const { aTab, group, changes, passes, until } = await aListedChat({
      isRequest: true,
      frameDelaysMs: withoutGroup,
    })
    const tab = aTab()
    await until(() => tab.messenger.unread.get().hasRequests)
    const conversation = tab.conversation(group)
    conversation.open()
    await until(() => conversation.get().isLoaded)
    await passes(5000)
    changes({ request: 'accepted' })
    conversation.load('newest')
    await passes(1000)
    expect([conversation.get().group?.state, tab.messenger.unread.get().hasRequests]).toEqual([
      'inbox',
      false,
    ])
  })

  test('is accepted by an answer', async () => {
    const { tab, conversation, until } = await aRequest()
    conversation.send({ text: 'Hi' })
    await until(isSent(conversation))
    expect([tab.where(), tab.unread().hasRequests]).toEqual([['inbox'], false])
  })

  test('that is declined leaves all lists, can still be read, and comes back with the next message', async () => {
    const { tab, conversation, annWrites, passes, resolves, until } = await aRequest()
    conversation.open()
    await until(() => conversation.get().isLoaded)
    const isDone = conversation.update({ request: 'declined' })
    expect([tab.where(), tab.unread().hasRequests]).toEqual([[], false])
    await resolves(isDone)
    await passes(5000)
    expect(tab.where()).toEqual([])
    expect(conversation.get().messages.map(({ message }) => message)).toEqual(['Hello'])
    await annWrites('Please')
    await passes(10_000)
    expect([tab.where(), tab.unread().hasRequests]).toEqual([['request'], true])
  })

  test('that is declined on another device leaves all lists', async () => {
    const { tab, changes, passes } = await aRequest()
    changes({ request: 'declined' })
    await passes(1000)
    expect([tab.where(), tab.unread().hasRequests]).toEqual([[], false])
  })

  test('is known without its list, until the last one is accepted on another device', async () => {
    const { aTab, until, passes, changes } = await aRequest()
    const { messenger } = aTab()
    await until(() => messenger.unread.get().hasRequests)
    await passes(5000)
    changes({ request: 'accepted' })
    await passes(1000)
    expect(messenger.unread.get()).toEqual({ conversations: 1, hasRequests: false })
  })

  test('is known without its list, until the last one is answered', async () => {
    const { aTab, group, network, until, passes, textsIn } = await aListedChat({
      isRequest: true,
      frameDelaysMs: () => [],
    })
    const { messenger } = aTab()
    await until(() => messenger.unread.get().hasRequests)
    await passes(5000)
    network.fail(/^POST/, 'lost')
    const conversation = messenger.conversation(group)
    conversation.send({ text: 'Hello' })
    await until(() => textsIn(group).length === 2)
    conversation.open() // loads the row before the response to the next attempt
    await until(isSent(conversation))
    await passes(1000)
    expect(messenger.unread.get().hasRequests).toBe(false)
  })
})
