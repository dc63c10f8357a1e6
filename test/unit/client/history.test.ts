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
})
