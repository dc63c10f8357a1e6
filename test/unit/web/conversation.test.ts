import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import {
  type ConversationEvent,
  emptyConversation,
  firstUnread,
  isBefore,
  lastOwn,
  reduceConversation,
} from '../../../web/src/state/conversation.ts'
import type { Message } from '../../../web/src/types.ts'

const message = (number: number, user_uuid = 'other'): Message => ({
  uuid: `uuid-${String(number).padStart(4, '0')}`,
  user_uuid,
  display_name: 'Some Body',
  handle: 'some_body',
  message: `message ${number}`,
  created_at: new Date(Date.UTC(2026, 0, 1) + Math.floor(number / 3)).toISOString(), // three share each millisecond
})

const stateAfter = (...events: ConversationEvent[]) => events.reduce(reduceConversation, emptyConversation)
const came = (...numbers: number[]): ConversationEvent => ({
  type: 'messagesCame',
  messages: numbers.map((number) => message(number)),
})
const uuids = (messages: Message[]) => messages.map(({ uuid }) => uuid)

describe('a conversation', () => {
  test('is the same in whatever order and however often its messages arrive', () => {
    const all = Array.from({ length: 12 }, (_, number) => message(number))
    const chunks = fc.array(fc.shuffledSubarray(all), { maxLength: 6 })
    fc.assert(
      fc.property(chunks, fc.shuffledSubarray(all, { minLength: 12 }), (some, rest) => {
        const events = [...some, rest].map(
          (messages): ConversationEvent => ({ type: 'messagesCame', messages }),
        )
        expect(stateAfter(...events).messages).toEqual(all)
      }),
    )
  })

  test('does not change when a message arrives again', () => {
    const state = stateAfter(came(1, 2))
    expect(reduceConversation(state, came(2, 1))).toBe(state)
  })

  test('shows an own message at once, after all others, and still once when the server has stored it', () => {
    const own = message(1, 'me')
    const state = stateAfter(came(5), { type: 'written', message: own }, came(6))
    expect([uuids(state.messages), uuids(state.unsent)]).toEqual([['uuid-0005', 'uuid-0006'], ['uuid-0001']])
    const placed = { ...own, created_at: message(9).created_at }
    const sent = reduceConversation(state, { type: 'messagesCame', messages: [placed] })
    expect([uuids(sent.messages), sent.unsent]).toEqual([['uuid-0005', 'uuid-0006', 'uuid-0001'], []])
  })

  test('does not add an unsent message that is already stored', () => {
    const state = stateAfter(came(1))
    expect(reduceConversation(state, { type: 'written', message: message(1) })).toBe(state)
  })

  test('keeps a failed message with its error code and key until it is retried or edited', () => {
    const failed = stateAfter(
      { type: 'written', message: message(1, 'me') },
      { type: 'written', message: message(2, 'me') },
      { type: 'failed', uuid: 'uuid-0001', code: 'unreachable' },
    )
    expect(failed.unsent.map(({ uuid, code }) => [uuid, code])).toEqual([
      ['uuid-0001', 'unreachable'],
      ['uuid-0002', undefined],
    ])
    const again = reduceConversation(failed, { type: 'triedAgain' })
    expect(again.unsent.map(({ uuid, code }) => [uuid, code])).toEqual([
      ['uuid-0001', undefined],
      ['uuid-0002', undefined],
    ])
    expect(uuids(reduceConversation(failed, { type: 'takenBack', uuid: 'uuid-0001' }).unsent)).toEqual([
      'uuid-0002',
    ])
  })

  test('keeps the order of unsent messages when one of them gets a new key', () => {
    const { unsent } = stateAfter(
      { type: 'written', message: message(1, 'me') },
      { type: 'written', message: message(2, 'me') },
      { type: 'keyReplaced', uuid: 'uuid-0001', message: message(3, 'me') },
    )
    expect(uuids(unsent)).toEqual(['uuid-0003', 'uuid-0002'])
  })

  test('never moves "seen" backwards', () => {
    const seen = (number: number): ConversationEvent => ({
      type: 'seen',
      seen: { message_uuid: message(number).uuid, created_at: message(number).created_at },
    })
    const own = stateAfter({
      type: 'messagesCame',
      messages: [message(2), message(3, 'me'), message(4, 'me')],
    })
    const states = [seen(3), seen(5), seen(4)].map((_, index, all) =>
      lastOwn(all.slice(0, index + 1).reduce(reduceConversation, own), 'me'),
    )
    expect(states).toEqual([
      { uuid: 'uuid-0004', isSeen: false },
      { uuid: 'uuid-0004', isSeen: true },
      { uuid: 'uuid-0004', isSeen: true },
    ])
  })

  test('counts an own message as seen when the other person has answered it', () => {
    const answered = stateAfter({ type: 'messagesCame', messages: [message(3, 'me'), message(4)] })
    expect(lastOwn(answered, 'me')).toEqual({ uuid: 'uuid-0003', isSeen: true })
  })

  test('finds the first unread message by the unread count, or the first message if the count is larger', () => {
    const { messages } = stateAfter(came(1, 2, 3))
    expect([0, 1, 3, 4].map((count) => firstUnread(messages, count))).toEqual([
      undefined,
      'uuid-0003',
      'uuid-0001',
      'uuid-0001',
    ])
  })

  test('orders messages of the same millisecond by uuid', () => {
    expect([isBefore(message(3), message(4)), isBefore(message(4), message(3))]).toEqual([true, false])
  })
})
