import { describe, expect, test } from '@jest/globals'
import { createOwnAccount } from '../../../../client/cognito/ownAccount.ts'
import { MessengerError } from '../../../../client/errors.ts'
import type { Api } from '../../../../client/types.ts'
import { clientId, refusal, url, userPoolId } from './fakeCognito.ts'
import { anAnnInTwoTabs } from './world.ts'

const apiUrl = 'https://api.example'
const minutes = 60_000

type ApiResult = { status: number; code?: string }

/** Ann is signed in for an hour; `requests` are those to the API, with the access token of each. */
const anAccount = async (signIn: 'password' | 'srp' = 'password') => {
  const world = await anAnnInTwoTabs()
  const { cognito, token, userId } = world
  world.pass(50 * minutes)
  let time = Date.UTC(2026, 0, 1) + 50 * minutes
  const now = () => time
  const requests: { request: string; token: string }[] = []
  let result: ApiResult = { status: 200 }

  const answer = (request: string, accessToken: string) => {
    requests.push({ request, token: accessToken })
    return result
  }
  const fetch: typeof globalThis.fetch = async (address, init = {}) => {
    if (!String(address).startsWith(apiUrl)) return cognito.fetch(address, init)
    const bearer = new Headers(init.headers).get('authorization')?.replace('Bearer ', '') ?? ''
    const { status, code } = answer(`${init.method} ${new URL(String(address)).pathname}`, bearer)
    return Response.json(code ? [code] : {}, { status })
  }
  const api = (async (route: string) => {
    const { status, code } = answer(route, await token())
    if (code) throw new MessengerError(code, { status })
    return { body: {}, links: {} }
  }) as unknown as Api

  const account = createOwnAccount({
    ...{ url, clientId, userPoolId, signIn, serverNow: now, fetch, now, apiUrl, userId, api },
    getToken: token,
  })
  return {
    ...world,
    account,
    requests,
    respond: (next: ApiResult) => {
      result = next
    },
    pass: (ms: number) => {
      time += ms
      world.pass(ms)
    },
  }
}

test('the address with which somebody signs in is known, and asked for once', async () => {
  const { account, ann, cognito } = await anAccount()
  expect(await account.email()).toBe(ann.email)
  expect(await account.email()).toBe(ann.email)
  expect(cognito.requests.filter(({ action }) => action === 'GetUser').length).toBe(1)
})

describe('deleting the account', () => {
  test.each(['password', 'srp'] as const)(
    'needs the password (%s), and proves it with a new sign-in; the session stays as it is',
    async (signIn) => {
      const { account, ann, requests, tab, token, stored } = await anAccount(signIn)
      const [before, sessionToken] = [stored(), await token()]
      await account.deleteAccount(ann.password)
      expect(requests.map(({ request }) => request)).toEqual(['DELETE /api/users/me'])
      expect(requests[0]?.token).not.toBe(sessionToken)
      expect([stored(), tab.state.get().name]).toEqual([before, 'signedIn'])
    },
  )

  test('with a wrong password is refused, and nothing is deleted', async () => {
    const { account, requests, tab } = await anAccount()
    await expect(account.deleteAccount('a guess')).rejects.toMatchObject({ code: 'NotAuthorizedException' })
    expect([requests, tab.state.get().name]).toEqual([[], 'signedIn'])
  })

  test('that the API refuses leaves no second session', async () => {
    const { account, ann, respond, cognito, stored } = await anAccount()
    respond({ status: 503, code: 'internal_error' })
    await expect(account.deleteAccount(ann.password)).rejects.toMatchObject({ code: 'internal_error' })
    const revoked = cognito.requests.filter(({ action }) => action === 'RevokeToken')
    expect([revoked.length, cognito.isValid(stored().refreshToken)]).toEqual([1, true])
  })

  test('succeeds if an earlier attempt has deleted it, whose response was lost', async () => {
    const { account, ann, respond } = await anAccount()
    respond({ status: 403, code: 'user_unknown' })
    await expect(account.deleteAccount(ann.password)).resolves.toBeUndefined()
  })
})

describe('signing out everywhere', () => {
  test('revokes all sessions at Cognito, and then at the API', async () => {
    const { account, aTab, ann, cognito, requests, stored } = await anAccount()
    const { refreshToken } = stored()
    const elsewhere = aTab()
    await elsewhere.signIn(ann.email, ann.password)
    const elsewheres = stored().refreshToken
    await account.signOutEverywhere()
    expect([refreshToken, elsewheres].map(cognito.isValid)).toEqual([false, false])
    expect(requests.map(({ request }) => request)).toEqual(['DELETE /api/users/me/sessions'])
  })

  test('does nothing if Cognito cannot be reached', async () => {
    const { account, cognito, requests } = await anAccount()
    cognito.answerAll(() => refusal('TooManyRequestsException'))
    await expect(account.signOutEverywhere()).rejects.toMatchObject({ code: 'TooManyRequestsException' })
    expect(requests).toEqual([])
  })

  test('can be repeated if only the API has failed', async () => {
    const { account, respond, requests } = await anAccount()
    respond({ status: 503, code: 'internal_error' })
    await expect(account.signOutEverywhere()).rejects.toMatchObject({ code: 'internal_error' })
    respond({ status: 200 })
    await account.signOutEverywhere()
    expect(requests.length).toBe(2)
  })
})
