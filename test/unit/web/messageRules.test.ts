import { describe, expect, test } from '@jest/globals'
import type { Message, OutboxItem } from '../../../client/types.ts'
import { findLastEditable, quoteText, reactionOf } from '../../../web/src/components/messageRules.ts'

const hour = 3_600_000
const now = Date.UTC(2026, 0, 2, 12)

const message = (uuid: string, user_uuid: string, hoursAgo = 1): Message => ({
  uuid,
  user_uuid,
  display_name: user_uuid,
  handle: user_uuid,
  message: `text ${uuid}`,
  created_at: new Date(now - hoursAgo * hour).toISOString(),
  revision: 0,
})

describe('the message that the up arrow edits', () => {
  const lastOf = (messages: Message[], outbox: OutboxItem[] = [], hasNewer = false) =>
    findLastEditable({ messages, outbox, hasNewer }, 'me', now)?.uuid

  test('is the last own one, if it is less than 24 hours old and not deleted', () => {
    const messages = [message('1', 'me', 23.9), message('2', 'me'), message('3', 'other')]
    expect(lastOf(messages)).toBe('2')
    const deleted = { ...message('2', 'me'), deleted_at: new Date(now).toISOString() }
    expect(lastOf(messages.with(1, deleted))).toBe('1')
    expect(lastOf([message('1', 'me', 24)])).toBe(undefined)
    expect(lastOf([message('3', 'other')])).toBe(undefined)
  })

  test('is the last unsent one, unless it was refused; none, if newer ones are not loaded', () => {
    const unsent = { uuid: '9', text: 'unsent', createdAt: '', state: 'waiting' } as const
    const messages = [message('1', 'me')]
    expect(lastOf(messages, [unsent])).toBe('9')
    expect(lastOf(messages, [{ ...unsent, state: 'failed' }])).toBe('1')
    expect(lastOf(messages, [], true)).toBe(undefined)
  })
})

test('a quote says whether the message is deleted, not available, or not known yet', () => {
  expect(quoteText({ uuid: '1', message: 'Hello' })).toBe('Hello')
  expect(quoteText({ uuid: '1', message: '', deleted_at: '2026-01-01T00:00:00.000Z' })).toBe(
    'Message deleted',
  )
  expect(quoteText({ uuid: '1', is_available: false })).toBe('Message not available')
  expect(quoteText({ uuid: '1' })).toBe('')
})

test('the own reaction is the one with the uuid of the user', () => {
  const reactions = [
    { emoji: '👍', user_uuids: ['other'] },
    { emoji: '❤️', user_uuids: ['other', 'me'] },
  ]
  expect(reactionOf({ ...message('1', 'other'), reactions }, 'me')).toBe('❤️')
  expect(reactionOf(message('1', 'other'), 'me')).toBe(undefined)
})
