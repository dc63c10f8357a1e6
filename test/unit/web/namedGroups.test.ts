import { describe, expect, test } from '@jest/globals'
import type { Event, Member, Message } from '../../../client/types.ts'
import { eventText } from '../../../web/src/components/eventText.ts'
import { isEditable } from '../../../web/src/components/messageRules.ts'
import { splitAtMentions } from '../../../web/src/mentions.ts'
import { beginningWith, mentionBefore } from '../../../web/src/namedGroups/mentionQuery.ts'
import { readText } from '../../../web/src/namedGroups/readText.ts'
import { titleError } from '../../../web/src/namedGroups/titleError.ts'

const ann = { user_uuid: 'ann', display_name: 'Ann' }

describe('the text of an event', () => {
  const eventOf = (type: Event['type'], user_uuid = 'ben') => ({
    ...ann,
    message: 'words',
    event: { type, user_uuid, handle: 'ben', display_name: 'Ben', title: 'Trip' },
  })

  test.each([
    [
      'created',
      'Ann created the group “Trip”',
      'You created the group “Trip”',
      'Ann created the group “Trip”',
    ],
    ['renamed', 'Ann renamed the group to “Trip”', 'You renamed the group to “Trip”', undefined],
    ['joined', 'Ann added Ben', 'You added Ben', 'Ann added you'],
    ['removed', 'Ann removed Ben', 'You removed Ben', undefined],
    ['left', 'Ben left', 'Ben left', 'You left'],
    ['owner_changed', 'Ben is the owner now', 'Ben is the owner now', 'You are the owner now'],
  ] as const)('%s names people, and says "you" to those it is about', (type, toOthers, toActor, toPerson) => {
    expect(eventText(eventOf(type), 'cat')).toBe(toOthers)
    expect(eventText(eventOf(type), 'ann')).toBe(toActor)
    if (toPerson) expect(eventText(eventOf(type), 'ben')).toBe(toPerson)
  })

  test('is that of the server if the client does not know the event', () => {
    expect(eventText(eventOf('pinned' as Event['type']), 'cat')).toBe('words')
  })
})

test('an event cannot be edited', () => {
  const message = { ...ann, created_at: new Date(0).toISOString() } as Message
  expect(isEditable(message, 'ann', 1000)).toBe(true)
  expect(isEditable({ ...message, event: {} as Event }, 'ann', 1000)).toBe(false)
})

describe('mentions', () => {
  const mentionsIn = (text: string) =>
    splitAtMentions(text, 'ann')
      .filter(({ isMention }) => isMention)
      .map(({ from, text: piece }) => [from, piece])

  test('are whole handles, in any case', () => {
    expect(mentionsIn('@ann, (@Ann) @anna @@ann mail@ann x@ann @ann')).toEqual([
      [0, '@ann'],
      [7, '@Ann'],
      [40, '@ann'],
    ])
  })

  test('leave the text as it is', () => {
    const text = 'Hi @ann and @ann!'
    const pieces = splitAtMentions(text, 'ann')
    expect(pieces.map(({ text: piece }) => piece).join('')).toBe(text)
  })

  test.each([
    ['@', { from: 0, query: '' }],
    ['Hi @Zo', { from: 3, query: 'Zo' }],
    ['Hi @zoë', { from: 3, query: 'zoë' }],
    ['Hi @zo ', undefined],
    ['mail@zo', undefined],
    ['@@zo', undefined],
    ['Hi', undefined],
  ])('are completed at the end of %j: %j', (text, expected) => {
    expect(mentionBefore(text, text.length)).toEqual(expected)
  })

  test('are completed at the caret', () => {
    expect(mentionBefore('Hi @zo there', 6)).toEqual({ from: 3, query: 'zo' })
  })

  test('begin with the handle, or with a word of the name without case and accents', () => {
    const people = [
      { handle: 'zoe_1', display_name: 'Maria Ångström' },
      { handle: 'ben', display_name: 'Ben' },
    ]
    const found = (query: string) => beginningWith(people, query).map(({ handle }) => handle)
    expect(['ZO', 'angs', 'mar', 'b', '', 'ria'].map(found)).toEqual([
      ['zoe_1'],
      ['zoe_1'],
      ['zoe_1'],
      ['ben'],
      ['zoe_1', 'ben'],
      [],
    ])
  })
})

describe('how far a member has read', () => {
  const at = (minute: number) => new Date(Date.UTC(2026, 0, 1, 12, minute)).toISOString()
  const textOf = (seenAt: number | undefined, messages: Partial<Message>[]) =>
    readText(
      {
        joined_at: at(0),
        seen: seenAt === undefined ? null : { message_uuid: 'some', created_at: at(seenAt) },
      } as Member,
      { group: undefined, messages: messages as Message[] },
    )

  test('does not depend on events', () => {
    const event = {} as Event
    expect(textOf(undefined, [{ created_at: at(1), event }])).toBe('Has read everything')
    expect(textOf(1, [{ created_at: at(1) }, { created_at: at(2), event }])).toBe('Has read everything')
  })

  test('is a time, or nothing since they joined', () => {
    const messages = [{ created_at: at(1) }, { created_at: at(2) }]
    expect(textOf(1, messages)).toMatch(/^Has read until .*2026.*01/)
    expect(textOf(0, messages)).toBe('Has read nothing yet')
  })
})

test.each([
  ['Trip', ''],
  [' \u200b ', 'Enter a title.'],
  ['x'.repeat(101), 'A title can have up to 100 characters, and at least one of them must be visible.'],
  ['👍'.repeat(100), ''],
])('the title %j of a group has the error %j', (title, error) => {
  expect(titleError(title)).toBe(error)
})
