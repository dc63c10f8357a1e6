import { randomUUID } from 'node:crypto'
import { describe, expect, test } from '@jest/globals'
import * as given from '../steps/given.ts'
import { routeKeys } from '../steps/inProcess.ts'
import * as then from '../steps/then.ts'
import { badAuthorizations, tokenFor } from '../steps/tokens.ts'
import { calls, isOverHttp, testInProcess } from '../steps/when.ts'

given.anEngine({ hasStream: false })

type Group = Awaited<ReturnType<typeof given.aGroup>>
type Example = { target: string; body?: object }

const open = ['GET /api/health-check', 'GET /api/users/{handle}/short', '$default']

const ofAPerson: Record<string, () => Example> = {
  'GET /api/users/me': () => ({ target: '/api/users/me' }),
  'GET /api/message_groups': () => ({ target: '/api/message_groups' }),
  'GET /api/unread': () => ({ target: '/api/unread' }),
}

const ofAGroup: Record<string, (group: Group) => Example> = {
  'GET /api/message_groups/{message_group_uuid}': ({ uuid }) => ({ target: `/api/message_groups/${uuid}` }),
  'GET /api/messages/{message_group_uuid}': ({ uuid }) => ({ target: `/api/messages/${uuid}` }),
  'POST /api/messages': ({ uuid }) => ({
    target: '/api/messages',
    body: { message: 'hi', message_group_uuid: uuid },
  }),
  'PUT /api/message_groups/{message_group_uuid}/read': ({ uuid, messageUuid }) => ({
    target: `/api/message_groups/${uuid}/read`,
    body: { message_uuid: messageUuid },
  }),
}

const examples = { ...ofAPerson, ...ofAGroup }

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
    const group = await given.aGroup()
    const [, authorization] = badAuthorizations(group.me.cognitoUserId).find(([one]) => one === name) ?? []
    const headers = authorization === undefined ? {} : { authorization }
    then.isRefused(await asks(route, exampleFor(group), headers), 401, 'unauthorized')
  })

  testInProcess('with a valid token of a user without a profile is 403 user_unknown', async () => {
    const example = exampleFor(await given.aGroup())
    then.isRefused(await asks(route, example, bearing(tokenFor(randomUUID()))), 403, 'user_unknown')
  })

  test('accepts both members', async () => {
    const group = await given.aGroup()
    for (const { token } of [group.me, group.other]) {
      expect((await asks(route, exampleFor(group), bearing(token))).status).toBe(200)
    }
  })
})

describe.each(Object.entries(ofAGroup))('%s', (route, exampleFor) => {
  testInProcess('is 404 message_group_not_found for a stranger', async () => {
    const example = exampleFor(await given.aGroup())
    const { token } = await given.aUser()
    then.isRefused(await asks(route, example, bearing(token)), 404, 'message_group_not_found')
  })
})
