import { randomUUID } from 'node:crypto'
import { describe, expect, test } from '@jest/globals'
import { aSentPicture } from '../steps/attachments.ts'
import * as given from '../steps/given.ts'
import { createsGroup } from '../steps/groups.ts'
import { routeKeys } from '../steps/inProcess.ts'
import { exampleKeys } from '../steps/pushEncryption.ts'
import * as then from '../steps/then.ts'
import { badAuthorizations, tokenFor } from '../steps/tokens.ts'
import { calls, isOverHttp, testInProcess } from '../steps/when.ts'

given.anEngine({ hasStream: false })
given.aWorkQueue()

/** A conversation in which both have written. */
const aGroup = async () => {
  const group = await given.aGroup()
  const body = { message: 'Hello!', message_group_uuid: group.uuid }
  const { body: answer } = await calls('POST', '/api/messages', { as: group.other, body })
  return { ...group, answerUuid: String(answer.uuid) }
}

/** A named group, and somebody who is not in it. */
const aNamedGroup = async () => {
  const [me, other, third] = await Promise.all([given.aUser(), given.aUser(), given.aUser()])
  const { body } = await createsGroup(me, 'Trip', [other])
  return { me, other, third, uuid: String(body.uuid) }
}

type Group = Awaited<ReturnType<typeof aGroup>>
type NamedGroup = Awaited<ReturnType<typeof aNamedGroup>>
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
  'GET /api/exports': () => ({ target: '/api/exports' }),
  'POST /api/exports': () => ({ target: '/api/exports' }),
  'DELETE /api/users/me': () => ({ target: '/api/users/me' }),
  'DELETE /api/users/me/sessions': () => ({ target: '/api/users/me/sessions' }),
}

const aSubscription = {
  target: '/api/push_subscriptions/5b0c7d1e-3f52-4c68-9a8e-d2f1b07c4e93',
  body: { endpoint: `${process.env.PUSH_SERVICES}/a-browser`, keys: exampleKeys },
}

const ofADevice: Record<string, () => Example> = {
  'PUT /api/push_subscriptions/{push_subscription_uuid}': () => aSubscription,
  'DELETE /api/push_subscriptions/{push_subscription_uuid}': () => ({ target: aSubscription.target }),
}

const otherOf = ({ me, other }: Group, caller: Caller) => (caller === me ? other : me)

const ofTwoPeople: Record<string, (group: Group, caller: Caller) => Example> = {
  'DELETE /api/blocks/{user_uuid}': (group, caller) => ({
    target: `/api/blocks/${otherOf(group, caller).uuid}`,
  }),
  'PUT /api/blocks/{user_uuid}': (group, caller) => ({
    target: `/api/blocks/${otherOf(group, caller).uuid}`,
  }),
  'POST /api/message_groups': (group, caller) => ({
    target: '/api/message_groups',
    body: { title: 'Trip', user_uuids: [otherOf(group, caller).uuid] },
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
  'POST /api/attachments': ({ uuid }) => ({
    target: '/api/attachments',
    body: { message_group_uuid: uuid, content_type: 'image/png', bytes: 100, width: 6, height: 4 },
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

const ofAPicture: Record<string, (sent: { picture: { uuid: string } }) => Example> = {
  'GET /api/attachments/{attachment_uuid}': ({ picture }) => ({ target: `/api/attachments/${picture.uuid}` }),
}

const ofANamedGroup: Record<string, (group: NamedGroup, caller: Caller) => Example> = {
  'PATCH /api/message_groups/{message_group_uuid}': ({ uuid }) => ({
    target: `/api/message_groups/${uuid}`,
    body: { title: 'Tour' },
  }),
  'GET /api/message_groups/{message_group_uuid}/members': ({ uuid }) => ({
    target: `/api/message_groups/${uuid}/members`,
  }),
  'POST /api/message_groups/{message_group_uuid}/members': ({ uuid, third }) => ({
    target: `/api/message_groups/${uuid}/members`,
    body: { user_uuid: third.uuid },
  }),
  'DELETE /api/message_groups/{message_group_uuid}/members/{user_uuid}': ({ uuid }, caller) => ({
    target: `/api/message_groups/${uuid}/members/${caller.uuid}`,
  }),
}

/** The routes with a function that makes two people and the requests of each. */
const routesWith = <Situation extends { me: Caller; other: Caller }>(
  situation: () => Promise<Situation>,
  examples: Record<string, (situation: Situation, caller: Caller) => Example>,
) =>
  Object.entries(examples).map(([route, exampleFor]) => {
    const prepare = async () => {
      const made = await situation()
      return { me: made.me, other: made.other, exampleOf: (caller: Caller) => exampleFor(made, caller) }
    }
    return [route, prepare] as const
  })

const routesOfGroups = [...routesWith(aGroup, ofAGroup), ...routesWith(aNamedGroup, ofANamedGroup)]
const routes = [
  ...routesWith(aGroup, { ...ofAPerson, ...ofADevice, ...ofTwoPeople }),
  ...routesWith(aSentPicture, ofAPicture),
  ...routesOfGroups,
]

const asks = (route: string, { target, body }: Example, headers: Record<string, string>) =>
  calls(route.split(' ', 1)[0] ?? '', target, { headers, body })

const bearing = (token: string) => ({ authorization: `Bearer ${token}` })

test('every route of serverless.yml is open or tested here', () => {
  expect([...open, ...routes.map(([route]) => route)].sort()).toEqual([...routeKeys].sort())
})

describe.each(routes)('%s', (route, prepare) => {
  // One authenticator verifies the token for all routes. Over HTTP, each route shows that it uses it.
  const all = badAuthorizations('a-sub').map(([name]) => name)
  const names = isOverHttp && route !== 'GET /api/users/me' ? all.slice(0, 1) : all

  test.each(names)('with %s is 401 unauthorized', async (name) => {
    const { me, exampleOf } = await prepare()
    const [, authorization] = badAuthorizations(me.cognitoUserId).find(([one]) => one === name) ?? []
    const headers = authorization === undefined ? {} : { authorization }
    then.isRefused(await asks(route, exampleOf(me), headers), 401, 'unauthorized')
  })

  testInProcess('with a valid token of a user without a profile is 403 user_unknown', async () => {
    const { me, exampleOf } = await prepare()
    const answer = await asks(route, exampleOf(me), bearing(tokenFor(randomUUID())))
    then.isRefused(answer, 403, 'user_unknown')
  })

  test('accepts both members', async () => {
    const { me, other, exampleOf } = await prepare()
    for (const caller of [me, other])
      expect((await asks(route, exampleOf(caller), bearing(caller.token))).status).toBe(200)
  })
})

describe.each(routesOfGroups)('%s', (route, prepare) => {
  testInProcess('is 404 message_group_not_found for a stranger', async () => {
    const { me, exampleOf } = await prepare()
    const { token } = await given.aUser()
    then.isRefused(await asks(route, exampleOf(me), bearing(token)), 404, 'message_group_not_found')
  })
})
