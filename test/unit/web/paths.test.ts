import { describe, expect, test } from '@jest/globals'
import {
  addressWith,
  conversationAt,
  messageAt,
  pathAfterSignIn,
  pathOf,
  searchAt,
  signInPath,
} from '../../../web/src/paths.ts'
import { searchPath } from '../../../web/src/searchPath.ts'

const uuid = '8d2c6f0e-4b8a-5c1d-9e3f-0a1b2c3d4e5f'

describe('a path', () => {
  test.each([
    ['/messages', {}],
    [`/messages/${uuid}`, { id: uuid }],
    [`/messages/${uuid.toUpperCase()}`, { id: uuid }],
    ['/messages/new/Ann_Abel', { id: '@ann_abel' }],
    ['/messages/new/@ann', { id: '@ann' }],
    ['/messages/new/%40ann', { id: '@ann' }],
    ['/messages/new/J%C3%BCrgen', { id: '@jürgen' }],
    ['/messages/new/%', undefined],
    ['/messages/new/', undefined],
    ['/messages/new/ann/abel', undefined],
    ['/messages/requests', { list: 'request' }],
    [`/messages/requests/${uuid}`, { list: 'request', id: uuid }],
    ['/messages/archived', { list: 'archived' }],
    [`/messages/Blocked/${uuid}`, { list: 'blocked', id: uuid }],
    ['/messages/requests/new/ann', undefined],
    ['/messages/nothing', undefined],
    ['/nothing', undefined],
  ])('%s leads to %j', (path, conversation) => {
    expect(conversationAt(path)).toEqual(conversation)
  })
})

test.each([
  '/messages',
  `/messages/${uuid}`,
  '/messages/new/@ann',
  '/messages/requests',
  `/messages/requests/${uuid}`,
  `/messages/archived/${uuid}`,
  '/messages/blocked',
])('%s is the address of what it leads to', (path) => {
  expect(pathOf(conversationAt(path) ?? {})).toBe(path)
})

test.each([
  [`?message=${uuid}`, uuid],
  [`?a=b&message=${uuid.toUpperCase()}`, uuid],
  ['?message=', undefined],
  ['', undefined],
])('the query %j asks for the message %s', (search, message) => {
  expect(messageAt(search)).toBe(message)
})

test.each(['', 'soup & Zoë', '?#%'])(
  'the address of a search for %j, and of a result, lead to it',
  (query) => {
    const web = 'https://web.example'
    const search = new URL(searchPath({ list: 'archived', id: uuid }, query), web)
    expect(conversationAt(search.pathname)).toEqual({ list: 'archived', id: uuid })
    expect(searchAt(search.search)).toEqual({ query, result: null })

    const result = new URL(searchPath({ id: uuid }, query, 'one'), web)
    expect([searchAt(result.search), messageAt(result.search)]).toEqual([{ query, result: 'one' }, 'one'])
    // Once the message is shown, and when another one is asked for.
    const { search: shown } = new URL(addressWith(result), web)
    expect([searchAt(shown), messageAt(shown)]).toEqual([{ query, result: 'one' }, undefined])
    const { search: other } = new URL(addressWith(result, 'two'), web)
    expect([searchAt(other), messageAt(other)]).toEqual([{ query, result: 'one' }, 'two'])
  },
)

test('the address of a conversation has no query if it asks for nothing', () => {
  expect(searchAt('?message=one')).toBeUndefined()
  expect(addressWith({ pathname: `/messages/${uuid}`, search: '?message=one' })).toBe(`/messages/${uuid}`)
})

describe('signing in', () => {
  test.each([`/messages/${uuid}?message=1`, '/messages/new/ann', '/messages', '/messages?a=b'])(
    'leads back to %s',
    (path) => {
      const { pathname, search } = new URL(path, 'https://web.example')
      const { search: ofSignIn } = new URL(signInPath({ pathname, search }), 'https://web.example')
      expect(pathAfterSignIn(ofSignIn)).toBe(path)
    },
  )

  test.each([
    '',
    '?to=',
    '?to=https://evil.example/',
    '?to=//evil.example/messages',
    '?to=/messages.evil.example',
    '?to=javascript:alert(1)',
    '?to=/signin',
  ])('with %j leads to the list', (search) => {
    expect(pathAfterSignIn(search)).toBe('/messages')
  })
})
