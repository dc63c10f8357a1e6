import { describe, expect, test } from '@jest/globals'
import { anOpenChat, isSent } from '../../steps/modelChat.ts'

/* Edits, deletions and reactions: shown at once, and sent with the messages in one order. */

const patch = /^PATCH .*messages/
const refusal = { status: 503, code: 'internal_error' }

/** A chat in which Ben has written a message, which is stored. */
const aChatOfBen = async (settings: Parameters<typeof anOpenChat>[0] = {}) => {
  const chat = await anOpenChat(settings)
  const uuid = chat.conversation.send({ text: 'Hi' })
  await chat.until(isSent(chat.conversation))
  await chat.passes(5000)
  const { conversation, server, group, ben, takeRequests } = chat
  takeRequests()
  return {
    ...chat,
    uuid,
    own: () => conversation.get().messages.find((message) => message.uuid === uuid),
    annsUuid: conversation.get().messages[0]?.uuid ?? '',
    stored: () => server.messagesOf(group).find((message) => message.uuid === uuid),
    reactionOf: (messageUuid: string) =>
      server.messagesOf(group).find((message) => message.uuid === messageUuid)?.reactions?.[ben.uuid],
    areSent: () => conversation.get().changes.length === 0,
    changeRequests: () => takeRequests(/^(PATCH|DELETE|PUT .*reaction)/).length,
  }
}

describe('a change', () => {
  test('is shown at once, and once the server has made it', async () => {
    const { conversation, uuid, own, until, areSent, stored } = await aChatOfBen()
    conversation.edit(uuid, 'Hello!')
    expect(own()).toMatchObject({ message: 'Hello!', revision: 0 })
    expect(conversation.get().changes).toMatchObject([{ messageUuid: uuid, kind: 'edit', state: 'sending' }])
    await until(areSent)
    expect(own()).toMatchObject({ message: 'Hello!', revision: 1, edited_at: stored()?.editedAt })
  })

  test('is shown in the list and in the other tabs when the server has made it', async () => {
    const { conversation, uuid, passes, tab, aTab, group, until } = await aChatOfBen()
    const other = aTab().conversation(group)
    other.open()
    await until(() => other.get().isLoaded)
    conversation.edit(uuid, 'Hello!')
    await passes(100)
    expect(other.get().messages.at(-1)?.message).toBe('Hello!')
    expect(tab.messenger.inbox().get().groups[0]?.message).toBe('Hello!')
  })

  test('is stored and sent in order with the messages, also after a reload', async () => {
    const { conversation, uuid, annsUuid, device, tab, aTab, passes, until, stored, network } =
      await aChatOfBen()
    device.setOnline(false)
    conversation.edit(uuid, 'Hello!')
    conversation.send({ text: 'How are you?' })
    conversation.react(annsUuid, '👍')
    await passes(1000)
    tab.kill()
    device.setOnline(true)
    network.requests.length = 0
    aTab()
    await until(() => stored()?.text === 'Hello!')
    await passes(1000)
    const changes = network.requests.filter(({ method }) => method !== 'GET').map(({ method }) => method)
    expect(changes).toEqual(['PATCH', 'POST', 'PUT'])
  })

  test('is retried with the same key, and made once', async () => {
    const { conversation, uuid, until, areSent, stored, network } = await aChatOfBen()
    network.fail(patch, 'lost')
    network.fail(patch, refusal)
    conversation.edit(uuid, 'Hello!')
    await until(areSent)
    const keys = network.requests.filter(({ name }) => patch.test(name)).map(({ key }) => key)
    expect([keys.length, new Set(keys).size]).toEqual([3, 1])
    expect(stored()).toMatchObject({ text: 'Hello!', revision: 1 })
  })

  test('that the server refuses is failed and not shown, until the person tries again', async () => {
    const { conversation, uuid, own, until, areSent, network } = await aChatOfBen()
    network.fail(patch, { status: 403, code: 'recipient_unavailable' })
    conversation.edit(uuid, 'Hello!')
    await until(() => conversation.get().changes[0]?.state === 'failed')
    expect(own()?.message).toBe('Hi')
    const { id = '', code } = conversation.get().changes[0] ?? {}
    expect(code).toBe('recipient_unavailable')
    conversation.retry(id)
    await until(areSent)
    expect(own()?.message).toBe('Hello!')
  })

  test('that is cancelled is not shown any more', async () => {
    const { conversation, uuid, own, device, stored, passes } = await aChatOfBen()
    device.setOnline(false)
    conversation.edit(uuid, 'Hello!')
    expect(conversation.cancel(conversation.get().changes[0]?.id ?? '')).toBe('Hello!')
    device.setOnline(true)
    await passes(60_000)
    expect([own()?.message, stored()?.text]).toEqual(['Hi', 'Hi'])
  })

  test('counts as unsent, and is forgotten', async () => {
    const { conversation, uuid, device, tab, passes } = await aChatOfBen()
    device.setOnline(false)
    conversation.edit(uuid, 'Hello!')
    await passes(1000)
    expect(tab.messenger.unsent()).toEqual({ messages: 1, drafts: 0 })
    tab.messenger.forget()
    expect(conversation.get().changes).toEqual([])
    expect([...device.entries.keys()]).toEqual([])
  })
})

describe('a newer change', () => {
  test('replaces an older one of the same kind and message', async () => {
    const { conversation, uuid, annsUuid, device, until, areSent, stored, reactionOf, changeRequests } =
      await aChatOfBen()
    device.setOnline(false)
    for (const text of ['one', 'two', 'three']) conversation.edit(uuid, text)
    for (const emoji of ['👍', '❤️']) conversation.react(annsUuid, emoji)
    expect(conversation.get().changes.map(({ text, emoji }) => text ?? emoji)).toEqual(['three', '❤️'])
    changeRequests()
    device.setOnline(true)
    await until(areSent)
    expect([changeRequests(), stored()?.text, reactionOf(annsUuid)]).toEqual([2, 'three', '❤️'])
  })

  test('that restores what the server has is not sent', async () => {
    const { conversation, uuid, annsUuid, device, changeRequests, passes } = await aChatOfBen()
    device.setOnline(false)
    conversation.send({ text: 'waits' })
    await passes(1000)
    conversation.react(annsUuid, '👍')
    conversation.react(annsUuid, undefined)
    conversation.edit(uuid, 'Hello!')
    conversation.edit(uuid, 'Hi')
    expect(conversation.get().changes).toEqual([])
    device.setOnline(true)
    await passes(60_000)
    expect(changeRequests()).toBe(0)
  })

  test('that restores it is sent if the older one may have been made', async () => {
    const { conversation, annsUuid, network, until, passes, areSent, reactionOf } = await aChatOfBen()
    network.fail(/reaction/, 'lost')
    conversation.react(annsUuid, '👍')
    await passes(500)
    expect(reactionOf(annsUuid)).toBe('👍')
    conversation.react(annsUuid, undefined)
    await until(areSent)
    expect(reactionOf(annsUuid)).toBeUndefined()
  })

  test('replaces one of another tab, and one tab sends it', async () => {
    const { conversation, uuid, device, aTab, group, passes, until, areSent, stored, changeRequests } =
      await aChatOfBen()
    const other = aTab().conversation(group)
    other.open()
    await until(() => other.get().isLoaded)
    device.setOnline(false)
    conversation.edit(uuid, 'one')
    await passes(1000)
    other.edit(uuid, 'two')
    await passes(1000)
    for (const { changes, messages } of [conversation.get(), other.get()])
      expect([changes.map(({ text }) => text), messages.at(-1)?.message]).toEqual([['two'], 'two'])
    changeRequests()
    device.setOnline(true)
    await until(() => areSent() && other.get().changes.length === 0)
    expect([changeRequests(), stored()?.text, stored()?.revision]).toEqual([1, 'two', 1])
  })

  test('of a text has a later key than the last edit, whose clock was ahead', async () => {
    const { conversation, uuid, server, ben, group, until, areSent, stored, passes } = await aChatOfBen()
    const ahead = server.freshKey().replace(/^.{8}-.{4}/, (time) => later(time, 4 * 60_000))
    server.edit(ben, group, uuid, 'by a fast clock', ahead)
    await passes(1000)
    conversation.edit(uuid, 'Hello!')
    await until(areSent)
    expect(stored()?.text).toBe('Hello!')
  })
})

/** The time of a UUIDv7, later by so much. */
const later = (time: string, ms: number): string => {
  const milliseconds = (Number.parseInt(time.replace('-', ''), 16) + ms).toString(16).padStart(12, '0')
  return `${milliseconds.slice(0, 8)}-${milliseconds.slice(8)}`
}

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
    network.fail(patch, {
      ...refusal,
      code: 'too_many_requests',
      status: 429,
      retryAfterSeconds: 600,
    } as never)
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

test('an edit that waited for more than a day gets a new key, and is refused for the age of the message', async () => {
  const { conversation, uuid, device, time, until } = await aChatOfBen()
  device.setOnline(false)
  conversation.edit(uuid, 'too late')
  await time.sleep(25 * 60 * 60_000)
  device.setOnline(true)
  await until(() => conversation.get().changes[0]?.state === 'failed')
  expect(conversation.get().changes[0]?.code).toBe('message_too_old')
})
