import { describe, expect, test } from '@jest/globals'
import { aWorld } from '../../steps/modelWorld.ts'

/* What is unread, and how it is marked as read. */

const put = /^PUT/

const numbered = (count: number) => Array.from({ length: count }, (_, index) => `message ${index + 1}`)

const aChat = async (texts: string[], settings: Parameters<typeof aWorld>[0] = {}, readCount = 0) => {
  const world = aWorld(settings)
  const { server, ann, ben } = world
  let groupUuid = ''
  for (const text of texts) groupUuid = server.write(ann, ben, text).groupUuid
  const lastRead = server.messagesOf(groupUuid)[readCount - 1]
  if (lastRead) server.markRead(ben, groupUuid, lastRead.uuid)
  await world.passes(60_000)
  const tab = world.aTab()
  await world.until(() => tab.messenger.inbox().get().isLoaded)
  await world.passes(5000)
  const unread = () => tab.messenger.inbox().get().groups[0]?.unread_count
  return { ...world, group: groupUuid, tab, unread, conversation: tab.conversation(groupUuid) }
}

describe('the first unread message of a conversation', () => {
  test.each([
    ['on the newest page', 120, 90, 'message 91', 0, 1],
    ['before the newest page', 120, 50, 'message 51', 25, 1],
    ['before more messages than the server counts', 350, 50, 'message 51', 25, 1],
    ['the first one of a long conversation', 130, 0, 'message 1', 0, 1],
    ['the first one of a short conversation', 3, 0, 'message 1', 0, 1],
  ])(
    'is held as soon as the conversation is loaded, with what is before it, after one request: %s',
    async (_, count, read, first, context, requests) => {
      const world = await aChat(numbered(count), { pageSize: 50 }, read)
      const { conversation, until, passes, takeRequests } = world
      takeRequests()
      conversation.open({ at: 'firstUnread' })
      await until(() => conversation.get().isLoaded)
      await passes(5000)
      const { messages, firstUnread } = conversation.get()
      const index = messages.findIndex(({ uuid }) => uuid === firstUnread)
      expect([messages[index]?.message, index >= context]).toEqual([first, true])
      expect(takeRequests(/^GET .api.messages/).length).toBe(requests)
    },
  )

  test('is found although the list was older than the conversation', async () => {
    const { server, ann, ben, group, conversation, until, tab } = await aChat(numbered(10), {}, 10)
    for (const { die } of tab.openSockets()) die()
    for (const text of numbered(60)) server.write(ann, ben, `later ${text}`)
    expect(server.openRow(ben.uuid, group).unread_count).toBe(60)
    conversation.open({ at: 'firstUnread' })
    await until(() => conversation.get().isLoaded)
    const { messages, firstUnread } = conversation.get()
    expect(messages.find(({ uuid }) => uuid === firstUnread)?.message).toBe('later message 1')
  })

  test('stays where it is while one reads on, loads the newest messages and receives more', async () => {
    const { server, ann, ben, conversation, until, passes, resolves, tab } = await aChat(
      numbered(150),
      { pageSize: 50 },
      20,
    )
    conversation.open({ at: 'firstUnread' })
    await until(() => conversation.get().isLoaded)
    const { firstUnread } = conversation.get()
    const isSame = () => expect(conversation.get().firstUnread).toBe(firstUnread)
    conversation.markRead(conversation.get().messages.at(-1)?.uuid ?? '')
    await passes(5000)
    await resolves(conversation.load('newer'))
    isSame()
    tab.look({ isFocused: false })
    server.write(ann, ben, 'one more')
    await passes(5000)
    tab.look({ isFocused: true })
    await resolves(conversation.load('newest'))
    expect(conversation.get().messages.at(-1)?.message).toBe('one more')
    isSame()
  })

  test('is the one that arrives while nobody looks', async () => {
    const { server, ann, ben, group, conversation, until, passes, tab } = await aChat(['Hello'])
    conversation.open()
    await until(() => conversation.get().isLoaded)
    conversation.markRead(server.messagesOf(group)[0]?.uuid ?? '')
    await passes(5000)
    conversation.send({ text: 'Hi' })
    await passes(5000)
    expect(conversation.get().firstUnread).toBeUndefined()
    tab.look({ isFocused: false })
    const { uuid } = server.write(ann, ben, 'Are you there?')
    await passes(1000)
    server.write(ann, ben, 'Hello?')
    await passes(1000)
    expect(conversation.get().firstUnread).toBe(uuid)
  })

  test('is the one that arrived while another conversation was open', async () => {
    const { server, ann, ben, group, conversation, until, passes } = await aChat(['Hello'])
    const close = conversation.open()
    await until(() => conversation.get().isLoaded)
    conversation.markRead(server.messagesOf(group)[0]?.uuid ?? '')
    await passes(5000)
    close()
    const { uuid } = server.write(ann, ben, 'one')
    server.write(ann, ben, 'two')
    await passes(5000)
    conversation.open()
    expect(conversation.get().firstUnread).toBe(uuid)
  })
})

describe('marking as read', () => {
  test('is one request for each newest message, and none if nothing is unread', async () => {
    const { server, ann, ben, group, conversation, until, passes, tab, unread, takeRequests } = await aChat([
      'Hello',
    ])
    expect([unread(), tab.messenger.unread.get().conversations]).toEqual([1, 1])
    conversation.open()
    await until(() => conversation.get().isLoaded)
    const mark = () => conversation.markRead(conversation.get().messages.at(-1)?.uuid ?? '')
    for (let count = 0; count < 3; count += 1) {
      mark()
      await passes(1000)
    }
    expect(takeRequests(put).length).toBe(1)
    expect([unread(), tab.messenger.unread.get().conversations]).toEqual([0, 0])
    server.write(ann, ben, 'Hello again')
    await passes(1000)
    mark()
    await passes(1000)
    mark()
    await passes(1000)
    expect(takeRequests(put).length).toBe(1)
    expect(server.openRow(ben.uuid, group).unread_count).toBe(0)
  })

  test('is shown at once, and put back if it fails', async () => {
    const { server, ann, ben, group, network, conversation, passes, unread, tab } = await aChat(['Hello'])
    network.fail(put, { status: 503, code: 'internal_error' })
    conversation.markRead(server.messagesOf(group)[0]?.uuid ?? '')
    expect([unread(), tab.messenger.unread.get().conversations]).toEqual([0, 0])
    await passes(1000)
    expect([unread(), tab.messenger.unread.get().conversations]).toEqual([1, 1])
    network.fail(put, { lateMs: 3000 })
    conversation.markRead(server.messagesOf(group)[0]?.uuid ?? '')
    await passes(500)
    server.write(ann, ben, 'And one more')
    await passes(1000)
    conversation.markRead(server.messagesOf(group)[1]?.uuid ?? '')
    await passes(10_000)
    expect([unread(), server.openRow(ben.uuid, group).unread_count]).toEqual([0, 0])
  })

  test('is repeated after a failure', async () => {
    const { server, ben, group, network, conversation, until, passes, unread, tab } = await aChat(['Hello'])
    conversation.open()
    await until(() => conversation.get().isLoaded)
    network.fail(put, 'unreachable')
    conversation.markRead(conversation.get().messages[0]?.uuid ?? '')
    await passes(5000)
    expect(server.openRow(ben.uuid, group).unread_count).toBe(1)
    for (const { cut } of tab.openSockets()) cut()
    await passes(20_000)
    expect([server.openRow(ben.uuid, group).unread_count, unread()]).toEqual([0, 0])
  })

  test('does not include a message that arrives during the request', async () => {
    const { server, ann, ben, network, conversation, until, passes, unread } = await aChat(['Hello'])
    conversation.open()
    await until(() => conversation.get().isLoaded)
    network.fail(put, { lateMs: 3000 })
    conversation.markRead(conversation.get().messages[0]?.uuid ?? '')
    await passes(500)
    server.write(ann, ben, 'And one more')
    await passes(1000)
    expect(unread()).toBe(1)
    await passes(10_000)
    expect(unread()).toBe(1)
  })

  test('on another device is shown, and a late response does not restore the count', async () => {
    const { server, ann, ben, group, network, passes, unread } = await aChat(['one', 'two', 'three'])
    const [, two, three] = server.messagesOf(group)
    network.fail(/^GET \/api\/message_groups\/[^?]+$/, { lateMs: 3000 })
    server.markRead(ben, group, two?.uuid ?? '')
    await passes(500)
    server.markRead(ben, group, three?.uuid ?? '')
    await passes(10_000)
    expect(unread()).toBe(0)
    server.write(ann, ben, 'one more')
    await passes(1000)
    expect(unread()).toBe(1)
  })

  test('counts once if the number of unread conversations is fetched during the request', async () => {
    const { server, ben, network, aTab, passes, resolves } = await aChat(['Hello'], {
      pageSize: 2,
      frameDelaysMs: ({ type }) => (type === 'read' ? [] : [10]),
    })
    for (const name of ['Cat Cole', 'Dan Dale', 'Eve East'])
      server.write(server.addPerson(name), ben, 'Hello')
    await passes(60_000)
    const { messenger, conversation } = aTab()
    await passes(5000)
    const { groups, hasMore } = messenger.inbox().get()
    expect([messenger.unread.get().conversations, hasMore]).toEqual([4, true])
    const [newest, second] = groups.map((group) => ({ ...group, conversation: conversation(group.uuid) }))
    network.fail(put, { lateMs: 3000 })
    newest?.conversation.markRead(newest.last_message.uuid)
    await passes(1000)
    await resolves(second?.conversation.update({ is_archived: true }) ?? Promise.reject())
    await passes(10_000)
    expect(messenger.inbox().get().hasMore).toBe(true)
    expect(messenger.unread.get().conversations).toBe(2)
  })
})
