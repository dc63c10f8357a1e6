import { expect, test } from '@jest/globals'
import { downloads, endsSessions, listsExports } from '../steps/accounts.ts'
import { cognitoAt } from '../steps/cognito.ts'
import * as given from '../steps/given.ts'
import { readsMessages } from '../steps/messageChanges.ts'
import { eventually } from '../steps/processes.ts'
import { says } from '../steps/safety.ts'
import * as then from '../steps/then.ts'
import { calls } from '../steps/when.ts'

const cognito = cognitoAt(process.env.E2E_COGNITO_URL ?? '')

/** Somebody who signed up with this address, signed in. */
const signsIn = async (email: string) => {
  const { AccessToken: token = '', RefreshToken } = await cognito.signIn(email)
  return { token, refreshToken: RefreshToken }
}

const textOf = (bytes: Uint8Array | undefined) => Buffer.from(bytes ?? []).toString()

test('somebody who signed up exports their data, signs out everywhere, and deletes their account', async () => {
  const handle = given.aHandle()
  const email = `${handle}@example.org`
  await cognito.signUp(email, handle, 'Short Visit')
  const phone = await signsIn(email)
  const friend = await given.aUser()
  const { body: said } = await says(phone, 'I was here', friend)

  expect((await calls('POST', '/api/exports', { as: phone })).body).toMatchObject({ state: 'running' })
  const [ready] = await eventually(
    () => listsExports(phone),
    ([newest]) => newest.state === 'ready',
  )
  const [files = {}] = await downloads(ready)
  expect(JSON.parse(textOf(files['profile.json']))).toMatchObject({ handle, display_name: 'Short Visit' })
  expect(textOf(files[`conversations/${said.message_group_uuid}.json`])).toContain('I was here')

  await cognito.signOutEverywhere(phone.token)
  then.isAnswered(await endsSessions(phone), {})
  then.isRefused(await endsSessions(phone), 401, 'unauthorized')
  await expect(cognito.renew(phone.refreshToken)).rejects.toThrow()

  const again = await signsIn(email)
  then.isAnswered(await calls('DELETE', '/api/users/me', { as: again }), {})
  then.isRefused(await calls('GET', '/api/message_groups', { as: again }), 403, 'user_unknown')
  then.isRefused(await calls('GET', `/api/users/@${handle}/short`), 404, 'user_not_found')

  // The address is free when everything is deleted.
  await eventually(
    () =>
      cognito.signUp(email, handle, 'Back Again').then(
        () => true,
        () => false,
      ),
    Boolean,
  )
  const { body: profile } = await calls('GET', '/api/users/me', { as: await signsIn(email) })
  expect(profile.display_name).toBe('Back Again')
  expect(await readsMessages(friend, said.message_group_uuid)).toMatchObject([
    { handle: '[deleted]', message: '', deleted_at: expect.any(String) },
  ])
  expect(await listsExports(await signsIn(email))).toEqual([])
})
