import { randomUUID } from 'node:crypto'
import { basename } from 'node:path'
import { beforeAll, describe, expect, test } from '@jest/globals'
import type { DynamoDBRecord } from 'aws-lambda'
import { createSubscription, startPushService } from '../../bench/pushBrowser.ts'
import { eventOf } from '../../local/workQueue.ts'
import { putConnection } from '../../src/repository/connections.ts'
import { startAgreeingUserPool } from '../steps/agreeingUserPool.ts'
import { aSentPicture } from '../steps/attachments.ts'
import { startGateway } from '../steps/gateway.ts'
import * as given from '../steps/given.ts'
import { createsGroup } from '../steps/groups.ts'
import { runsOnLambda } from '../steps/lambda.ts'
import { thePackage } from '../steps/packaged.ts'
import { newIn } from '../steps/stream.ts'
import { ofType } from '../steps/template.ts'

given.anEngine()
given.aWorkQueue()
const { template, zips } = thePackage('prod')

type Configuration = { Handler: string; Environment: { Variables: Record<string, unknown> } }
const configurations = new Map(
  ofType(template, 'AWS::Lambda::Function').map(([name, { Properties }]) => [
    `${name[0]?.toLowerCase()}${name.slice(1).replace(/LambdaFunction$/, '')}`,
    Properties as unknown as Configuration,
  ]),
)

/** The environment of the template, with the values that CloudFormation would insert. */
const environmentOf = ({ Environment }: Configuration): Record<string, string> => {
  const names = Object.keys(Environment.Variables).filter((name) => name !== 'LOG_LEVEL')
  const constants = Object.entries(Environment.Variables).filter(([, value]) => typeof value === 'string')
  return {
    ...(Object.fromEntries(constants) as Record<string, string>),
    ...Object.fromEntries(names.map((name) => [name, process.env[name] ?? ''])),
    ...Object.fromEntries(
      Object.entries(process.env).flatMap(([name, value]) =>
        name.startsWith('AWS_ENDPOINT_URL_') && value ? [[name, value]] : [],
      ),
    ),
  }
}

const run = (name: string, event: object) => {
  const configuration = configurations.get(name) as Configuration
  const zip = zips.find((one) => basename(one, '.zip') === name) ?? ''
  return runsOnLambda(
    { zip, handler: configuration.Handler, environment: environmentOf(configuration) },
    event,
  )
}

type Http = { as?: { token: string }; path?: Record<string, string>; body?: object }
const http = (routeKey: string, { as, path, body }: Http = {}) => {
  const [method = 'GET', rawPath = '/'] = routeKey.split(' ')
  return {
    version: '2.0',
    routeKey,
    rawPath,
    rawQueryString: '',
    headers: {
      ...(as ? { authorization: `Bearer ${as.token}` } : {}),
      ...(body ? { 'content-type': 'application/json' } : {}),
    },
    ...(path ? { pathParameters: path } : {}),
    requestContext: { requestId: randomUUID(), http: { method, path: rawPath } },
    ...(body ? { body: JSON.stringify(body) } : {}),
    isBase64Encoded: false,
  }
}
const ok = { statusCode: 200 }

const socket = (eventType: string, who: { uuid: string; handle: string }, body?: string) => ({
  requestContext: {
    eventType,
    routeKey: '$default',
    requestId: randomUUID(),
    connectionId: randomUUID(),
    connectedAt: Date.now(),
    requestTimeEpoch: Date.now(),
    authorizer: { user_uuid: who.uuid, handle: who.handle, expires_at: String(Date.now() / 1000 + 900) },
  },
  headers: {},
  ...(body ? { body } : {}),
})

describe('in the Lambda runtime, with its zip and its environment,', () => {
  let group: Awaited<ReturnType<typeof given.aGroup>>
  let records: DynamoDBRecord[]
  let pushService: Awaited<ReturnType<typeof startPushService>>
  let userPool: Awaited<ReturnType<typeof startAgreeingUserPool>>
  beforeAll(async () => {
    const gateway = await startGateway()
    given.endWith(gateway.end)
    pushService = await startPushService()
    given.endWith(pushService.end)
    userPool = await startAgreeingUserPool()
    given.endWith(userPool.end)
    group = await given.aGroup()
    records = await newIn([group.uuid], 1, 'pushMessage')
  })
  const here = () => ({ message_group_uuid: group.uuid })
  const changes = (method: string, suffix = '', body?: object) =>
    http(`${method} /api/messages/{message_group_uuid}/{message_uuid}${suffix}`, {
      as: group.me,
      path: { ...here(), message_uuid: group.messageUuid },
      ...(body ? { body } : {}),
    })

  /** A named group of the two. */
  const aNamedGroup = async () => {
    const { body } = await createsGroup(group.me, 'Trip', [group.other])
    return { message_group_uuid: String(body.uuid) }
  }
  const toNamedGroup = (
    method: string,
    suffix: string,
    content: { path: Record<string, string>; body?: object },
  ) => http(`${method} /api/message_groups/{message_group_uuid}${suffix}`, { as: group.me, ...content })

  /** Registers a browser of the user for pushes. */
  const registers = (user: { token: string }) => {
    const { uuid, body } = createSubscription(pushService.origin)
    const path = { push_subscription_uuid: uuid }
    return http('PUT /api/push_subscriptions/{push_subscription_uuid}', { as: user, path, body })
  }

  type Case = { event: object; answer: unknown }
  const cases: Record<string, () => Case | Promise<Case>> = {
    checkHealth: () => ({ event: http('GET /api/health-check'), answer: ok }),
    getMe: () => ({ event: http('GET /api/users/me', { as: group.me }), answer: ok }),
    getUser: () => ({
      event: http('GET /api/users/{handle}/short', { path: { handle: `@${group.me.handle}` } }),
      answer: { ...ok, body: expect.stringContaining(group.me.uuid) },
    }),
    listGroups: () => ({
      event: http('GET /api/message_groups', { as: group.me }),
      answer: { ...ok, body: expect.stringContaining(group.uuid) },
    }),
    getGroup: () => ({
      event: http('GET /api/message_groups/{message_group_uuid}', { as: group.me, path: here() }),
      answer: { ...ok, body: expect.stringContaining(group.uuid) },
    }),
    createGroup: () => ({
      event: http('POST /api/message_groups', {
        as: group.me,
        body: { title: 'On Lambda', user_uuids: [group.other.uuid] },
      }),
      answer: { ...ok, body: expect.stringContaining('"title":"On Lambda"') },
    }),
    updateGroup: async () => ({
      event: toNamedGroup('PATCH', '', { path: await aNamedGroup(), body: { title: 'Tour' } }),
      answer: { ...ok, body: expect.stringContaining('"title":"Tour"') },
    }),
    listMembers: async () => ({
      event: toNamedGroup('GET', '/members', { path: await aNamedGroup() }),
      answer: { ...ok, body: expect.stringContaining(group.other.uuid) },
    }),
    addMember: async () => {
      const { uuid } = await given.aUser()
      return {
        event: toNamedGroup('POST', '/members', { path: await aNamedGroup(), body: { user_uuid: uuid } }),
        answer: { ...ok, body: expect.stringContaining('"member_count":3') },
      }
    },
    removeMember: async () => ({
      event: toNamedGroup('DELETE', '/members/{user_uuid}', {
        path: { ...(await aNamedGroup()), user_uuid: group.me.uuid },
      }),
      answer: { ...ok, body: '{}' },
    }),
    getUnread: () => ({
      event: http('GET /api/unread', { as: group.other }),
      answer: { ...ok, body: '{"conversations":1,"has_requests":false}' },
    }),
    listMessages: () => ({
      event: http('GET /api/messages/{message_group_uuid}', { as: group.me, path: here() }),
      answer: { ...ok, body: expect.stringContaining(group.messageUuid) },
    }),
    createMessage: () => ({
      event: http('POST /api/messages', { as: group.me, body: { message: 'From Lambda', ...here() } }),
      answer: { ...ok, body: expect.stringContaining('From Lambda') },
    }),
    createAttachment: () => ({
      event: http('POST /api/attachments', {
        as: group.me,
        body: { ...here(), content_type: 'image/png', bytes: 100, width: 10, height: 10 },
      }),
      answer: { ...ok, body: expect.stringContaining('"X-Amz-Signature"') },
    }),
    getAttachment: async () => {
      const { me, picture } = await aSentPicture()
      const path = { attachment_uuid: picture.uuid }
      const event = http('GET /api/attachments/{attachment_uuid}', { as: me, path })
      return { event, answer: { ...ok, body: expect.stringContaining('X-Amz-Signature=') } }
    },
    editMessage: () => ({
      event: changes('PATCH', '', { message: 'Edited on Lambda' }),
      answer: { ...ok, body: expect.stringContaining('Edited on Lambda') },
    }),
    addReaction: () => ({
      event: changes('PUT', '/reaction', { emoji: '👍' }),
      answer: { ...ok, body: expect.stringContaining('👍') },
    }),
    removeReaction: () => ({
      event: changes('DELETE', '/reaction'),
      answer: { ...ok, body: expect.not.stringContaining('👍') },
    }),
    deleteMessage: async () => {
      const { me, uuid, messageUuid } = await given.aGroup()
      const path = { message_group_uuid: uuid, message_uuid: messageUuid }
      const event = http('DELETE /api/messages/{message_group_uuid}/{message_uuid}', { as: me, path })
      return { event, answer: { ...ok, body: expect.stringContaining('deleted_at') } }
    },
    searchPeople: () => ({
      event: {
        ...http('GET /api/users', { as: group.me }),
        queryStringParameters: { q: group.other.handle },
      },
      answer: { ...ok, body: expect.stringContaining(group.other.uuid) },
    }),
    searchMessages: () => ({
      event: {
        ...http('GET /api/messages/{message_group_uuid}/search', { as: group.me, path: here() }),
        queryStringParameters: { q: 'lambda' },
      },
      answer: { ...ok, body: expect.stringContaining('From Lambda') },
    }),
    markRead: () => ({
      event: http('PUT /api/message_groups/{message_group_uuid}/read', {
        as: group.other,
        path: here(),
        body: { message_uuid: group.messageUuid },
      }),
      answer: { ...ok, body: expect.stringContaining('unread_count') },
    }),
    updateMe: () => ({
      event: http('PATCH /api/users/me', { as: group.me, body: { display_name: 'From Lambda' } }),
      answer: { ...ok, body: expect.stringContaining('"display_name":"From Lambda"') },
    }),
    deleteMe: async () => ({
      event: http('DELETE /api/users/me', { as: await given.aUser() }),
      answer: { ...ok, body: '{}' },
    }),
    endSessions: async () => ({
      event: http('DELETE /api/users/me/sessions', { as: await given.aUser() }),
      answer: { ...ok, body: '{}' },
    }),
    createExport: () => ({
      event: http('POST /api/exports', { as: group.me }),
      answer: { ...ok, body: expect.stringContaining('"state":"running"') },
    }),
    listExports: () => ({
      event: http('GET /api/exports', { as: group.me }),
      answer: { ...ok, body: expect.stringContaining('"state":"running"') },
    }),
    registerPushSubscription: () => ({
      event: registers(group.other),
      answer: { ...ok, body: expect.stringContaining('"shows_text":true') },
    }),
    deletePushSubscription: () => ({
      event: http('DELETE /api/push_subscriptions/{push_subscription_uuid}', {
        as: group.me,
        path: { push_subscription_uuid: randomUUID() },
      }),
      answer: { ...ok, body: '{}' },
    }),
    sendWebPush: async () => {
      const { other, uuid } = await given.aGroup()
      const [record] = await newIn([uuid], 1, 'pushMessage')
      await run('registerPushSubscription', registers(other))
      const push = { group_uuid: uuid, place: record?.dynamodb?.Keys?.sk?.S, user_uuids: [other.uuid] }
      return { event: eventOf(JSON.stringify(push)), answer: null }
    },
    doWork: () => ({
      event: eventOf(JSON.stringify({ kind: 'rename', user_uuid: group.me.uuid })),
      answer: null,
    }),
    updateMembership: () => ({
      event: http('PATCH /api/message_groups/{message_group_uuid}/membership', {
        as: group.other,
        path: here(),
        body: { is_marked_unread: true },
      }),
      answer: { ...ok, body: expect.stringContaining('"is_marked_unread":true') },
    }),
    listBlocks: () => ({ event: http('GET /api/blocks', { as: group.me }), answer: { ...ok, body: '[]' } }),
    blockUser: async () => {
      const other = await given.aUser()
      const event = http('PUT /api/blocks/{user_uuid}', { as: group.me, path: { user_uuid: other.uuid } })
      return { event, answer: { ...ok, body: expect.stringContaining(other.uuid) } }
    },
    unblockUser: () => ({
      event: http('DELETE /api/blocks/{user_uuid}', { as: group.me, path: { user_uuid: randomUUID() } }),
      answer: ok,
    }),
    createReport: () => ({
      event: http('POST /api/reports', {
        as: group.other,
        body: { ...here(), message_uuid: group.messageUuid, reason: 'spam' },
      }),
      answer: { ...ok, body: expect.stringContaining(group.messageUuid) },
    }),
    answerOtherRoute: () => ({ event: http('GET /nowhere'), answer: { statusCode: 404 } }),
    authorizeSocket: () => ({
      event: { methodArn: 'arn', headers: { 'Sec-WebSocket-Protocol': `cruddur.v1, ${group.me.token}` } },
      answer: { principalId: group.me.uuid, context: { user_uuid: group.me.uuid } },
    }),
    connect: () => ({ event: socket('CONNECT', group.me), answer: ok }),
    receive: () => ({ event: socket('MESSAGE', group.me, '{"action":"ping","is_away":true}'), answer: ok }),
    disconnect: () => ({ event: socket('DISCONNECT', group.me), answer: ok }),
    updateInbox: () => ({ event: { Records: records }, answer: { batchItemFailures: [] } }),
    pushMessage: async () => {
      const expiresAtSeconds = Math.floor(Date.now() / 1000) + 900
      const id = randomUUID()
      await putConnection({ userUuid: group.other.uuid, id, connectedAt: Date.now(), expiresAtSeconds })
      return { event: { Records: records }, answer: null }
    },
    createUser: () => {
      const userAttributes = { sub: randomUUID(), name: 'Somebody New', preferred_username: given.aHandle() }
      const event = { triggerSource: 'PostConfirmation_ConfirmSignUp', request: { userAttributes } }
      return { event, answer: event }
    },
  }

  test('every function of the package is tested', () => {
    expect([...configurations.keys()].sort()).toEqual(Object.keys(cases).sort())
  })

  test.each(Object.keys(cases))('%s loads, answers, and logs bare JSON', async (name) => {
    const { event, answer } = (await cases[name]?.()) ?? { event: {}, answer: undefined }
    const result = await run(name, event)
    if (answer === null) expect(result.answer).toBeNull()
    else expect(result.answer).toMatchObject(answer as object)
    const logged = result.lines.map((line) => JSON.parse(line) as object)
    expect(logged.length > 0).toBe(name !== 'authorizeSocket') // it logs failures only
    for (const line of logged)
      expect(line).toMatchObject({ level: expect.any(String), message: expect.any(String) })
  })

  test('sendWebPush encrypts and sends', () => {
    expect(pushService.paths).toEqual([expect.stringMatching(/^\/fcm\/send\/[\w-]+$/)])
  })

  test('doWork stores the file of an export, and deletes an account in the user pool', async () => {
    const { me } = await given.aGroup()
    const { answer } = await run('createExport', http('POST /api/exports', { as: me }))
    const { uuid } = JSON.parse((answer as { body: string }).body) as { uuid: string }
    const jobs = [
      { kind: 'export_user', user_uuid: me.uuid, export_uuid: uuid },
      { kind: 'erase_user', user_uuid: (await given.aUser()).uuid, step: 'rest' },
    ]
    const Records = jobs.flatMap((job) => eventOf(JSON.stringify(job)).Records)
    const { lines } = await run('doWork', { Records })
    const logged = lines.map((line) => JSON.parse(line) as object)
    expect(logged).toContainEqual(expect.objectContaining({ message: 'export stored', files: 1 }))
    expect(userPool.actions).toEqual(['AWSCognitoIdentityProviderService.AdminDeleteUser'])
  })
})
