import { beforeAll, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { v4 as uuidv4, v7 as uuidv7 } from 'uuid'
import { isErrorCode } from '../../src/domain/error.ts'
import * as given from '../steps/given.ts'
import { createsGroup } from '../steps/groups.ts'
import { routeKeys } from '../steps/inProcess.ts'
import { numRuns } from '../steps/numRuns.ts'
import { tokenFor } from '../steps/tokens.ts'
import { calls, isOverHttp } from '../steps/when.ts'

given.anEngine({ hasStream: false })
given.aWorkQueue()

// Created once for all requests.
let group: Awaited<ReturnType<typeof given.aGroup>>
let namedUuid: string
beforeAll(async () => {
  group = await given.aGroup()
  namedUuid = String((await createsGroup(group.me, 'Trip', [group.other])).body.uuid)
})

const base64 = (text: string) => Buffer.from(text).toString('base64url')
const text = fc.string({ unit: 'binary', minLength: 1, maxLength: 30, size: 'max' })
const printable = fc.string({ unit: 'grapheme-ascii', maxLength: 60, size: 'max' })
const long = fc.integer({ min: 1000, max: 3000 }).map((length) => 'x'.repeat(length))
// Including lone surrogates.
const units = fc
  .array(fc.nat(0xffff), { minLength: 1, maxLength: 9 })
  .map((all) => String.fromCharCode(...all))

const place = fc
  .tuple(fc.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?(Z|[+-]\d\d:\d\d)?$/), text)
  .map(([time, uuid]) => base64(`${time}#${uuid}`))

const known = () =>
  fc.constantFrom(
    ...[group.uuid, namedUuid, group.messageUuid, group.other.uuid, group.other.handle, uuidv4(), uuidv7()],
  )

const mostly = <T>(usual: fc.Arbitrary<T>, unusual: fc.Arbitrary<T>) =>
  fc.oneof({ weight: 3, arbitrary: usual }, { weight: 1, arbitrary: unusual })

const segments = () =>
  mostly(
    fc.constantFrom(group.uuid, namedUuid, group.other.uuid, `@${group.me.handle}`),
    fc.oneof(
      fc.oneof(known(), text, long).map(encodeURIComponent),
      fc.constantFrom('@', '%00', '%2F', '%2e%2e', '@%40'),
    ),
  )

const queries = () =>
  fc
    .array(
      fc.tuple(
        fc.constantFrom('limit', 'cursor', 'before', 'after', 'around', 'since', '__proto__', 'constructor'),
        fc.oneof(known(), place, text, long, fc.integer({ min: -1, max: 101 }).map(String)),
      ),
      { maxLength: 2 },
    )
    .map((pairs) => `?${new URLSearchParams(pairs)}`)

const field = (usual: string) => mostly(fc.constant(usual), fc.oneof(units, text, long, fc.jsonValue()))

const objects = () =>
  fc
    .tuple(
      fc.record(
        {
          message: field('hi'),
          message_group_uuid: field(group.uuid),
          handle: field(group.other.handle),
          message_uuid: field(group.messageUuid),
          title: field('Tour'),
          user_uuid: field(group.other.uuid),
          user_uuids: mostly(fc.array(field(group.other.uuid), { maxLength: 3 }), fc.jsonValue()),
        },
        { requiredKeys: [] },
      ),
      mostly(
        fc.constant(''),
        fc.constantFrom('"__proto__":{"message":"hi"},', '"constructor":{"prototype":1},', '"message":1,'),
      ),
    )
    .map(([object, extra]) => JSON.stringify(object).replace('{', `{${extra}`))

const deep = fc
  .tuple(fc.constantFrom('[|]', '{"message":|}', '{"__proto__":|}'), fc.nat(8000))
  .map(([around, depth]) => around.split('|').map((side) => side.repeat(depth)))
  .map(([start, end]) => `${start}1${end}`)

// Without what fetch or the local gateway itself refuses: a body of GET, an invalid content type.

const tokens = fc
  .tuple(fc.jsonValue(), fc.jsonValue(), printable)
  .map((parts) => `Bearer ${parts.map((part) => base64(JSON.stringify(part))).join('.')}`)

const headers = () =>
  fc.record(
    {
      authorization: fc.oneof(
        printable,
        tokens,
        fc.uuid().map((sub) => `Bearer ${tokenFor(sub)}`),
      ),
      'content-type': isOverHttp ? fc.constantFrom('application/json', 'text/plain', 'x/y; z=1') : printable,
      'idempotency-key': fc.oneof(known(), printable),
      origin: printable,
    },
    { requiredKeys: [] },
  )

const requests = (routeKey: string) => {
  const [method = '', path = ''] = routeKey.split(' ')
  const parts = path.split('/').map((part) => (part.startsWith('{') ? segments() : fc.constant(part)))
  const isRoute = routeKey !== '$default'
  return fc.record({
    method: isRoute
      ? fc.constant(method)
      : fc.constantFrom(...(isOverHttp ? [] : ['GET']), 'POST', 'PUT', 'PATCH', 'DELETE'),
    path: (isRoute ? fc.tuple(...parts) : fc.array(segments()).map((all) => ['', ...all])).map(
      (all) => all.join('/') || '/',
    ),
    query: fc.oneof(fc.constant(''), queries()),
    headers: mostly(fc.constant({}), headers()),
    rawBody:
      isOverHttp && method === 'GET'
        ? fc.constant(undefined)
        : fc.option(mostly(objects(), fc.oneof(fc.json(), deep, text, long)), { freq: 9, nil: undefined }),
  })
}

test.each(routeKeys)('%s answers any request with 200 or a known error code', async (routeKey) => {
  await fc.assert(
    fc.asyncProperty(requests(routeKey), async ({ method, path, query, headers, rawBody }) => {
      const answer = await calls(method, path + query, {
        as: group.me,
        headers,
        ...(rawBody === undefined ? {} : { rawBody }),
      })
      expect(answer.status).toBeLessThan(500)
      expect(answer.headers.get('content-type')).toMatch(/^application\/json/)
      if (answer.status === 200) expect(answer.body).toEqual(expect.anything())
      else expect([answer.body.length, answer.body.filter(isErrorCode)]).toEqual([1, answer.body])
    }),
    { numRuns: numRuns(isOverHttp ? 15 : 100) },
  )
})
