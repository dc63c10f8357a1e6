import { describe, expect, test } from '@jest/globals'
import { aChatOfBen, isSent } from '../../steps/modelChat.ts'

/* Messages that are deleted, and unsent ones that are edited or deleted. */

describe('an unsent message', () => {
  test('that was never attempted is edited and deleted in the outbox', async () => {
    const { conversation, device, texts, until, passes, changeRequests } = await aChatOfBen()
    device.setOnline(false)
    conversation.send({ text: 'first' })
    const [second, third] = ['second', 'third'].map((text) => conversation.send({ text }))
    await passes(1000)
    conversation.edit(second ?? '', 'changed')
    conversation.delete(third ?? '')
    expect(conversation.get().changes).toEqual([])
    device.setOnline(true)
    await until(isSent(conversation))
    expect(texts()).toEqual(['Hello', 'Hi', 'first', 'changed'])
    expect(changeRequests()).toBe(0)
  })

  test('that was attempted is edited after it was sent', async () => {
    const { conversation, network, until, areSent, texts, passes } = await aChatOfBen()
    network.fail(/^POST/, 'unreachable')
    const uuid = conversation.send({ text: 'first' })
    await passes(500)
    conversation.edit(uuid, 'changed')
    expect(conversation.get().outbox.map(({ text }) => text)).toEqual(['changed'])
    await until(() => isSent(conversation)() && areSent())
    expect(texts()).toEqual(['Hello', 'Hi', 'changed'])
  })

  test('that was attempted is deleted from this device at once, and from the server if it is there', async () => {
    const { conversation, network, device, until, areSent, passes, textsIn, group } = await aChatOfBen({
      frameDelaysMs: () => [],
    })
    network.fail(/^POST/, 'lost')
    const uuid = conversation.send({ text: 'secret' })
    await passes(1500)
    expect(conversation.get().outbox).toMatchObject([{ uuid, state: 'waiting' }])
    conversation.delete(uuid)
    expect(conversation.get().outbox).toEqual([])
    expect(JSON.stringify([...device.entries])).not.toContain('secret')
    await until(areSent)
    expect(textsIn(group)).toEqual(['Hello', 'Hi', ''])
  })

  test('that was refused is sent with the new text when it is edited', async () => {
    const { conversation, until, texts } = await aChatOfBen()
    const uuid = conversation.send({ text: 'x'.repeat(1025) })
    await until(() => conversation.get().outbox[0]?.state === 'failed')
    conversation.edit(uuid, 'shorter')
    await until(isSent(conversation))
    expect(texts()).toEqual(['Hello', 'Hi', 'shorter'])
  })
})

describe('a deletion', () => {
  test('is shown at once, and drops what waits for the message', async () => {
    const { conversation, uuid, own, device, until, areSent, stored, changeRequests } = await aChatOfBen()
    device.setOnline(false)
    conversation.edit(uuid, 'secret')
    conversation.react(uuid, '👍')
    conversation.delete(uuid)
    expect(own()).toMatchObject({ message: '', deleted_at: expect.any(String) })
    expect(JSON.stringify([...device.entries])).not.toContain('secret')
    changeRequests()
    device.setOnline(true)
    await until(areSent)
    expect([stored()?.deletedAt === undefined, changeRequests()]).toEqual([false, 1])
  })

  test('elsewhere drops what waits for the message', async () => {
    const { conversation, uuid, own, device, server, ben, group, network, passes } = await aChatOfBen()
    network.fail(/^PATCH/, { status: 429, code: 'too_many_requests', retryAfterSeconds: 600 })
    conversation.edit(uuid, 'secret')
    await passes(1000)
    expect(JSON.stringify([...device.entries])).toContain('secret')
    server.remove(ben, group, uuid)
    await passes(1000)
    expect([own()?.message, conversation.get().changes]).toEqual(['', []])
    expect(JSON.stringify([...device.entries])).not.toContain('secret')
  })

  test('of a message that was deleted elsewhere is made', async () => {
    const { conversation, uuid, device, server, ben, group, until, areSent } = await aChatOfBen()
    device.setOnline(false)
    conversation.react(uuid, '👍')
    server.remove(ben, group, uuid)
    device.setOnline(true)
    await until(areSent)
    expect(conversation.get().messages.at(-1)?.message).toBe('')
  })
})
