import { randomUUID } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { GetItemCommand, TransactionCanceledException } from '@aws-sdk/client-dynamodb'
import { beforeAll, describe, expect, test } from '@jest/globals'
import { v7 as uuidv7 } from 'uuid'
import { groupUuidOf } from '../../src/domain/group.ts'
import { createClient } from '../../src/repository/client.ts'
import { createLimiter } from '../../src/repository/limits.ts'
import { createUser } from '../../src/repository/users.ts'
import { newItem, transactWrite } from '../../src/repository/writes.ts'
import { at } from '../steps/clock.ts'
import { waitForAnswers } from '../steps/engine.ts'
import * as given from '../steps/given.ts'
import { eventually } from '../steps/processes.ts'
import { startSilentProxy } from '../steps/silentProxy.ts'
import { itemsIn } from '../steps/table.ts'
import { calls } from '../steps/when.ts'
import { cancelling } from '../steps/wire.ts'

given.anEngine()

let proxy: Awaited<ReturnType<typeof startSilentProxy>>
beforeAll(async () => {
  const engine = process.env.AWS_ENDPOINT_URL_DYNAMODB ?? ''
  proxy = await startSilentProxy(() => engine)
  given.endWith(proxy.end)
  // Before the first call, so that the repository's client uses the proxy.
  process.env.AWS_ENDPOINT_URL_DYNAMODB = proxy.url
})

const put = (pk: string) => ({ Put: newItem({ pk, sk: 'x' }) })

/** Writes two items while the first transactions are cancelled for these reasons. Records the waits instead of waiting. */
const putTwo = async (transactions: number, codes: string[]) => {
  const pk = `X#${randomUUID()}`
  const waits: number[] = []
  const outcome = await cancelling(transactions, codes, () =>
    transactWrite([put(pk), put(`${pk}#2`)], async (ms) => {
      waits.push(ms)
    }).catch((error: unknown) => error),
  )
  return { outcome, waits, isWritten: (await itemsIn(pk)).length === 1 }
}

describe('a transaction', () => {
  test.each(['TransactionConflict', 'ThrottlingError', 'ProvisionedThroughputExceeded'])(
    'that is cancelled for %s is retried with exponential backoff and jitter',
    async (code) => {
      const { outcome, waits, isWritten } = await putTwo(7, ['None', code])
      expect([outcome, isWritten]).toEqual([[false, false], true])
      const longest = [50, 100, 200, 400, 800, 800, 800]
      expect(waits.map((ms, index) => ms >= 0 && ms <= (longest[index] ?? 0))).toEqual(
        longest.map(() => true),
      )
      expect(new Set(waits).size).toBe(longest.length)
    },
  )

  test('that is cancelled an eighth time fails', async () => {
    const { outcome, waits, isWritten } = await putTwo(8, ['ThrottlingError', 'None'])
    expect([outcome, waits.length, isWritten]).toEqual([expect.any(TransactionCanceledException), 7, false])
  })

  test.each([
    ['a condition, whatever else', ['ConditionalCheckFailed', 'ThrottlingError'], [true, false]],
    ['anything else', ['ValidationError', 'None'], expect.any(TransactionCanceledException)],
  ])('that is cancelled for %s is not retried', async (_, codes, answer) => {
    const { outcome, waits, isWritten } = await putTwo(1, codes)
    expect([outcome, waits, isWritten]).toEqual([answer, [], false])
  })

  test('that is throttled does not fail a sign-up', async () => {
    const [uuid, handle] = [randomUUID(), given.aHandle()]
    const user = await cancelling(2, ['None', 'ThrottlingError'], () =>
      createUser({ uuid, displayName: 'Some Body', cognitoUserId: randomUUID(), handles: [handle] }),
    )
    expect(user).toMatchObject({ uuid, handle })
  })
})

const impatient = { requestTimeout: 100, connectionTimeout: 1000 }
const get = (pk: string) => {
  const TableName = process.env.TABLE_NAME
  return new GetItemCommand({ TableName, Key: { pk: { S: pk }, sk: { S: 'x' } } })
}

describe('a request that is not answered in time', () => {
  test.each([
    ['all of its answer is missing, after three seconds', 'all', undefined],
    ['half of its answer is missing', 'half', impatient],
  ] as const)('is aborted and retried: %s', async (_, kept, timeouts) => {
    const client = createClient(timeouts)
    const pk = `X#${randomUUID()}`
    await transactWrite([put(pk)])
    const ours = () =>
      proxy.asked.filter(({ operation, body }) => operation === 'GetItem' && body.includes(pk))
    proxy.keeps(({ body }) => (body.includes(pk) && ours().length === 0 ? kept : undefined))
    expect((await client.send(get(pk))).Item).toEqual({ pk: { S: pk }, sk: { S: 'x' } })
    const aborted = await eventually(
      () => ours().map(({ wasAborted }) => wasAborted),
      ([first]) => first === true,
    )
    expect(aborted.at(-1)).toBe(false)
    client.destroy()
  })

  test('fails in the end', async () => {
    const client = createClient(impatient)
    const pk = `X#${randomUUID()}`
    proxy.keeps(({ body }) => (body.includes(pk) ? 'all' : undefined))
    await expect(client.send(get(pk))).rejects.toMatchObject({ name: 'TimeoutError' })
    client.destroy()
  })
})

test('200 concurrent requests do not wait for one another', async () => {
  const waiting: (() => void)[] = []
  // Answers when all requests have arrived.
  const server = createServer((request, response) => {
    request.resume()
    waiting.push(() => response.end('{}'))
    if (waiting.length >= 200) for (const answer of waiting) answer()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { AWS_ENDPOINT_URL_DYNAMODB } = process.env
  process.env.AWS_ENDPOINT_URL_DYNAMODB = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const client = createClient({ requestTimeout: 20_000, connectionTimeout: 20_000 })
  const answers = await Promise.all(Array.from({ length: 200 }, () => client.send(get('X#any'))))
  expect(answers).toHaveLength(200)
  process.env.AWS_ENDPOINT_URL_DYNAMODB = AWS_ENDPOINT_URL_DYNAMODB
  client.destroy()
  server.close()
})

test('a write whose answer is lost is retried and takes effect once', () =>
  at(Date.now(), async () => {
    const { me, uuid: message_group_uuid } = await given.aGroup()
    const [other, sub] = [await given.aUser(), randomUUID()]
    await calls('GET', '/api/users/me', { as: me })
    const before = proxy.asked.length
    const isWrite = ({ operation }: { operation: string }) => /Put|Update|Transact/.test(operation)
    waitForAnswers(500)
    const names = ['into the group', 'to start one', sub, 'send#'].map((name) => new RegExp(name))
    const writes = (name: RegExp) =>
      proxy.asked.slice(before).filter((one) => isWrite(one) && name.test(one.body))
    // The first answer to each of the four.
    proxy.keeps((one) =>
      isWrite(one) && names.some((name) => name.test(one.body) && writes(name).length === 0)
        ? 'all'
        : undefined,
    )

    const headers = () => ({ 'idempotency-key': uuidv7({ msecs: Date.now() }) })
    const limiter = createLimiter()
    const [sent, started, user] = await Promise.all([
      calls('POST', '/api/messages', {
        as: me,
        headers: headers(),
        body: { message: 'into the group', message_group_uuid },
      }),
      calls('POST', '/api/messages', {
        as: me,
        headers: headers(),
        body: { message: 'to start one', handle: other.handle },
      }),
      createUser({
        uuid: randomUUID(),
        displayName: 'Some Body',
        cognitoUserId: sub,
        handles: [given.aHandle()],
      }),
      ...Array.from({ length: 3 }, () =>
        limiter(other.uuid, { name: 'send', max: 60, windowSeconds: 60 }, Date.now()),
      ),
    ])
    for (const name of names) expect(writes(name).length).toBeGreaterThanOrEqual(2)
    // With the same request token, by which DynamoDB knows it: the SDK makes one for each transaction, not for each attempt.
    expect(new Set(writes(/to start one/).map(({ body }) => body)).size).toBe(1)

    const textsIn = async (uuid: string) =>
      (await itemsIn(`MSG#${uuid}`)).map(({ message }) => message).toSorted()
    expect([sent.status, await textsIn(message_group_uuid)]).toEqual([200, ['Hello!', 'into the group']])
    expect([started.status, await textsIn(groupUuidOf(me.uuid, other.uuid))]).toEqual([200, ['to start one']])
    expect(await itemsIn(`HDL#${user.handle}`)).toMatchObject([{ uuid: user.uuid }])
    // A chunk of two that was counted for every attempt: a person may send fewer for it, and never more.
    expect(await itemsIn(`LIM#${other.uuid}`)).toMatchObject([{ hits: 2 * writes(/send#/).length }])
    expect(await itemsIn(`LIM#${me.uuid}`)).toMatchObject([{ hits: 2 }]) // two conversations started
  }))
