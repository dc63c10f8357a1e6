import { expect, test } from '@jest/globals'
import type { SessionState } from '../../../client/cognito/types.ts'
import { createStore } from '../../../client/store.ts'
import { whenSessionEnds } from '../../../web/src/notifications/whenSessionEnds.ts'

const ann: SessionState = { name: 'signedIn', userId: 'ann' }

test.each<[string, SessionState[], number]>([
  ['the user signs out', [{ name: 'signedOut' }], 1],
  ['it expires', [{ name: 'expired', userId: 'ann' }], 1],
  ['another user signs in', [{ name: 'signedIn', userId: 'ben' }], 1],
  ['it is renewed', [{ name: 'renewing', userId: 'ann' }, { ...ann }], 0],
])('whether a session ends when %s', (_, states, expected) => {
  const session = createStore<SessionState>(ann)
  let ends = 0
  whenSessionEnds(session, () => {
    ends += 1
  })
  for (const state of states) session.set(state)
  expect(ends).toBe(expected)
})
