import { describe, expect, test } from '@jest/globals'
import { aWorld } from '../../steps/modelWorld.ts'

/* What a list shows of conversations that nobody has opened. */

const aListedChat = async () => {
  const world = aWorld()
  const group = await world.aChat()
  const tab = world.aTab()
  await world.until(() => tab.messenger.status.get().connection === 'live')
  await world.passes(5000)
  return { ...world, group, tab }
}

describe('the drafts', () => {
  test('contain what either tab writes, deletes or sends, and nothing after forgetting', async () => {
    const { group, tab, aTab, passes, until } = await aListedChat()
    const other = aTab()
    const drafts = () => [tab, other].map(({ messenger }) => Object.fromEntries(messenger.drafts.get()))
    const draft = tab.conversation(group)
    draft.setDraft('I was about')
    other.conversation('@cat').setDraft('Hi')
    await passes(100)
    const both = { [group]: 'I was about', '@cat': 'Hi' }
    expect(drafts()).toEqual([both, both])
    expect(Object.fromEntries(aTab().messenger.drafts.get())).toEqual(both)
    draft.setDraft('')
    await passes(100)
    expect(drafts()).toEqual([{ '@cat': 'Hi' }, { '@cat': 'Hi' }])
    tab.messenger.forget()
    await until(() => drafts().every((each) => Object.keys(each).length === 0))
  })

  test('move to the conversation when it begins', async () => {
    const { tab, server, passes, until } = await aListedChat()
    const cat = server.addPerson('Cat Cole')
    const conversation = tab.conversation(`@${cat.handle}`)
    conversation.send({ text: 'Hello' })
    conversation.setDraft('And')
    await until(() => conversation.get().uuid !== undefined)
    await passes(1000)
    expect([...tab.messenger.drafts.get()]).toEqual([[conversation.get().uuid, 'And']])
  })

  test('notify only after a change', async () => {
    const { group, tab } = await aListedChat()
    let count = 0
    tab.messenger.drafts.subscribe(() => {
      count += 1
    })
    tab.conversation(group).setDraft('one')
    tab.conversation(group).setDraft('one')
    expect(count).toBe(1)
  })
})

test('who is typing is known without opening a conversation, for five seconds or until the message arrives', async () => {
  const { server, ann, ben, group, tab, passes } = await aListedChat()
  const typing = () => [...tab.messenger.typing.get()]
  server.typing(ann, group)
  await passes(100)
  expect(typing()).toEqual([[group, [ann.uuid]]])
  await passes(5000)
  expect(typing()).toEqual([])
  server.typing(ann, group)
  await passes(100)
  server.write(ann, ben, 'Hi')
  await passes(1000)
  expect(typing()).toEqual([])
})

describe('marking a conversation as read that nobody has opened', () => {
  const put = /^PUT/

  test('is one request with the last message that the list shows', async () => {
    const { server, ben, group, tab, passes, takeRequests } = await aListedChat()
    const row = () => tab.messenger.inbox().get().groups[0]
    expect(row()?.unread_count).toBe(1)
    takeRequests()
    tab.conversation(group).markRead(row()?.last_message.uuid ?? '')
    await passes(5000)
    expect([row()?.unread_count, server.openRow(ben.uuid, group).unread_count]).toEqual([0, 0])
    expect(takeRequests()).toEqual([`PUT /api/message_groups/${group}/read`])
  })

  test('is repeated after a failure', async () => {
    const { server, ben, group, network, tab, passes } = await aListedChat()
    network.fail(put, 'unreachable')
    tab.conversation(group).markRead(server.messagesOf(group)[0]?.uuid ?? '')
    await passes(5000)
    expect(server.openRow(ben.uuid, group).unread_count).toBe(1)
    for (const { cut } of tab.openSockets()) cut()
    await passes(20_000)
    expect(server.openRow(ben.uuid, group).unread_count).toBe(0)
  })
})

test('the conversations that are known include those of lists that nobody has asked for', async () => {
  const { server, ben, group, tab, passes } = await aListedChat()
  const known = () => tab.messenger.groups.get().map(({ uuid, state, message }) => [uuid, state, message])
  expect(known()).toEqual([[group, 'inbox', 'Hello']])
  server.changeSettings(ben, { strangers: 'requests' })
  const { groupUuid } = server.write(server.addPerson('Cat Cole'), ben, 'Hi')
  server.changeMembership(ben, group, { is_archived: true })
  await passes(5000)
  expect(known()).toEqual([
    [group, 'archived', 'Hello'],
    [groupUuid, 'request', 'Hi'],
  ])
})
