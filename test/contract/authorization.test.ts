import { randomUUID } from 'node:crypto'
import { describe, expect, test } from '@jest/globals'
import * as given from '../steps/given.ts'
import { routeKeys } from '../steps/inProcess.ts'
import * as then from '../steps/then.ts'
import { badAuthorizations, tokenFor } from '../steps/tokens.ts'
import { calls, isOverHttp, testInProcess } from '../steps/when.ts'

given.anEngine({ hasStream: false })

/** A conversation in which both have written. */
const aGroup = async () => {
  const group = await given.aGroup()
  const body = { message: 'Hello!', message_group_uuid: group.uuid }
  const { body: answer } = await calls('POST', '/api/messages', { as: group.other, body })
  return { ...group, answerUuid: String(answer.uuid) }
}

type Group = Awaited<ReturnType<typeof aGroup>>
type Caller = Group['me']
type Example = { target: string; body?: object }

const open = ['GET /api/health-check', 'GET /api/users/{handle}/short', '$default']

const ofAPerson: Record<string, () => Example> = {
  'GET /api/users/me': () => ({ target: '/api/users/me' }),
  'GET /api/message_groups': () => ({ target: '/api/message_groups' }),
  'PATCH /api/users/me': () => ({ target: '/api/users/me', body: { strangers: 'requests' } }),
  'GET /api/users': () => ({ target: '/api/users?q=some' }),
  'GET /api/unread': () => ({ target: '/api/unread' }),
  'GET /api/blocks': () => ({ target: '/api/blocks' }),
}

const otherOf = ({ me, other }: Group, caller: Caller) => (caller === me ? other : me)

const ofTwoPeople: Record<string, (group: Group, caller: Caller) => Example> = {
  'DELETE /api/blocks/{user_uuid}': (group, caller) => ({
    target: `/api/blocks/${otherOf(group, caller).uuid}`,
  }),
  'PUT /api/blocks/{user_uuid}': (group, caller) => ({
    target: `/api/blocks/${otherOf(group, caller).uuid}`,
  }),
}

/** The caller's own message. */
const targetOf = ({ uuid, messageUuid, answerUuid, other }: Group, caller: Caller) =>
  `/api/messages/${uuid}/${caller === other ? answerUuid : messageUuid}`

const ofAGroup: Record<string, (group: Group, caller: Caller) => Example> = {
  'GET /api/message_groups/{message_group_uuid}': ({ uuid }) => ({ target: `/api/message_groups/${uuid}` }),
  'GET /api/messages/{message_group_uuid}': ({ uuid }) => ({ target: `/api/messages/${uuid}` }),
  'GET /api/messages/{message_group_uuid}/search': ({ uuid }) => ({
    target: `/api/messages/${uuid}/search?q=hello`,
  }),
  'POST /api/messages': ({ uuid }) => ({
    target: '/api/messages',
    body: { message: 'hi', message_group_uuid: uuid },
  }),
  'PUT /api/message_groups/{message_group_uuid}/read': ({ uuid, messageUuid }) => ({
    target: `/api/message_groups/${uuid}/read`,
    body: { message_uuid: messageUuid },
  }),
  'PATCH /api/message_groups/{message_group_uuid}/membership': ({ uuid }) => ({
    target: `/api/message_groups/${uuid}/membership`,
    body: { is_marked_unread: true },
  }),
  'PATCH /api/messages/{message_group_uuid}/{message_uuid}': (group, caller) => ({
    target: targetOf(group, caller),
    body: { message: 'edited' },
  }),
  'DELETE /api/messages/{message_group_uuid}/{message_uuid}': (group, caller) => ({
    target: targetOf(group, caller),
  }),
  'PUT /api/messages/{message_group_uuid}/{message_uuid}/reaction': (group, caller) => ({
    target: `${targetOf(group, caller)}/reaction`,
    body: { emoji: '👍' },
  }),
  'DELETE /api/messages/{message_group_uuid}/{message_uuid}/reaction': (group, caller) => ({
    target: `${targetOf(group, caller)}/reaction`,
  }),
  'POST /api/reports': ({ uuid, messageUuid, answerUuid, other }, caller) => ({
    target: '/api/reports',
    body: {
      message_group_uuid: uuid,
      message_uuid: caller === other ? messageUuid : answerUuid,
      reason: 'spam',
    },
  }),
}

const examples: Record<string, (group: Group, caller: Caller) => Example> = {
  ...ofAPerson,
  ...ofTwoPeople,
  ...ofAGroup,
}

const asks = (route: string, { target, body }: Example, headers: Record<string, string>) =>
  calls(route.split(' ', 1)[0] ?? '', target, { headers, body })

const bearing = (token: string) => ({ authorization: `Bearer ${token}` })

test('every route of serverless.yml is open or tested here', () => {
  expect([...open, ...Object.keys(examples)].sort()).toEqual([...routeKeys].sort())
})

describe.each(Object.entries(examples))('%s', (route, exampleFor) => {
  // One authenticator verifies the token for all routes. Over HTTP, each route shows that it uses it.
  const all = badAuthorizations('a-sub').map(([name]) => name)
  const names = isOverHttp && route !== 'GET /api/users/me' ? all.slice(0, 1) : all

  test.each(names)('with %s is 401 unauthorized', async (name) => {
    const group = await aGroup()
    const [, authorization] = badAuthorizations(group.me.cognitoUserId).find(([one]) => one === name) ?? []
    const headers = authorization === undefined ? {} : { authorization }
    then.isRefused(await asks(route, exampleFor(group, group.me), headers), 401, 'unauthorized')
  })

  testInProcess('with a valid token of a user without a profile is 403 user_unknown', async () => {
    const group = await aGroup()
    const example = exampleFor(group, group.me)
    then.isRefused(await asks(route, example, bearing(tokenFor(randomUUID()))), 403, 'user_unknown')
  })

  test('accepts both members', async () => {
    const group = await aGroup()
    for (const caller of [group.me, group.other]) {
      expect((await asks(route, exampleFor(group, caller), bearing(caller.token))).status).toBe(200)
    }
  })
})

describe.each(Object.entries(ofAGroup))('%s', (route, exampleFor) => {
  testInProcess('is 404 message_group_not_found for a stranger', async () => {
    const group = await aGroup()
    const example = exampleFor(group, group.me)
    const { token } = await given.aUser()
    then.isRefused(await asks(route, example, bearing(token)), 404, 'message_group_not_found')
  })
})
