import { describe, expect, test } from '@jest/globals'
import { refusal, tokenLifetimeMs } from './fakeCognito.ts'
import { anAnnInTwoTabs, aWorld } from './world.ts'

const minutes = 60_000
const unauthorized = { name: 'MessengerError', code: 'unauthorized', status: 401, isRetryable: false }

const unusableLocks = {
  'are missing': undefined,
  'are refused': { request: () => Promise.reject(new DOMException('Denied', 'SecurityError')) },
  throw: {
    request: () => {
      throw new DOMException('Denied', 'SecurityError')
    },
  },
}

describe('a session', () => {
  test('is stored as earlier versions stored it, and survives a reload', async () => {
    const { tab, aTab, userId, stored, cognito } = await anAnnInTwoTabs()
    const { accessToken, refreshToken, ...rest } = stored()
    expect(rest).toEqual({ sub: userId, expiresAt: Date.UTC(2026, 0, 1) + tokenLifetimeMs })
    expect(cognito.isValid(refreshToken)).toBe(true)
    const reloaded = aTab()
    expect(reloaded.state.get()).toEqual({ name: 'signedIn', userId })
    expect(await reloaded.getTokenOf(userId)()).toBe(accessToken)
    expect(await tab.getTokenOf(userId)()).toBe(accessToken)
    expect(cognito.renewals()).toHaveLength(0)
  })

  const complete = { sub: 'ann', accessToken: 'access', refreshToken: 'refresh', expiresAt: 1 }
  const incomplete = Object.keys(complete).map((field) => JSON.stringify({ ...complete, [field]: null }))
  test.each(['{', '"text"', '{"expiredSub":1}', 'null', '[]', ...incomplete])(
    'that cannot be parsed counts as signed out: %s',
    async (text) => {
      const { device, aTab, ann } = aWorld()
      device.write('cruddur.session', text)
      const tab = aTab()
      expect(tab.state.get()).toEqual({ name: 'signedOut' })
      await tab.signIn(ann.email, ann.password)
      expect(tab.state.get()).toEqual({ name: 'signedIn', userId: ann.sub })
    },
  )

  test('lasts until the tab is closed if the storage is full', async () => {
    const { aTab, ann } = aWorld()
    const beforeWrite = () => {
      throw new DOMException('The quota has been exceeded.', 'QuotaExceededError')
    }
    const tab = aTab({ beforeWrite })
    await tab.signIn(ann.email, ann.password)
    expect(await tab.getTokenOf(ann.sub)()).toMatch(/^ey/)
    await tab.signOut()
    expect(tab.state.get()).toEqual({ name: 'signedOut' })
  })

  test('is renewed two minutes before the access token expires, by one tab for all', async () => {
    const { token, othersToken, cognito, pass, stored } = await anAnnInTwoTabs()
    const before = stored()
    pass(tokenLifetimeMs - 2 * minutes - 1)
    expect(await token()).toBe(before.accessToken)
    pass(1)
    const tokens = await Promise.all([token(), othersToken(), token()])
    expect(cognito.renewals()).toHaveLength(1)
    expect(stored().accessToken).not.toBe(before.accessToken)
    expect(tokens).toEqual(tokens.map(() => stored().accessToken))
    expect(stored()).toMatchObject({
      refreshToken: before.refreshToken,
      expiresAt: before.expiresAt + tokenLifetimeMs - 2 * minutes,
    })
  })

  test('is renewed when the API has refused its access token, but not for an older one', async () => {
    const { token, othersToken, cognito } = await anAnnInTwoTabs()
    const first = await token()
    const second = await token(first)
    expect(second).not.toBe(first)
    expect(await token(first)).toBe(second)
    expect(await othersToken(first)).toBe(second)
    expect(cognito.renewals()).toHaveLength(1)
  })

  test.each(Object.entries(unusableLocks))('is renewed where locks %s', async (_, locks) => {
    const { token, othersToken, cognito, pass } = await anAnnInTwoTabs({ locks })
    pass(tokenLifetimeMs)
    const tokens = await Promise.all([token(), token(), othersToken()])
    expect(tokens[0]).toBe(tokens[1])
    expect(cognito.renewals()).toHaveLength(2) // one in each tab
    expect(await token()).toBe(await othersToken())
  })

  test('tells that it is being renewed, and the calls meanwhile share the result', async () => {
    const { tab, token, cognito, userId } = await anAnnInTwoTabs()
    const names: string[] = []
    tab.state.subscribe(() => names.push(tab.state.get().name))
    const held = cognito.holdRenewal()
    const renewed = token(await token())
    await held.asked
    expect(tab.state.get()).toEqual({ name: 'renewing', userId })
    held.release()
    await renewed
    expect(names).toEqual(['renewing', 'signedIn'])
  })

  test.each([
    ['Cognito throttles', () => refusal('TooManyRequestsException'), 'internal_error'],
    ['Cognito fails', () => refusal('InternalErrorException', 500), 'internal_error'],
    ['the user pool is changed', () => refusal('ResourceNotFoundException'), 'internal_error'],
    ['a firewall answers', () => new Response('<h1>Forbidden</h1>', { status: 403 }), 'unreachable'],
    ['a proxy answers', () => new Response('<h1>Bad gateway</h1>', { status: 502 }), 'unreachable'],
    ['a captive portal answers', () => new Response('<h1>Welcome</h1>'), 'unreachable'],
    ['the answer has no tokens', () => Response.json({}), 'unreachable'],
    ['the network is lost', () => Promise.reject(new TypeError('Failed to fetch')), 'unreachable'],
  ])('stays and can be renewed later when %s', async (_, answer, code) => {
    const { tab, other, token, cognito, userId, stored } = await anAnnInTwoTabs()
    const before = stored()
    cognito.renewalAnswers.push(answer)
    await expect(token(before.accessToken)).rejects.toMatchObject({ code, isRetryable: true })
    for (const { state } of [tab, other]) expect(state.get()).toEqual({ name: 'signedIn', userId })
    expect(stored()).toEqual(before)
    expect(await token(before.accessToken)).toBe(stored().accessToken)
    expect(stored().accessToken).not.toBe(before.accessToken)
  })

  test('expires in all tabs when Cognito refuses its renewal, and is remembered until the person is back', async () => {
    const { tab, other, token, othersToken, cognito, device, ann, userId, stored } = await anAnnInTwoTabs()
    cognito.revokeAll()
    await expect(token(await token())).rejects.toMatchObject(unauthorized)
    device.deliver()
    for (const { state } of [tab, other]) expect(state.get()).toEqual({ name: 'expired', userId })
    expect(stored()).toEqual({ expiredSub: userId })
    await expect(othersToken()).rejects.toMatchObject(unauthorized)
    await other.signIn(ann.email, ann.password)
    device.deliver()
    expect(tab.state.get()).toEqual({ name: 'signedIn', userId })
    expect(await token()).toBe(await othersToken())
    expect(cognito.renewals()).toHaveLength(1)
  })
})

describe('the tokens of a user', () => {
  test('are never those of somebody else who has signed in in another tab, even if no event told of it', async () => {
    const { tab, other, token, ben, userId, cognito } = await anAnnInTwoTabs()
    const refused = await token()
    await other.signOut()
    await other.signIn(ben.email, ben.password)
    expect(tab.state.get()).toEqual({ name: 'signedIn', userId })
    await expect(token()).rejects.toMatchObject(unauthorized)
    await expect(token(refused)).rejects.toMatchObject(unauthorized)
    expect(tab.state.get()).toEqual({ name: 'signedIn', userId: ben.sub })
    expect(await tab.getTokenOf(ben.sub)()).toBe(await other.getTokenOf(ben.sub)())
    expect(cognito.renewals()).toHaveLength(0)
  })

  test('are never those of somebody else who has signed in during a renewal, whose session stays', async () => {
    const { other, token, ben, cognito, stored } = await anAnnInTwoTabs()
    const held = cognito.holdRenewal()
    const renewed = token(await token())
    await held.asked
    await other.signIn(ben.email, ben.password)
    const bens = stored()
    held.release()
    await expect(renewed).rejects.toMatchObject(unauthorized)
    expect(stored()).toEqual(bens)
  })

  test('are refused without asking Cognito if nobody is signed in', async () => {
    const { aTab, ann, cognito } = aWorld()
    await expect(aTab().getTokenOf(ann.sub)()).rejects.toMatchObject(unauthorized)
    expect(cognito.requests).toHaveLength(0)
  })
})
