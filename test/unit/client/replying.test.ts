import { describe, expect, test } from '@jest/globals'
import { anOpenChat, isSent } from '../../steps/modelChat.ts'

/* Replies, and what they quote. */

const texts = (count: number) => Array.from({ length: count }, (_, number) => `text ${number + 1}`)

/** A chat of which a page of three messages is held, and the messages before it are not. */
const aLongChat = async () => {
  const chat = await anOpenChat({ pageSize: 3 }, ...texts(8))
  const { conversation, server, group, ann, ben, passes } = chat
  const stored = server.messagesOf(group)
  return {
    ...chat,
    /** The uuid of a message that is not held. */
    oldUuid: stored[0]?.uuid ?? '',
    heldUuid: stored.at(-1)?.uuid ?? '',
    quote: () => conversation.get().messages.at(-1)?.reply_to,
    annReplies: async (uuid: string) => {
      server.write(ann, ben, 'reply', uuid)
      await passes(1000)
    },
  }
}

describe('a reply', () => {
  test('quotes the message to which the draft replies, which is stored with the draft', async () => {
    const { conversation, heldUuid, tab, aTab, group, until, textsIn } = await aLongChat()
    conversation.setReplyTo(heldUuid)
    expect(conversation.get().replyingTo).toMatchObject({ uuid: heldUuid, message: 'text 8' })
    tab.kill()
    const next = aTab().conversation(group)
    next.open()
    await until(() => next.get().isLoaded)
    expect(next.get().replyingTo).toMatchObject({ uuid: heldUuid, message: 'text 8' })
    next.send({ text: 'Yes' })
    expect(next.get().replyingTo).toBeUndefined()
    expect(next.get().outbox).toMatchObject([{ text: 'Yes', replyTo: { uuid: heldUuid, message: 'text 8' } }])
    await until(isSent(next))
    expect(textsIn(group).at(-1)).toBe('Yes')
    expect(next.get().messages.at(-1)?.reply_to).toMatchObject({ uuid: heldUuid, message: 'text 8' })
  })

  test('needs a message that is known', async () => {
    const { conversation, oldUuid, until, server, group } = await aLongChat()
    conversation.setReplyTo(oldUuid)
    expect(conversation.get().replyingTo).toBeUndefined()
    conversation.send({ text: 'Yes', replyTo: oldUuid })
    await until(isSent(conversation))
    expect(server.messagesOf(group).at(-1)?.replyTo).toBeUndefined()
  })

  test('can be to a message that another one quotes', async () => {
    const { conversation, oldUuid, annReplies } = await aLongChat()
    await annReplies(oldUuid)
    conversation.setReplyTo(oldUuid)
    expect(conversation.get().replyingTo).toMatchObject({ uuid: oldUuid, message: 'text 1' })
  })
})

describe('a quote', () => {
  test('is that of the held message', async () => {
    const { heldUuid, annReplies, quote, takeRequests } = await aLongChat()
    takeRequests()
    await annReplies(heldUuid)
    expect(quote()).toMatchObject({ uuid: heldUuid, message: 'text 8', handle: 'ann_abel' })
    expect(takeRequests(/around/)).toEqual([])
  })

  test('is fetched once if the message is not held', async () => {
    const { oldUuid, annReplies, quote, takeRequests, conversation } = await aLongChat()
    takeRequests()
    await annReplies(oldUuid)
    await annReplies(oldUuid)
    expect(quote()).toMatchObject({ uuid: oldUuid, message: 'text 1' })
    expect(takeRequests(/around/)).toHaveLength(1)
    expect(conversation.get().messages.some(({ uuid }) => uuid === oldUuid)).toBe(false)
  })

  test('is fetched again if that failed', async () => {
    const { oldUuid, annReplies, quote, network, passes } = await aLongChat()
    network.fail(/around/, 'unreachable')
    await annReplies(oldUuid)
    expect(quote()).toEqual({ uuid: oldUuid })
    await passes(20_000)
    expect(quote()).toMatchObject({ message: 'text 1' })
  })

  test('changes with its message, by a frame or after a gap', async () => {
    const { oldUuid, annReplies, quote, server, ann, group, tab, passes } = await aLongChat()
    await annReplies(oldUuid)
    server.edit(ann, group, oldUuid, 'edited')
    await passes(1000)
    expect(quote()).toMatchObject({ message: 'edited' })
    for (const { die } of tab.openSockets()) die()
    server.remove(ann, group, oldUuid)
    await passes(6 * 60_000)
    expect(quote()).toMatchObject({ message: '', deleted_at: expect.any(String) })
  })

  test('shows a change of the user at once', async () => {
    const { conversation, until, annReplies, quote, device } = await aLongChat()
    const uuid = conversation.send({ text: 'Mine' })
    await until(isSent(conversation))
    await annReplies(uuid)
    device.setOnline(false)
    conversation.edit(uuid, 'Ours')
    expect(quote()).toMatchObject({ message: 'Ours' })
    conversation.delete(uuid)
    expect(quote()).toMatchObject({ message: '' })
  })
})
