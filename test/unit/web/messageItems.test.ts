import { describe, expect, test } from '@jest/globals'
import type { ChangeItem, Message } from '../../../client/types.ts'
import { outboxRuns, toMessageItem } from '../../../web/src/components/messageItems.ts'
import type { ConversationView } from '../../../web/src/components/useConversationView.ts'

const minutes = (count: number) => new Date(Date.UTC(2026, 0, 1, 12, count)).toISOString()

const message = (uuid: string, user_uuid: string, created_at = minutes(0)): Message => ({
  uuid,
  user_uuid,
  display_name: user_uuid,
  handle: user_uuid,
  message: uuid,
  created_at,
  revision: 0,
})

const itemsOf = (messages: Message[], changes: Partial<ConversationView> = {}) => {
  const state = {
    messages,
    outbox: [],
    changes: [],
    hasOlder: false,
    hasNewer: false,
    seen: undefined,
    ...changes,
  }
  return messages.map((message, index) =>
    toMessageItem(state as unknown as ConversationView, 'me', message, index),
  )
}

const unsent = { uuid: '9', text: 'unsent', createdAt: minutes(9), state: 'sending' } as const
const seenUpTo = (uuid: string, created_at = minutes(0)) => ({ seen: { message_uuid: uuid, created_at } })

describe('the messages of a conversation', () => {
  test('say whether the newest one was seen, if it is an own one and nothing is unsent', () => {
    const own = [message('1', 'other'), message('2', 'me'), message('3', 'me')]
    const lastState = (state: Partial<ConversationView> = {}) => itemsOf(own, state).at(-1)?.state
    expect([
      lastState(),
      lastState(seenUpTo('2')),
      lastState(seenUpTo('3')),
      lastState(seenUpTo('1', minutes(1))),
      lastState({ ...seenUpTo('3'), outbox: [unsent] }),
      lastState({ ...seenUpTo('3'), hasNewer: true }),
    ]).toEqual(['Sent', 'Sent', 'Seen', 'Seen', undefined, undefined])
    expect(itemsOf(own).map(({ state }) => state)).toEqual([undefined, undefined, 'Sent'])
    expect(itemsOf([...own, message('4', 'other')]).map(({ state }) => state)).not.toContain('Sent')
    const deleted = { ...message('4', 'me'), deleted_at: minutes(1) }
    expect(itemsOf([...own, deleted], seenUpTo('4')).map(({ state }) => state)).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
    ])
  })

  test('have their refused change, or else their last unconfirmed one, unless that is a reaction', () => {
    const change = (id: string, kind: ChangeItem['kind'], state: ChangeItem['state']): ChangeItem => ({
      id,
      messageUuid: '1',
      kind,
      state,
    })
    const changeOf = (...changes: ChangeItem[]) =>
      itemsOf([message('1', 'me'), message('2', 'me')], { changes }).map((item) => item.change?.id)
    const [edit, deletion] = [change('edit', 'edit', 'waiting'), change('deletion', 'deletion', 'queued')]
    expect(changeOf()).toEqual([undefined, undefined])
    expect(changeOf(edit, deletion, change('reaction', 'reaction', 'sending'))).toEqual([
      'deletion',
      undefined,
    ])
    expect(changeOf(edit, change('refused', 'reaction', 'failed'), deletion)).toEqual(['refused', undefined])
  })

  const runsOf = (items: { isFirstOfRun: boolean; isLastOfRun: boolean }[]) =>
    items
      .map(({ isFirstOfRun, isLastOfRun }) => (isFirstOfRun ? '[' : '') + (isLastOfRun ? ']' : ''))
      .join(' ')

  test('are in a run if the same person sent them within five minutes', () => {
    const items = itemsOf([
      message('1', 'me', minutes(0)),
      message('2', 'me', minutes(4)),
      message('3', 'me', minutes(9)),
      message('4', 'other', minutes(9)),
      message('5', 'other', minutes(10)),
      message('6', 'other', minutes(11)),
    ])
    expect(runsOf(items)).toBe('[ ] [] [  ]')
  })

  test('are not in a run across the mark of new messages, or midnight', () => {
    const messages = [message('1', 'other'), message('2', 'other'), message('3', 'other')]
    expect(runsOf(itemsOf(messages, { firstUnread: '2' }))).toBe('[] [ ]')
    const midnight = new Date(2026, 0, 2).getTime()
    const around = [midnight - 1000, midnight].map((time) => new Date(time).toISOString())
    expect(runsOf(itemsOf(around.map((time, index) => message(String(index), 'me', time))))).toBe('[] []')
  })

  test('are in a run with the unsent ones after them', () => {
    const outbox = [unsent, { ...unsent, uuid: '10', createdAt: minutes(10) }]
    const runsAfter = (last: Message) => {
      const messages = [last]
      return runsOf([...itemsOf(messages, { outbox }), ...outboxRuns({ messages, outbox }, 'me')])
    }
    expect(runsAfter(message('1', 'me', minutes(5)))).toBe('[  ]')
    expect(runsAfter(message('1', 'me', minutes(4)))).toBe('[] [ ]')
    expect(runsAfter(message('1', 'other', minutes(8)))).toBe('[] [ ]')
  })

  test('have dividers: the beginning, each day, and the first unread message', () => {
    const [tomorrow, later] = [minutes(24 * 60), minutes(24 * 60 + 1)]
    const messages = [message('1', 'me'), message('2', 'other', tomorrow), message('3', 'other', later)]
    const dividersOf = (state: Partial<ConversationView>) =>
      itemsOf(messages, state).map(({ isFirst, isFirstOfDay, isFirstNew }) =>
        [isFirst, isFirstOfDay, isFirstNew].map(Number).join(''),
      )
    expect(dividersOf({})).toEqual(['110', '010', '000'])
    // The first one that is held may not be the first of its day.
    expect(dividersOf({ hasOlder: true, firstUnread: '3' })).toEqual(['000', '010', '001'])
  })

  test('have a divider above the first unsent one of a day', () => {
    const tomorrow = (uuid: string) => ({ ...unsent, uuid, createdAt: minutes(24 * 60 + 9) })
    const daysAfter = (messages: Message[]) =>
      outboxRuns({ messages, outbox: [unsent, tomorrow('10'), tomorrow('11')] }, 'me').map(
        ({ isFirstOfDay }) => isFirstOfDay,
      )
    expect(daysAfter([message('1', 'other')])).toEqual([false, true, false])
    expect(daysAfter([message('1', 'other', minutes(-24 * 60))])).toEqual([true, true, false])
    expect(daysAfter([])).toEqual([false, true, false]) // a new conversation shows its beginning instead
  })
})
