import { describe, expect, test } from '@jest/globals'
import { anOpenChat } from '../../steps/modelChat.ts'

/* What was changed while a client received no frames. */

const numbered = (count: number) => Array.from({ length: count }, (_, number) => `text ${number + 1}`)

/** A chat with small pages, whose frames can get lost. */
const aChatWithGaps = async (...texts: string[]) => {
  let areLost = false
  const chat = await anOpenChat({ pageSize: 3, frameDelaysMs: () => (areLost ? [] : [10]) }, ...texts)
  const { server, group, ann, passes, tab, conversation, resolves } = chat
  const uuids = server.messagesOf(group).map(({ uuid }) => uuid)
  return {
    ...chat,
    uuids,
    loseFrames: (areNowLost: boolean) => {
      areLost = areNowLost
    },
    annEdits: (number: number, text: string) => server.edit(ann, group, uuids[number - 1] ?? '', text),
    annDeletes: (number: number) => server.remove(ann, group, uuids[number - 1] ?? ''),
    catchesUp: async () => {
      for (const { cut } of tab.openSockets()) cut()
      await passes(10_000)
    },
    load: (target: Parameters<typeof conversation.load>[0]) => resolves(conversation.load(target)),
  }
}

describe('a client that has missed changes', () => {
  test('shows them after it has caught up, however old the messages are', async () => {
    const { texts, load, loseFrames, annEdits, annDeletes, catchesUp } = await aChatWithGaps(...numbered(6))
    await load('older')
    loseFrames(true)
    annEdits(1, 'edited')
    annDeletes(2)
    annDeletes(6)
    loseFrames(false)
    await catchesUp()
    expect(texts()).toEqual(['edited', '', 'text 3', 'text 4', 'text 5', ''])
  })

  test('does not get messages that are older than those that it holds', async () => {
    const { texts, loseFrames, annEdits, catchesUp, load } = await aChatWithGaps(...numbered(6))
    loseFrames(true)
    annEdits(1, 'edited')
    loseFrames(false)
    await catchesUp()
    expect(texts()).toEqual(['text 4', 'text 5', 'text 6'])
    await load('older')
    expect(texts()).toEqual(['edited', 'text 2', 'text 3', 'text 4', 'text 5', 'text 6'])
  })

  test('shows those of an old page, and stays there', async () => {
    const { texts, uuids, load, loseFrames, annDeletes, catchesUp, conversation } = await aChatWithGaps(
      ...numbered(9),
    )
    await load({ around: uuids[1] ?? '' })
    const before = texts()
    loseFrames(true)
    annDeletes(2)
    loseFrames(false)
    await catchesUp()
    expect(texts()).toEqual(before.map((text) => (text === 'text 2' ? '' : text)))
    expect(conversation.get().hasNewer).toBe(true)
  })

  test('shows those of an old page when it loads on', async () => {
    const { texts, uuids, load, loseFrames, annDeletes } = await aChatWithGaps(...numbered(9))
    await load({ around: uuids[1] ?? '' })
    loseFrames(true)
    annDeletes(2)
    await load('newer')
    expect(texts().slice(0, 4)).toEqual(['text 1', '', 'text 3', 'text 4'])
  })

  test.each(['newest', 'firstUnread'] as const)(
    'loads anew after more changes than five pages have, opened at: %s',
    async (at) => {
      const { texts, uuids, loseFrames, annEdits, catchesUp, takeRequests, passes, close, conversation } =
        await aChatWithGaps(...numbered(6))
      conversation.markRead(uuids[5] ?? '')
      close()
      conversation.open({ at })
      await passes(1000)
      loseFrames(true)
      for (let count = 1; count <= 30; count += 1) {
        annEdits(6, `edited ${count}`)
        await passes(1)
      }
      loseFrames(false)
      takeRequests()
      await catchesUp()
      expect(texts()).toEqual(['text 4', 'text 5', 'edited 30'])
      expect(takeRequests(/messages\/[^?]+\?limit=50$/)).not.toEqual([])
    },
  )

  test('loads anew after more than 30 days', async () => {
    const { texts, annDeletes, device, time, passes } = await aChatWithGaps(...numbered(6))
    device.setOnline(false)
    await time.sleep(31 * 24 * 60 * 60_000)
    annDeletes(5)
    device.setOnline(true)
    await passes(60_000)
    expect(texts()).toEqual(['text 4', '', 'text 6'])
  })
})

describe('an unread message that is deleted', () => {
  test('is not counted any more, also if it is not the last one', async () => {
    const { tab, annDeletes, passes } = await aChatWithGaps(...numbered(3))
    expect(tab.messenger.inbox().get().groups[0]?.unread_count).toBe(3)
    annDeletes(2)
    await passes(5000)
    expect(tab.messenger.inbox().get().groups[0]?.unread_count).toBe(2)
  })

  test('is the first unread one no longer', async () => {
    const { conversation, uuids, annDeletes, passes } = await aChatWithGaps(...numbered(3))
    expect(conversation.get().firstUnread).toBe(uuids[0])
    annDeletes(1)
    await passes(5000)
    expect(conversation.get().firstUnread).toBe(uuids[1])
  })

  test('leads to one request for several, and none for a conversation that is read', async () => {
    const { conversation, uuids, annDeletes, passes, takeRequests } = await aChatWithGaps(...numbered(3))
    takeRequests()
    annDeletes(1)
    annDeletes(2)
    await passes(5000)
    expect(takeRequests(/message_groups\/[^/]+$/)).toHaveLength(1)
    conversation.markRead(uuids[2] ?? '')
    await passes(5000)
    takeRequests()
    annDeletes(3)
    await passes(5000)
    expect(takeRequests()).toEqual([])
  })
})
