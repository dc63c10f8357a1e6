import { describe, expect, test } from '@jest/globals'
import { conversationAt, messageAt, pathAfterSignIn, pathOf, signInPath } from '../../../web/src/paths.ts'

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
