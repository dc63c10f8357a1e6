import { describe, expect, jest, test } from '@jest/globals'
import { code, jwt, refusal, url } from './fakeCognito.ts'
import { aWorld } from './world.ts'

const html = (status: number) => () =>
  new Response('<h1>Welcome to our Wi-Fi</h1>', { status, headers: { 'content-type': 'text/html' } })

const tokens = (AccessToken: string, RefreshToken?: string) => () =>
  Response.json({ AuthenticationResult: { AccessToken, RefreshToken } })

const carol = {
  email: 'carol@example.org',
  password: 'the password of Carol',
  name: 'Carol Cole',
  handle: 'carol',
}

describe('signing in', () => {
  test.each(['password', 'srp'] as const)(
    'by %s is refused for a wrong password and an unknown address, and can be repeated',
    async (signIn) => {
      const { ann, aTab } = aWorld()
      const tab = aTab({ signIn })
      const refused = { name: 'MessengerError', code: 'NotAuthorizedException', status: 400 }
      await expect(tab.signIn('nobody@example.org', ann.password)).rejects.toMatchObject(refused)
      await expect(tab.signIn(ann.email, 'another password')).rejects.toMatchObject(refused)
      expect(tab.state.get()).toEqual({ name: 'signedOut' })
      expect(await tab.signIn(ann.email, ann.password)).toBe(ann.sub)
      expect(tab.state.get()).toEqual({ name: 'signedIn', userId: ann.sub })
    },
  )

  test('by SRP never sends the password, also when Cognito refuses the proof', async () => {
    const { ann, aTab, cognito } = aWorld()
    const tab = aTab({ signIn: 'srp' })
    await expect(tab.signIn(ann.email, 'another password')).rejects.toThrow('NotAuthorizedException')
    await tab.signIn(ann.email, ann.password)
    expect(cognito.requests.map(({ action }) => action)).toEqual([
      'InitiateAuth',
      'RespondToAuthChallenge',
      'InitiateAuth',
      'RespondToAuthChallenge',
    ])
    expect(cognito.requests.filter(({ body }) => body.includes('password'))).toEqual([])
  })

  test("by SRP uses the server's clock", async () => {
    const world = aWorld()
    const deviceNow = () => 0
    const serverNow = async () => Date.UTC(2026, 0, 1)
    const tab = world.aTab({ signIn: 'srp', now: deviceNow, serverNow })
    await tab.signIn(world.ann.email, world.ann.password)
    expect(tab.state.get().name).toBe('signedIn')
  })

  test('sends passwords and tokens to the address of Cognito only, and in no address', async () => {
    const { ann, aTab, cognito, pass } = aWorld()
    const tab = aTab()
    await tab.signIn(ann.email, ann.password)
    pass(60 * 60_000)
    await tab.getTokenOf(ann.sub)()
    await tab.signOut()
    const used = cognito.requests.map(({ address, init }) => [address, init.redirect, init.referrerPolicy])
    expect(used).toEqual([1, 2, 3].map(() => [url, 'error', 'no-referrer']))
  })

  test('fails if it requires a step that is not supported', async () => {
    const { ann, aTab, cognito } = aWorld()
    cognito.answerAll(() => Response.json({ ChallengeName: 'SMS_MFA', Session: 'any' }))
    for (const signIn of ['password', 'srp'] as const) {
      await expect(aTab({ signIn }).signIn(ann.email, ann.password)).rejects.toMatchObject({
        code: 'challenge_unknown',
        isRetryable: false,
      })
    }
  })

  test.each([
    ['the page of a captive portal', html(200)],
    ['the page of a firewall', html(403)],
    ['the page of a proxy', html(502)],
    ['JSON without tokens', () => Response.json({})],
    ['a token that is no token', tokens('a.b.c', 'refresh')],
    ['a token of nobody', tokens(jwt({ iat: 1, exp: 2 }), 'refresh')],
    ['a token that is never valid', tokens(jwt({ sub: 'ann', iat: 1 }), 'refresh')],
    ['no refresh token', tokens(jwt({ sub: 'ann', iat: 1, exp: 2 }))],
    ['an empty response', () => new Response('', { status: 504 })],
    ['no response', () => Promise.reject(new TypeError('Failed to fetch'))],
  ])('fails as unreachable after %s, and can be repeated', async (_, answer) => {
    const { ann, aTab, cognito } = aWorld()
    const tab = aTab()
    cognito.answerAll(answer)
    await expect(tab.signIn(ann.email, ann.password)).rejects.toMatchObject({
      code: 'unreachable',
      isRetryable: true,
    })
    cognito.answerAll()
    await tab.signIn(ann.email, ann.password)
    expect(tab.state.get()).toEqual({ name: 'signedIn', userId: ann.sub })
  })

  test('by SRP fails as unreachable after an incomplete challenge', async () => {
    const { ann, aTab, cognito } = aWorld()
    cognito.answerAll(() => Response.json({ ChallengeName: 'PASSWORD_VERIFIER' }))
    await expect(aTab({ signIn: 'srp' }).signIn(ann.email, ann.password)).rejects.toThrow('unreachable')
  })

  test('gives up after 20 seconds without an answer', async () => {
    jest.useFakeTimers()
    const { ann, aTab } = aWorld()
    const fetch = (_: unknown, { signal }: RequestInit = {}) =>
      new Promise<Response>((_resolve, reject) => {
        signal?.addEventListener('abort', () => reject(signal.reason))
      })
    const refused = expect(aTab({ fetch }).signIn(ann.email, ann.password)).rejects.toThrow('unreachable')
    await jest.advanceTimersByTimeAsync(20_000)
    await refused
    jest.useRealTimers()
  })
})

describe('an account', () => {
  test('is made by signing up and confirming the address with the code from the email', async () => {
    const { aTab, cognito } = aWorld()
    const tab = aTab()
    await tab.signUp(carol)
    expect(cognito.user(carol.email)?.attributes).toEqual({
      email: carol.email,
      name: 'Carol Cole',
      preferred_username: 'carol',
    })
    await expect(tab.signUp(carol)).rejects.toThrow('UsernameExistsException')
    await expect(tab.signIn(carol.email, carol.password)).rejects.toThrow('UserNotConfirmedException')
    await tab.resendCode(carol.email)
    expect(cognito.codesSentTo).toEqual([carol.email])
    await expect(tab.confirm(carol.email, '000000')).rejects.toThrow('CodeMismatchException')
    await tab.confirm(carol.email, code)
    await tab.signIn(carol.email, carol.password)
    expect(tab.state.get().name).toBe('signedIn')
  })

  test('gets a new password with the code from the email', async () => {
    const { ann, aTab, cognito } = aWorld()
    const tab = aTab()
    await tab.forgotPassword(ann.email)
    expect(cognito.codesSentTo).toEqual([ann.email])
    await expect(tab.resetPassword(ann.email, '000000', 'a new one')).rejects.toThrow('CodeMismatchException')
    await tab.resetPassword(ann.email, code, 'a new one')
    await expect(tab.signIn(ann.email, ann.password)).rejects.toThrow('NotAuthorizedException')
    await tab.signIn(ann.email, 'a new one')
    expect(tab.state.get()).toEqual({ name: 'signedIn', userId: ann.sub })
  })

  test("rejects with the name of Cognito's error, which may have a prefix", async () => {
    const { aTab, cognito } = aWorld()
    cognito.answerAll(() => refusal('com.amazonaws.cognito#LimitExceededException'))
    await expect(aTab().resendCode('ann@example.org')).rejects.toMatchObject({
      code: 'LimitExceededException',
      status: 400,
    })
  })
})
