import { createHash, randomUUID } from 'node:crypto'
import { describe, expect, test } from '@jest/globals'
import { v4 as uuidv4, v7 as uuidv7 } from 'uuid'
import * as given from '../steps/given.ts'
import { exampleKeys } from '../steps/pushEncryption.ts'
import * as then from '../steps/then.ts'
import { calls, describeInProcess, isOverHttp, testInProcess } from '../steps/when.ts'

given.anEngine({ hasStream: false })

type Caller = { token: string }
type Options = Omit<Parameters<typeof calls>[2], 'as'>

const sends = (as: Caller, body: object, headers = {}) =>
  calls('POST', '/api/messages', { as, body, headers })
const reads = (as: Caller, uuid: string, query: Record<string, string> = {}) =>
  calls('GET', `/api/messages/${encodeURIComponent(uuid)}?${new URLSearchParams(query)}`, { as })
const marksRead = (as: Caller, uuid: string, body: object) =>
  calls('PUT', `/api/message_groups/${encodeURIComponent(uuid)}/read`, { as, body })
const opens = (as: Caller, uuid: string) =>
  calls('GET', `/api/message_groups/${encodeURIComponent(uuid)}`, { as })
const listsGroups = (as: Caller, query: Record<string, string> = {}) =>
  calls('GET', `/api/message_groups?${new URLSearchParams(query)}`, { as })

const encode = (text: string) => Buffer.from(text).toString('base64url')

describe('a message', () => {
  testInProcess.each([
    ['absent', undefined],
    ['null', null],
    ['empty', ''],
    ['of spaces', '   '],
    ['of tabs and line breaks', '\t\r\n \v\f'],
    ['of ideographic spaces', '\u3000\u3000'],
    ['of spaces and joiners without width', '\u200b\u2060 \u200d\ufeff'],
    ['of fillers', '\u3164\u115f\u1160\uffa0'],
    ['of blank braille', '\u2800\u2800'],
    ['of variation selectors', '\ufe0f\u{e0100}'],
    ['of marks of direction', '\u200e\u202e\u2066\u2069'],
    ['of control characters', '\0\u001b\u009b'],
  ])('that is %s is message_blank', async (_, message) => {
    const { me, uuid } = await given.aGroup()
    then.isRefused(await sends(me, { message, message_group_uuid: uuid }), 422, 'message_blank')
  })

  testInProcess.each([
    ['a number', 5],
    ['an array', ['hi']],
    ['an object', { text: 'hi' }],
    ['true', true],
    ['false', false],
    ['the first half of an emoji', 'hi \ud83d'],
    ['the second half of an emoji', '\ude80 hi'],
  ])('that is %s is message_not_text', async (_, message) => {
    const { me, uuid } = await given.aGroup()
    then.isRefused(await sends(me, { message, message_group_uuid: uuid }), 422, 'message_not_text')
  })

  test.each(['\\ud800', '\\udfff', '\\ude80\\ud83d', 'a\\uD83Db'])(
    'with %s as an escape in its JSON is message_not_text',
    async (half) => {
      const { me, uuid } = await given.aGroup()
      const rawBody = `{"message":"${half}","message_group_uuid":"${uuid}"}`
      then.isRefused(await calls('POST', '/api/messages', { as: me, rawBody }), 422, 'message_not_text')
    },
  )

  test.each([
    ['letters', 'x'],
    ['emoji', '🚀'],
  ])('of 1,024 %s is sent, and of 1,025 is message_exceed_max_chars_1024', async (_, character) => {
    const { me, uuid } = await given.aGroup()
    const message = character.repeat(1024)
    expect(await sends(me, { message, message_group_uuid: uuid })).toMatchObject({
      status: 200,
      body: { message },
    })
    then.isRefused(
      await sends(me, { message: message + character, message_group_uuid: uuid }),
      422,
      'message_exceed_max_chars_1024',
    )
  })

  testInProcess('to myself is message_to_self, with any spelling of my handle', async () => {
    const me = await given.aUser()
    for (const handle of [me.handle, me.handle.toUpperCase()]) {
      then.isRefused(await sends(me, { message: 'hi', handle }), 422, 'message_to_self')
    }
  })

  testInProcess.each([
    ['absent', {}],
    ['empty', { message_group_uuid: '', handle: '' }],
    ['null', { message_group_uuid: null, handle: null }],
    ['not texts', { message_group_uuid: 5, handle: ['bayko'] }],
  ])('with targets that are %s is message_group_uuid_blank', async (_, targets) => {
    const me = await given.aUser()
    then.isRefused(await sends(me, { message: 'hi', ...targets }), 422, 'message_group_uuid_blank')
  })

  testInProcess('to a group and a handle is sent to the group', async () => {
    const { me, uuid } = await given.aGroup()
    const { handle } = await given.aUser()
    const { body } = await sends(me, { message: 'to the group', message_group_uuid: uuid, handle })
    expect(body.message_group_uuid).toBe(uuid)
    expect((await reads(me, uuid)).body).toContainEqual(expect.objectContaining({ uuid: body.uuid }))
    expect((await listsGroups(me)).body).toHaveLength(1)
    then.isRefused(
      await sends(me, { message: 'hi', message_group_uuid: randomUUID(), handle }),
      404,
      'message_group_not_found',
    )
  })

  testInProcess.each([
    ['unknown', 'nobody_here'],
    ['not a handle', 'Not a handle!'],
    ['too long', 'x'.repeat(3000)],
    ['outside the BMP', '🚀'],
    ['not valid Unicode', '\ud800'],
  ])('to a handle that is %s is user_not_found', async (_, handle) => {
    const me = await given.aUser()
    then.isRefused(await sends(me, { message: 'hi', handle }), 404, 'user_not_found')
  })
})

describe.each([
  ['POST', '/api/messages'],
  ['PUT', `/api/message_groups/${uuidv4()}/read`],
])('the body of %s %s', (method, path) => {
  const isRefused = async (request: Options, status: number, code: string) => {
    const me = await given.aUser()
    then.isRefused(await calls(method, path, { as: me, ...request }), status, code)
  }

  test.each([
    ['empty', ''],
    ['white space', '  '],
    ['broken', '{"message":'],
    ['not JSON', 'message=hi'],
    ['two values', '{}{}'],
  ])('that is %s is body_not_json', (_, rawBody) => isRefused({ rawBody }, 400, 'body_not_json'))

  test('that is absent is body_not_json', () =>
    isRefused({ headers: { 'content-type': 'application/json' } }, 400, 'body_not_json'))

  // The local gateway parses and changes such a body before the function gets it.
  const onlyHere = isOverHttp ? [] : ['"hi"', 'null']
  test.each(['[]', '[{"message":"hi"}]', '5', 'true', ...onlyHere])('%s is body_not_object', (rawBody) =>
    isRefused({ rawBody }, 422, 'body_not_object'),
  )

  test.each([
    ['of one byte more than 16 KB', 'x'.repeat(16 * 1024 + 1)],
    ['of more bytes, in fewer characters', '🚀'.repeat(5000)],
  ])('%s is body_too_large', (_, rawBody) => isRefused({ rawBody }, 413, 'body_too_large'))

  test('without a content type is content_type_not_json', () => isRefused({}, 415, 'content_type_not_json'))

  test.each([
    ...(isOverHttp ? [] : ['']),
    'text/plain',
    'application/x-www-form-urlencoded',
    'application/jsonp',
    'text/json',
  ])('of the type "%s" is content_type_not_json', (type) =>
    isRefused({ body: {}, headers: { 'content-type': type } }, 415, 'content_type_not_json'),
  )

  test.each(['application/json; charset=utf-8', 'Application/JSON'])('of the type %s is read', (type) =>
    isRefused({ rawBody: 'broken', headers: { 'content-type': type } }, 400, 'body_not_json'),
  )
})

test('a body of 16 KB is accepted', async () => {
  const { me, uuid } = await given.aGroup()
  const around = JSON.stringify({ message: '', message_group_uuid: uuid }).length
  const message = 'x'.repeat(16 * 1024 - around)
  then.isRefused(await sends(me, { message, message_group_uuid: uuid }), 422, 'message_exceed_max_chars_1024')
  then.isRefused(await sends(me, { message: `${message}x`, message_group_uuid: uuid }), 413, 'body_too_large')
})

describe('an idempotency key', () => {
  const mintedIn = (minutes: number) => uuidv7({ msecs: Date.now() + minutes * 60_000 })
  const accepted = [-23 * 60, -1, 0, 4]

  testInProcess.each([
    ['empty', () => ''],
    ['not a uuid', () => 'my-key'],
    ['a uuid and more', () => `${uuidv7()}0`],
    ['of version 4', () => uuidv4()],
    ['created 25 hours ago', () => mintedIn(-25 * 60)],
    ['created 6 minutes from now', () => mintedIn(6)],
  ])('that is %s is idempotency_key_invalid', async (_, key) => {
    const { me, uuid } = await given.aGroup()
    const headers = { 'idempotency-key': key() }
    then.isRefused(
      await sends(me, { message: 'hi', message_group_uuid: uuid }, headers),
      400,
      'idempotency_key_invalid',
    )
    expect((await reads(me, uuid)).body).toHaveLength(1)
  })

  testInProcess.each(accepted)("created %d minutes from now becomes the message's uuid", async (minutes) => {
    const { me, uuid } = await given.aGroup()
    const key = mintedIn(minutes)
    const headers = { 'idempotency-key': key.toUpperCase() }
    const { status, body } = await sends(me, { message: 'hi', message_group_uuid: uuid }, headers)
    expect([status, body.uuid]).toEqual([200, key])
  })

  testInProcess.each(accepted)(
    'created %d minutes from now is idempotency_key_reused for another text and by another person',
    async (minutes) => {
      const { me, other, uuid } = await given.aGroup()
      const headers = { 'idempotency-key': mintedIn(minutes) }
      const first = { message: 'the first', message_group_uuid: uuid }
      expect((await sends(me, first, headers)).status).toBe(200)
      const another = await sends(me, { ...first, message: 'another' }, headers)
      then.isRefused(another, 409, 'idempotency_key_reused')
      then.isRefused(await sends(other, first, headers), 409, 'idempotency_key_reused')
      expect((await reads(me, uuid)).body.map(({ message }: { message: string }) => message)).toEqual([
        'Hello!',
        'the first',
      ])
    },
  )

  testInProcess('that started a conversation is idempotency_key_reused in it and in another', async () => {
    const [me, one, two] = await Promise.all([given.aUser(), given.aUser(), given.aUser()])
    const headers = { 'idempotency-key': uuidv7() }
    const started = await sends(me, { message: 'hi', handle: one.handle }, headers)
    expect(started.status).toBe(200)
    for (const body of [
      { message: 'another', handle: one.handle },
      { message: 'another', message_group_uuid: started.body.message_group_uuid },
      { message: 'hi', handle: two.handle },
    ]) {
      then.isRefused(await sends(me, body, headers), 409, 'idempotency_key_reused')
    }
    then.isAnswered(await listsGroups(two), [])
  })
})

describe('a limit', () => {
  // Over HTTP, those whose encoding a gateway could change.
  const others = isOverHttp ? [] : ['0', '101', '-1', 'abc', '1.5', '1e1', '1000']
  test.each(['', '1,2', ' 5', '٣', ...others])('of "%s" is limit_invalid', async (limit) => {
    const { me, uuid } = await given.aGroup()
    then.isRefused(await listsGroups(me, { limit }), 400, 'limit_invalid')
    then.isRefused(await reads(me, uuid, { limit }), 400, 'limit_invalid')
  })

  testInProcess.each(['1', '100'])('of %s is accepted', async (limit) => {
    const { me, uuid } = await given.aGroup()
    expect((await listsGroups(me, { limit })).body).toHaveLength(1)
    expect((await reads(me, uuid, { limit })).body).toHaveLength(1)
  })
})

describe('a cursor of an inbox', () => {
  const aCursor = async () => {
    const { me } = await given.aGroup()
    const { handle } = await given.aUser()
    await sends(me, { message: 'hi', handle })
    const { headers } = await listsGroups(me, { limit: '1' })
    const [, target = ''] = /^<(.+)>; rel="next"$/.exec(headers.get('link') ?? '') ?? []
    const cursor = new URL(target, 'http://api').searchParams.get('cursor') ?? ''
    expect((await listsGroups(me, { cursor })).body).toHaveLength(1)
    return { me, cursor }
  }

  test.each(['', '.', 'garbage', 'garbage.garbage', encode('["a","b"]'), '🚀'])(
    '"%s" is cursor_invalid',
    async (cursor) => {
      then.isRefused(await listsGroups(await given.aUser(), { cursor }), 400, 'cursor_invalid')
    },
  )

  testInProcess('of another user is cursor_invalid', async () => {
    const { cursor } = await aCursor()
    then.isRefused(await listsGroups(await given.aUser(), { cursor }), 400, 'cursor_invalid')
  })

  testInProcess('that was cut or lengthened is cursor_invalid', async () => {
    const { me, cursor } = await aCursor()
    const halves = cursor.split('.')
    for (const other of [cursor.slice(0, -1), cursor.slice(1), ...halves, `${cursor}x`, `${cursor}.x`]) {
      then.isRefused(await listsGroups(me, { cursor: other }), 400, 'cursor_invalid')
    }
  })

  testInProcess('with any one character changed is cursor_invalid', async () => {
    const { me, cursor } = await aCursor()
    for (let at = 0; at < cursor.length; at += 1) {
      const changed = `${cursor.slice(0, at)}${cursor[at] === 'A' ? 'B' : 'A'}${cursor.slice(at + 1)}`
      then.isRefused(await listsGroups(me, { cursor: changed }), 400, 'cursor_invalid')
    }
  })

  testInProcess.each([
    ['has an invalid place', '01234567-89ab-7cde-8f01-23456789abcd garbage'],
    ['has no place', '01234567-89ab-7cde-8f01-23456789abcd'],
    ['has a place too long for the table', `01234567-89ab-7cde-8f01-23456789abcd ${'x'.repeat(3000)}`],
    ['has an invalid group', 'x 2026-01-01T00:00:00.000Z'],
    ['has a third part', '01234567-89ab-7cde-8f01-23456789abcd 2026-01-01T00:00:00.000Z more'],
    ['is empty', ''],
  ])('with a correct checksum that %s is cursor_invalid', async (_, text) => {
    const me = await given.aUser()
    const payload = Buffer.from(text).toString('base64url')
    const sum = createHash('sha256').update(`${me.uuid} ${payload}`).digest('base64url').slice(0, 12)
    then.isRefused(await listsGroups(me, { cursor: `${payload}.${sum}` }), 400, 'cursor_invalid')
  })
})

testInProcess('a since cursor that is complete until a time in the future is cursor_invalid', async () => {
  const { me, uuid } = await given.aGroup()
  const asks = (time: number) => {
    const place = new Date(time).toISOString()
    const since = Buffer.from(`2026-01-01T00:00:00.000Z ${place}`).toString('base64url')
    return calls('GET', `/api/messages/${uuid}?since=${since}`, { as: me })
  }
  expect((await asks(Date.now())).status).toBe(200)
  then.isRefused(await asks(Date.now() + 600_000), 400, 'cursor_invalid')
})

const relations = ['before', 'after', 'around', 'since']

describeInProcess.each(relations)('a cursor of a conversation, %s', (relation) => {
  test.each([
    ['empty', ''],
    ['garbage', 'garbage'],
    ['not base64', '%%%'],
    ['a place that is not encoded', `${new Date().toISOString()}#${uuidv7()}`],
    ['not a place', encode('garbage')],
    ['a place without a time', encode(`#${uuidv7()}`)],
    ['a place with an invalid time', encode(`2025-13-45T99:99:99.999Z#${uuidv7()}`)],
    ['a place with an invalid offset', encode(`2025-01-01T00:00:00+99:99#${uuidv7()}`)],
    ['a place too long for the table', encode(`2025-01-01T00:00:00.000Z#${'x'.repeat(3000)}`)],
    ['padded', `${encode(`${new Date().toISOString()}#${uuidv7()}`)}=`],
    ['a uuid cut short', uuidv7().slice(0, -1)],
    ['a version-4 uuid without a message', uuidv4()],
  ])('that is %s is cursor_invalid', async (_, cursor) => {
    const { me, uuid } = await given.aGroup()
    then.isRefused(await reads(me, uuid, { [relation]: cursor }), 400, 'cursor_invalid')
  })

  test('together with another cursor is cursor_invalid', async () => {
    const { me, uuid, messageUuid } = await given.aGroup()
    const place = encode(`${new Date().toISOString()}#${uuidv7()}`)
    for (const another of relations.filter((one) => one !== relation)) {
      const query = { [relation]: messageUuid, [another]: place }
      then.isRefused(await reads(me, uuid, query), 400, 'cursor_invalid')
    }
  })
})

describeInProcess('marking as read', () => {
  test.each([
    ['absent', undefined],
    ['null', null],
    ['empty', ''],
    ['a number', 5],
    ['an object', {}],
  ])('up to a message_uuid that is %s is message_uuid_blank', async (_, message_uuid) => {
    const { me, uuid } = await given.aGroup()
    then.isRefused(await marksRead(me, uuid, { message_uuid }), 422, 'message_uuid_blank')
  })

  test.each([
    ['of version 7', () => uuidv7()],
    ['of version 4', () => uuidv4()],
    ['that is not a uuid', () => 'no-uuid'],
    ['that is too long', () => 'x'.repeat(3000)],
    ['that is not valid Unicode', () => '\ud800'],
  ])('up to an unknown uuid %s is message_not_found', async (_, message_uuid) => {
    const { me, uuid } = await given.aGroup()
    then.isRefused(await marksRead(me, uuid, { message_uuid: message_uuid() }), 404, 'message_not_found')
  })

  test('up to a message of another conversation of mine is message_not_found', async () => {
    const { me, uuid } = await given.aGroup()
    const { handle } = await given.aUser()
    const { body: elsewhere } = await sends(me, { message: 'hi', handle })
    then.isRefused(await marksRead(me, uuid, { message_uuid: elsewhere.uuid }), 404, 'message_not_found')
  })
})

describe('a push subscription', () => {
  const uuid = '5b0c7d1e-3f52-4c68-9a8e-d2f1b07c4e93'
  const good = { endpoint: `${process.env.PUSH_SERVICES}/a-browser`, keys: exampleKeys }
  const registers = async (path: string, body: object) =>
    calls('PUT', `/api/push_subscriptions/${encodeURIComponent(path)}`, { as: await given.aUser(), body })

  test.each(['no-uuid', `${uuid}0`, '#', '🚀', 'x'.repeat(3000)])(
    'with the uuid %s is push_subscription_uuid_invalid',
    async (path) => {
      then.isRefused(await registers(path, good), 422, 'push_subscription_uuid_invalid')
      const target = `/api/push_subscriptions/${encodeURIComponent(path)}`
      const answer = await calls('DELETE', target, { as: await given.aUser() })
      then.isRefused(answer, 422, 'push_subscription_uuid_invalid')
    },
  )

  test.each([
    ['endpoint_invalid', { endpoint: 'https://evil.example/a-browser' }],
    ['endpoint_invalid', { endpoint: undefined }],
    ['keys_invalid', { keys: { ...exampleKeys, auth: 'short' } }],
    ['shows_text_invalid', { shows_text: 'no' }],
  ])('is %s with %j', async (code, change) => {
    then.isRefused(await registers(uuid, { ...good, ...change }), 422, code)
  })
})

type Asks = (as: Caller, uuid: string, messageUuid: string) => ReturnType<typeof calls>

const asksOfGroup: [string, Asks][] = [
  ['GET /api/message_groups/{uuid}', (as, uuid) => opens(as, uuid)],
  ['GET /api/messages/{uuid}', (as, uuid) => reads(as, uuid)],
  ['GET /api/messages/{uuid}?since=', (as, uuid, messageUuid) => reads(as, uuid, { since: messageUuid })],
  ['POST /api/messages', (as, uuid) => sends(as, { message: 'hi', message_group_uuid: uuid })],
  [
    'PUT /api/message_groups/{uuid}/read',
    (as, uuid, messageUuid) => marksRead(as, uuid, { message_uuid: messageUuid }),
  ],
]

describe.each(asksOfGroup)('%s', (_, asks) => {
  testInProcess(
    'has exactly the same response, message_group_not_found, for a group of others and for an unknown one',
    async () => {
      const stranger = await given.aUser()
      const { uuid, messageUuid, other } = await given.aGroup()
      for (const [groupUuid, message] of [
        [uuid, messageUuid],
        [uuid, uuidv4()],
        [uuid, uuidv7()],
        [uuid.toUpperCase(), messageUuid],
        [uuidv4(), messageUuid],
        ['no-uuid', messageUuid],
      ] as const) {
        const answer = await asks(stranger, groupUuid, message)
        then.isRefused(answer, 404, 'message_group_not_found')
        expect(answer.text).toBe('["message_group_not_found"]')
      }
      expect((await reads(other, uuid)).body).toHaveLength(1)
      expect((await listsGroups(other)).body).toEqual([expect.objectContaining({ unread_count: 1 })])
    },
  )

  test.each([
    ['long', 'x'.repeat(3000)],
    ['outside the BMP', '🚀'],
    ['with a NUL', 'a\0b'],
    ['with a #', '#'],
  ])('is message_group_not_found for a uuid that is %s', async (_name, groupUuid) => {
    const me = await given.aUser()
    then.isRefused(await asks(me, groupUuid, uuidv7()), 404, 'message_group_not_found')
  })
})

testInProcess(
  'a message to a group with a uuid that is not valid Unicode is message_group_not_found',
  async () => {
    const me = await given.aUser()
    then.isRefused(
      await sends(me, { message: 'hi', message_group_uuid: '\ud800' }),
      404,
      'message_group_not_found',
    )
  },
)
