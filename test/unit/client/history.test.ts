import { describe, expect, test } from '@jest/globals'
import { anOpenChat } from '../../steps/modelChat.ts'

/* Pages of old messages. */

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

  test('is replaced by the newest after a message was sent from it while offline, and no error stays', async () => {
    const { conversation, device, server, group, resolves, passes, texts: held } = await aLongChat()
    await resolves(conversation.load({ around: server.messagesOf(group)[10]?.uuid ?? '' }))
    device.setOnline(false)
    conversation.send({ text: 'from old pages' })
    await passes(1000)
    expect(conversation.get().error?.code).toBe('unreachable')
    device.setOnline(true)
    await passes(10_000)
    expect(held().slice(-2)).toEqual(['message 29', 'from old pages'])
    expect(conversation.get().error).toBeUndefined()
  })

  test('stays after a page could not be loaded while offline, and no error stays', async () => {
    const { conversation, device, server, group, resolves, passes, texts: held } = await aLongChat()
    await resolves(conversation.load({ around: server.messagesOf(group)[10]?.uuid ?? '' }))
    const before = held()
    device.setOnline(false)
    conversation.load('newer').catch(() => {})
    await passes(1000)
    expect(conversation.get().error?.code).toBe('unreachable')
    device.setOnline(true)
    await passes(10_000)
    expect(held()).toEqual(before)
    expect(conversation.get().error).toBeUndefined()
  })

  const aConversationToOpen = async () => {
    const { aTab, server, group, ...world } = await aLongChat()
    const other = aTab()
    await world.until(() => other.messenger.inbox().get().isLoaded)
    await world.passes(5000)
    world.takeRequests()
    const pages = () => world.takeRequests(/^GET .api.messages/).length
    const uuidOf = (index: number) => server.messagesOf(group)[index]?.uuid ?? ''
    return { ...world, conversation: other.conversation(group), uuidOf, pages }
  }

  test('around a message is all that is loaded of a conversation that opens there', async () => {
    const { conversation, uuidOf, resolves, passes, pages } = await aConversationToOpen()
    const isFound = conversation.load({ around: uuidOf(10) })
    conversation.open({ at: 'firstUnread' })
    await resolves(isFound)
    await passes(5000)
    const { messages, hasOlder, hasNewer } = conversation.get()
    const isHeld = messages.some(({ uuid }) => uuid === uuidOf(10))
    expect([isHeld, hasOlder, hasNewer]).toEqual([true, true, true])
    await resolves(conversation.load({ around: uuidOf(10) }))
    expect(pages()).toBe(1)
  })

  test.each(['0190163d-8694-739b-aea5-966c26f8ad91', '8d2c6f0e-4b8a-4c1d-9e3f-0a1b2c3d4e5f', 'nothing'])(
    'around the message %s, which does not exist, opens the conversation as usual',
    async (absent) => {
      const { conversation, resolves } = await aConversationToOpen()
      const search = conversation.load({ around: absent })
      conversation.open()
      await expect(resolves(search)).rejects.toMatchObject({ code: 'message_not_found' })
      const { messages, isLoaded, hasNewer, error } = conversation.get()
      expect([messages.at(-1)?.message, isLoaded, hasNewer, error]).toEqual([
        'message 29',
        true,
        false,
        undefined,
      ])
      await expect(resolves(conversation.load({ around: absent }))).rejects.toMatchObject({
        code: 'message_not_found',
      })
      expect(conversation.get()).toMatchObject({ messages, error: undefined })
    },
  )
})
