import { randomUUID } from 'node:crypto'
import { describe, expect, test } from '@jest/globals'
import type { PostConfirmationTriggerEvent } from 'aws-lambda'
import { claimFrom } from '../../src/domain/claim.ts'
import { handler } from '../../src/handlers/createUser.ts'
import { listImportedUsers } from '../../src/repository/claims.ts'
import { addUser, getUserByCognitoId, getUserByHandle } from '../../src/repository/users.ts'
import * as given from '../steps/given.ts'
import { tokenFor } from '../steps/tokens.ts'
import { calls } from '../steps/when.ts'
import { meter } from '../steps/wire.ts'

given.anEngine({ hasStream: false })

const confirms = async (
  attributes: Record<string, string>,
  triggerSource: PostConfirmationTriggerEvent['triggerSource'] = 'PostConfirmation_ConfirmSignUp',
) => {
  const event = {
    triggerSource,
    request: { userAttributes: attributes },
  } as unknown as PostConfirmationTriggerEvent
  expect(await handler(event)).toBe(event)
  return getUserByCognitoId(attributes.sub ?? '')
}

describe('a confirmed sign-up', () => {
  test('creates a user with the requested handle and name', async () => {
    const wish = given.aHandle()
    const user = await confirms({ sub: randomUUID(), preferred_username: wish, name: 'Susan' })
    expect(user).toMatchObject({ handle: wish, displayName: 'Susan' })
  })

  test('with a taken handle creates a user with a unique one', async () => {
    const owner = await given.aUser({ handle: given.aHandle('wanted') })
    const sub = randomUUID()
    const user = await confirms({ sub, preferred_username: owner.handle, name: 'Second' })
    expect(user?.handle).toMatch(new RegExp(`^wanted_.*_${sub.replaceAll('-', '').slice(0, 12)}$`))
    expect((await getUserByHandle(owner.handle))?.uuid).toBe(owner.uuid)
  })

  test('normalises the requested handle', async () => {
    const user = await confirms({
      sub: randomUUID(),
      preferred_username: `Zoë ${given.aHandle()}`,
      name: 'Zoë',
    })
    expect(user?.handle).toMatch(/^zoe_user_/)
  })

  test('without attributes creates a user with a handle and a name', async () => {
    const user = await confirms({ sub: randomUUID() })
    expect(user?.handle).toMatch(/^user_/)
    expect(user?.displayName).toBe(user?.handle)
  })

  test.each([
    ['too long', 'x'.repeat(2048)],
    ['ill-formed', 'a\ud800'],
    ['invisible', 'ㅤ'],
    ['of another direction', '\u202enwodedispu'],
  ])('does not store a name that is %s, and shows the handle instead', async (_, name) => {
    const user = await confirms({ sub: randomUUID(), preferred_username: given.aHandle(), name })
    expect(user?.displayName).toBe(user?.handle)
  })

  test('creates a user whose messages cost one write unit, with any requested name', async () => {
    const [sub, other] = [randomUUID(), await given.aUser()]
    const user = await confirms({ sub, preferred_username: given.aHandle(), name: '🚀'.repeat(2048) })
    const as = { token: tokenFor(sub) }
    const started = await calls('POST', '/api/messages', { as, body: { message: 'a', handle: other.handle } })
    const body = { message: 'b', message_group_uuid: started.body.message_group_uuid }
    const { units } = await meter(async () =>
      expect((await calls('POST', '/api/messages', { as, body })).body.display_name).toBe(user?.handle),
    )
    expect(Math.max(...units)).toBe(1)
  })

  test('may be reported twice by Cognito', async () => {
    const attributes = { sub: randomUUID(), preferred_username: given.aHandle(), name: 'Twice' }
    const first = await confirms(attributes)
    expect(await confirms(attributes)).toEqual(first)
  })

  test('creates a user, and the confirmation of a new password does not', async () => {
    const attributes = { sub: randomUUID(), preferred_username: given.aHandle(), name: 'Forgetful' }
    expect(await confirms(attributes, 'PostConfirmation_ConfirmForgotPassword')).toBeUndefined()
  })
})

describe('a confirmed sign-up with an imported e-mail address', () => {
  const anImported = async (email = `${randomUUID()}@example.org`, cognitoUserId?: string) => {
    const names = { handle: given.aHandle('imported'), displayName: 'Imported' }
    const user = { uuid: randomUUID(), ...names, cognitoUserId, claim: claimFrom(email) }
    expect(await addUser(user)).toBeUndefined()
    return { user, email }
  }
  const signsUp = (email: string, more: Record<string, string> = {}) =>
    confirms({
      sub: randomUUID(),
      name: 'Now',
      preferred_username: given.aHandle(),
      email,
      email_verified: 'true',
      ...more,
    })

  test('claims that user, with the handle and the name from before', async () => {
    const { user, email } = await anImported()
    const found = await signsUp(email.toUpperCase())
    expect(found).toEqual({ ...user, cognitoUserId: expect.any(String), claim: undefined })
    expect(await getUserByHandle(user.handle)).toEqual(found)
    expect(await listImportedUsers(email)).toEqual([])
  })

  test('may be reported repeatedly and concurrently by Cognito', async () => {
    const { user, email } = await anImported()
    const sub = randomUUID()
    const found = await Promise.all(Array.from({ length: 10 }, () => signsUp(email, { sub })))
    expect(new Set(found.map((one) => one?.uuid))).toEqual(new Set([user.uuid]))
    expect((await signsUp(email, { sub }))?.uuid).toBe(user.uuid)
  })

  test.each<[string, () => Promise<{ handle: string; attributes: Record<string, string> }>]>([
    [
      'they have not verified it',
      async () => {
        const { user, email } = await anImported()
        return { handle: user.handle, attributes: { email, email_verified: 'false' } }
      },
    ],
    [
      'they only ask for the handle',
      async () => {
        const { user } = await anImported()
        return { handle: user.handle, attributes: { email: 'another@example.org' } }
      },
    ],
    [
      'two users were imported with it',
      async () => {
        const { user, email } = await anImported()
        await anImported(email)
        return { handle: user.handle, attributes: { email } }
      },
    ],
    [
      'the user has a Cognito id',
      async () => {
        const { user, email } = await anImported(undefined, randomUUID())
        return { handle: user.handle, attributes: { email } }
      },
    ],
  ])('creates a new user where %s', async (_, prepare) => {
    const { handle, attributes } = await prepare()
    const before = await getUserByHandle(handle)
    const found = await signsUp(attributes.email ?? '', { ...attributes, preferred_username: handle })
    expect(found?.handle).toMatch(/_[0-9a-f]{12}$/)
    expect(await getUserByHandle(handle)).toEqual(before)
  })
})
