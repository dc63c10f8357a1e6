import { describe, expect, test } from '@jest/globals'
import { isRequest } from '../../../client/groupsState.ts'
import type { Group } from '../../../client/types.ts'
import { canRetry } from '../../../web/src/errorMessages.ts'
import { isAccepted, isBlockedIn } from '../../../web/src/groups.ts'

const ann = { uuid: 'ann', handle: 'ann', display_name: 'Ann Abel' }

const groupIn = (state: Group['state']): Group => ({
  uuid: '8d2c6f0e-4b8a-5c1d-9e3f-0a1b2c3d4e5f',
  kind: 'direct',
  state,
  user_uuid: ann.uuid,
  display_name: ann.display_name,
  handle: ann.handle,
  message: 'Hello',
  created_at: '2026-11-29T06:00:00.000Z',
  last_message: {
    uuid: 'last',
    user_uuid: ann.uuid,
    handle: ann.handle,
    display_name: ann.display_name,
    revision: 0,
  },
  last_read_uuid: null,
  unread_count: 0,
  is_marked_unread: false,
  muted_until: null,
  revision: 1,
})

describe('what can be done with a conversation', () => {
  test.each([
    ['inbox', true, false],
    ['archived', true, false],
    ['request', false, true],
    ['declined', false, true], // it can still be accepted
    ['blocked', false, false],
  ] as const)('%s: links are shown %s, it waits for an answer %s', (state, isShown, isWaiting) => {
    expect(isAccepted(groupIn(state))).toBe(isShown)
    expect(isRequest(groupIn(state))).toBe(isWaiting)
  })

  test('links are not shown before it is known', () => {
    expect(isAccepted(undefined)).toBe(false)
  })
})

test('whether a person is blocked is read from the conversation, or without one from the list of blocks', () => {
  const blocks = { users: [ann], isLoaded: true, hasMore: false, error: undefined }
  expect(isBlockedIn(groupIn('inbox'), blocks, ann.uuid)).toBe(false) // unblocked on another device
  expect(isBlockedIn(groupIn('blocked'), { ...blocks, users: [] }, ann.uuid)).toBe(true)
  expect(isBlockedIn(undefined, blocks, ann.uuid)).toBe(true)
  expect(isBlockedIn(undefined, blocks, 'cat')).toBe(false)
  expect(isBlockedIn(undefined, blocks, undefined)).toBe(false)
})

test('a message to somebody who is unavailable is not sent again', () => {
  expect(canRetry('recipient_unavailable')).toBe(false)
  expect(canRetry('recipient_blocked')).toBe(true)
  expect(canRetry(undefined)).toBe(false)
})
