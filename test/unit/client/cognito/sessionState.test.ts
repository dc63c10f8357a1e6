import { describe, expect, test } from '@jest/globals'
import {
  reduceSession,
  type Session,
  type SessionEvent,
  type StoredSession,
  type Tokens,
} from '../../../../client/cognito/sessionState.ts'

const ann: Tokens = { userId: 'ann', accessToken: 'access-1', refreshToken: 'anns', expiresAt: 1000 }
const annRenewed: Tokens = { ...ann, accessToken: 'access-2', expiresAt: 2000 }
const ben: Tokens = { userId: 'ben', accessToken: 'access-3', refreshToken: 'bens', expiresAt: 3000 }

const stored = {
  signedOut: { name: 'signedOut' },
  ann: { name: 'signedIn', tokens: ann },
  annRenewed: { name: 'signedIn', tokens: annRenewed },
  ben: { name: 'signedIn', tokens: ben },
  annExpired: { name: 'expired', userId: 'ann' },
} satisfies Record<string, StoredSession>

const states = {
  ...stored,
  annSignedOut: { name: 'signedOut', ended: ann },
  annRenewing: { name: 'renewing', tokens: ann },
  benSignedOut: { name: 'signedOut', ended: ben },
  annRenewedSignedOut: { name: 'signedOut', ended: annRenewed },
} satisfies Record<string, Session>

const effects = {
  erase: { name: 'store', session: stored.signedOut },
  storeAnn: { name: 'store', session: stored.ann },
  storeAnnRenewed: { name: 'store', session: stored.annRenewed },
  storeAnnExpired: { name: 'store', session: stored.annExpired },
  renewAnn: { name: 'renew', refreshToken: 'anns' },
  revokeAnn: { name: 'revoke', refreshToken: 'anns' },
  revokeBen: { name: 'revoke', refreshToken: 'bens' },
} as const

const events = {
  'finds nothing': { name: 'found', stored: stored.signedOut },
  'finds ann': { name: 'found', stored: stored.ann },
  'finds ann renewed': { name: 'found', stored: stored.annRenewed },
  'finds ben': { name: 'found', stored: stored.ben },
  'finds ann expired': { name: 'found', stored: stored.annExpired },
  'ann signs in': { name: 'signedIn', tokens: ann },
  'signs out': { name: 'signOut' },
  'ann signs out elsewhere': { name: 'signedOutElsewhere', ended: ann },
  'renews ann': { name: 'renew', accessToken: 'access-1' },
  'ann is renewed': { name: 'renewed', refreshToken: 'anns', tokens: annRenewed },
  'ann is refused': { name: 'renewalRefused', refreshToken: 'anns' },
  'the renewal of ann fails': { name: 'renewalFailed', refreshToken: 'anns' },
} satisfies Record<string, SessionEvent>

const froms = ['signedOut', 'annSignedOut', 'ann', 'annRenewing', 'annRenewed', 'ben', 'annExpired'] as const

type Transition = [
  from: keyof typeof states,
  event: keyof typeof events,
  to: keyof typeof states,
  ...does: (keyof typeof effects)[],
]

const transitions: Transition[] = [
  ['signedOut', 'finds ann', 'ann'],
  ['signedOut', 'finds ann renewed', 'annRenewed'],
  ['signedOut', 'finds ben', 'ben'],
  ['signedOut', 'finds ann expired', 'annExpired'],
  ['signedOut', 'ann signs in', 'ann', 'storeAnn'],
  ['signedOut', 'signs out', 'signedOut', 'erase'],
  ['signedOut', 'ann signs out elsewhere', 'annSignedOut'],

  ['annSignedOut', 'finds ann', 'annSignedOut', 'erase'],
  ['annSignedOut', 'finds ann renewed', 'annSignedOut', 'erase'],
  ['annSignedOut', 'finds ben', 'ben'],
  ['annSignedOut', 'finds ann expired', 'annSignedOut', 'erase'],
  ['annSignedOut', 'ann signs in', 'ann', 'storeAnn'],
  ['annSignedOut', 'signs out', 'annSignedOut', 'erase'],

  ['ann', 'finds nothing', 'signedOut'],
  ['ann', 'finds ann renewed', 'annRenewed'],
  ['ann', 'finds ben', 'ben'],
  ['ann', 'finds ann expired', 'annExpired'],
  ['ann', 'ann signs in', 'ann', 'storeAnn'],
  ['ann', 'signs out', 'annSignedOut', 'erase', 'revokeAnn'],
  ['ann', 'ann signs out elsewhere', 'annSignedOut'],
  ['ann', 'renews ann', 'annRenewing', 'renewAnn'],

  ['annRenewing', 'finds nothing', 'signedOut'],
  ['annRenewing', 'finds ann renewed', 'annRenewed'],
  ['annRenewing', 'finds ben', 'ben'],
  ['annRenewing', 'finds ann expired', 'annExpired'],
  ['annRenewing', 'ann signs in', 'ann', 'storeAnn'],
  ['annRenewing', 'signs out', 'annSignedOut', 'erase', 'revokeAnn'],
  ['annRenewing', 'ann signs out elsewhere', 'annSignedOut'],
  ['annRenewing', 'ann is renewed', 'annRenewed', 'storeAnnRenewed'],
  ['annRenewing', 'ann is refused', 'annExpired', 'storeAnnExpired'],
  ['annRenewing', 'the renewal of ann fails', 'ann'],

  ['annRenewed', 'finds nothing', 'signedOut'],
  ['annRenewed', 'finds ann', 'ann'],
  ['annRenewed', 'finds ben', 'ben'],
  ['annRenewed', 'finds ann expired', 'annExpired'],
  ['annRenewed', 'ann signs in', 'ann', 'storeAnn'],
  ['annRenewed', 'signs out', 'annRenewedSignedOut', 'erase', 'revokeAnn'],
  ['annRenewed', 'ann signs out elsewhere', 'annSignedOut'],

  ['ben', 'finds nothing', 'signedOut'],
  ['ben', 'finds ann', 'ann'],
  ['ben', 'finds ann renewed', 'annRenewed'],
  ['ben', 'finds ann expired', 'annExpired'],
  ['ben', 'ann signs in', 'ann', 'storeAnn'],
  ['ben', 'signs out', 'benSignedOut', 'erase', 'revokeBen'],

  ['annExpired', 'finds nothing', 'signedOut'],
  ['annExpired', 'finds ann', 'ann'],
  ['annExpired', 'finds ann renewed', 'annRenewed'],
  ['annExpired', 'finds ben', 'ben'],
  ['annExpired', 'ann signs in', 'ann', 'storeAnn'],
  ['annExpired', 'signs out', 'signedOut', 'erase'],
  ['annExpired', 'ann signs out elsewhere', 'annSignedOut'],
]

// Every other event changes nothing.
const others = froms.flatMap((from) =>
  (Object.keys(events) as (keyof typeof events)[])
    .filter((event) => !transitions.some((one) => one[0] === from && one[1] === event))
    .map((event) => [from, event] as const),
)

describe('the state of a session', () => {
  test.each(transitions)('%s, %s → %s', (from, event, to, ...does) => {
    const step = reduceSession(states[from], events[event])
    expect(step).toEqual({ state: states[to], effects: does.map((name) => effects[name]) })
  })

  test.each(others)('%s, %s → the same', (from, event) => {
    const step = reduceSession(states[from], events[event])
    expect(step).toEqual({ state: states[from], effects: [] })
  })

  test('does not count the result of a renewal for a session that began after it', () => {
    const anew: Session = { name: 'renewing', tokens: { ...ann, refreshToken: 'anns-2' } }
    for (const event of ['ann is renewed', 'ann is refused', 'the renewal of ann fails'] as const) {
      expect(reduceSession(anew, events[event])).toEqual({ state: anew, effects: [] })
    }
  })
})
