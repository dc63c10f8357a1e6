import { describe, expect, test } from '@jest/globals'
import type { Message } from '../../../client/types.ts'
import {
  type MessageSearch,
  noSearch,
  reduceSearch,
  type SearchEvent,
  shownResults,
} from '../../../web/src/messageSearch.ts'

const message = (number: number, text: string, more: Partial<Message> = {}): Message => ({
  uuid: `00000000-0000-7000-8000-00000000000${number}`,
  user_uuid: 'ann',
  display_name: 'Ann',
  handle: 'ann',
  message: text,
  created_at: `2026-01-01T00:00:0${number}.000Z`,
  revision: 0,
  ...more,
})

const searchAfter = (...events: SearchEvent[]): MessageSearch => events.reduce(reduceSearch, noSearch)
const asked = (query: string): SearchEvent => ({ type: 'asked', query })
const page = (messages: Message[], next?: string, isFirst = true): SearchEvent => ({
  type: 'pageLoaded',
  messages,
  next,
  isFirst,
})
const received = (one: Message): SearchEvent => ({ type: 'received', message: one })
const textsOf = ({ messages }: Pick<MessageSearch, 'messages'>) => messages.map((one) => one.message)

describe('the results', () => {
  test('are those of all pages, each once, newest first', () => {
    const search = searchAfter(
      asked('soup'),
      page([message(5, 'soup 5'), message(4, 'soup 4')], 'next'),
      page([message(4, 'soup 4'), message(2, 'soup 2')], undefined, false),
    )
    expect(textsOf(search)).toEqual(['soup 5', 'soup 4', 'soup 2'])
    expect(search.next).toBeUndefined()
  })

  test('of the query before stay as long as they match and the response is not here', () => {
    const before = [asked('so'), page([message(2, 'Soup'), message(1, 'so')])]
    const search = searchAfter(...before, asked('SOUP'))
    expect(textsOf(search)).toEqual(['Soup'])
    expect(textsOf(reduceSearch(search, page([message(1, 'soup 1')])))).toEqual(['soup 1'])
  })

  test('of many empty pages end with a pause, unless all was searched', () => {
    const ended = { type: 'ended', isPaused: true } as const
    expect(searchAfter(asked('x'), { type: 'started' }, page([], 'next'), ended)).toMatchObject({
      isPaused: true,
      isSearching: false,
    })
    expect(searchAfter(asked('x'), { type: 'started' }, page([]), ended).isPaused).toBe(false)
  })
})

describe('a message that arrives', () => {
  const search = searchAfter(asked('soup'), page([message(5, 'soup 5'), message(3, 'soup 3')], 'next'))

  test('is a result if it matches and is not older than those that are loaded', () => {
    expect(textsOf(reduceSearch(search, received(message(6, 'Soup 6'))))).toEqual([
      'Soup 6',
      'soup 5',
      'soup 3',
    ])
    expect(textsOf(reduceSearch(search, received(message(4, 'soup now', { revision: 1 }))))).toEqual([
      'soup 5',
      'soup now',
      'soup 3',
    ])
    for (const other of [message(6, 'tea'), message(1, 'soup 1')])
      expect(reduceSearch(search, received(other))).toBe(search)
  })

  test('removes a result that was deleted or no longer matches, but not if it is late', () => {
    const deleted = message(5, '', { revision: 2, deleted_at: '2026-01-02T00:00:00.000Z' })
    expect(textsOf(reduceSearch(search, received(deleted)))).toEqual(['soup 3'])
    expect(textsOf(reduceSearch(search, received(message(3, 'tea', { revision: 1 }))))).toEqual(['soup 5'])
    const edited = reduceSearch(search, received(message(5, 'soup, edited', { revision: 2 })))
    expect(reduceSearch(edited, received(message(5, 'tea', { revision: 1 })))).toBe(edited)
  })
})

test('results are shown as the conversation shows them, with changes that are not stored yet', () => {
  const { messages, words } = searchAfter(asked('soup'), page([3, 2, 1].map((n) => message(n, `soup ${n}`))))
  const held = [
    message(3, '', { deleted_at: '2026-01-02T00:00:00.000Z' }),
    message(2, 'cold soup', { edited_at: '2026-01-02T00:00:00.000Z' }),
  ]
  expect(textsOf({ messages: shownResults({ messages, words }, held) })).toEqual(['cold soup', 'soup 1'])
})
