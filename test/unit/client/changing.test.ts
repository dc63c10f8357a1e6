import { describe, expect, test } from '@jest/globals'
import { aChatOfBen } from '../../steps/modelChat.ts'

/* Edits and reactions: shown at once, and sent with the messages in one order. */

const patch = /^PATCH .*messages/
const refusal = { status: 503, code: 'internal_error' }

/** The time of a UUIDv7, later by so much. */
const later = (time: string, ms: number): string => {
  const milliseconds = (Number.parseInt(time.replace('-', ''), 16) + ms).toString(16).padStart(12, '0')
  return `${milliseconds.slice(0, 8)}-${milliseconds.slice(8)}`
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

  test('that restores it is sent if one before the older one is on its way', async () => {
    const { conversation, annsUuid, until, areSent, reactionOf } = await aChatOfBen()
    conversation.react(annsUuid, '👍')
    await until(() => reactionOf(annsUuid) === '👍')
    for (const emoji of [undefined, '❤️', undefined]) conversation.react(annsUuid, emoji)
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

test('an edit that waited for more than a day gets a new key, and is refused for the age of the message', async () => {
  const { conversation, uuid, device, time, until } = await aChatOfBen()
  device.setOnline(false)
  conversation.edit(uuid, 'too late')
  await time.sleep(25 * 60 * 60_000)
  device.setOnline(true)
  await until(() => conversation.get().changes[0]?.state === 'failed')
  expect(conversation.get().changes[0]?.code).toBe('message_too_old')
})
