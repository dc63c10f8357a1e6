import { randomUUID } from 'node:crypto'
import { afterEach, describe, expect, jest, test } from '@jest/globals'
import { pushEndpointKey, subscriptionKey } from '../../../src/repository/keys.ts'
import { shiftClock } from '../../steps/clock.ts'
import * as given from '../../steps/given.ts'
import { aBrowserOf, aPushService, deliversPush, storesPushKeys, thePushService } from '../../steps/pushes.ts'
import type { Browser } from '../../steps/pushService.ts'
import { itemsIn, putItems } from '../../steps/table.ts'

given.anEngine({ hasStream: false })
aPushService()

afterEach(() => {
  process.env.LOG_LEVEL = 'silent'
  jest.restoreAllMocks()
})

type Somebody = { uuid: string }

/** A message to a person, and what pushMessage has queued for it. */
const aMessage = async () => {
  const { me, other, uuid } = await given.aGroup('Nobody reads this in a log')
  const [first] = await itemsIn(`MSG#${uuid}`)
  const queued = JSON.stringify({ group_uuid: uuid, place: first?.sk, user_uuids: [other.uuid] })
  return { me, other, queued, text: String(first?.message) }
}

/** A browser whose push service answers the next requests like this. */
const aBrowserWith = async (
  user: Somebody & { token: string },
  ...answers: Parameters<Browser['answers']>
) => {
  const browser = await aBrowserOf(user)
  browser.answers(...answers)
  return browser
}

const isStored = async ({ uuid }: Somebody, browser: Browser) => {
  const keys = [subscriptionKey(uuid, browser.uuid), pushEndpointKey(browser.subscription.endpoint)]
  const items = await Promise.all(keys.map(({ pk, sk }) => itemsIn(pk, sk, sk)))
  return items.map(({ length }) => length > 0)
}

/** What is logged from now on. */
const theLog = () => {
  process.env.LOG_LEVEL = 'info'
  const lines: string[] = []
  jest.spyOn(process.stdout, 'write').mockImplementation((text) => lines.push(String(text)) > 0)
  return { text: () => lines.join(''), records: () => lines.map((line) => JSON.parse(line)) }
}

describe('a subscription', () => {
  test.each([404, 410])('that the push service does not know is deleted: %d', async (status) => {
    const { other, queued } = await aMessage()
    const [gone, kept] = [await aBrowserWith(other, status), await aBrowserOf(other)]
    await deliversPush(queued)
    expect([await isStored(other, gone), await isStored(other, kept)]).toEqual([
      [false, false],
      [true, true],
    ])
    expect([gone.requests(), kept.pushes.length]).toEqual([1, 1])
  })

  test.each([400, 401, 403, 413, 429, 500])('is kept if the push service refuses: %d', async (status) => {
    const { other, queued } = await aMessage()
    const browser = await aBrowserWith(other, status, status)
    await deliversPush(queued)
    expect([await isStored(other, browser), browser.pushes]).toEqual([[true, true], []])
  })
})

describe('a push service', () => {
  test.each([500, 503])('that fails is asked once more: %d', async (status) => {
    const { other, queued } = await aMessage()
    const [once, always] = [
      await aBrowserWith(other, status),
      await aBrowserWith(other, status, status, status),
    ]
    await deliversPush(queued)
    expect([once.requests(), once.pushes.length, always.requests()]).toEqual([2, 1, 2])
  })

  test('that refuses is not asked again', async () => {
    const { other, queued } = await aMessage()
    const browser = await aBrowserWith(other, 429)
    await deliversPush(queued)
    expect([browser.requests(), browser.pushes]).toEqual([1, []])
  })

  test('cannot lead to another address', async () => {
    const { other, queued } = await aMessage()
    const browser = await aBrowserWith(other, 'redirect')
    await deliversPush(queued)
    expect([browser.requests(), browser.pushes, thePushService().elsewhere]).toEqual([1, [], []])
  })

  test('that does not answer does not keep the function, and is not asked again', async () => {
    const { other, queued } = await aMessage()
    const browser = await aBrowserWith(other, 'silence', 'silence')
    await deliversPush(queued)
    expect([browser.requests(), browser.pushes]).toEqual([1, []])
  })

  test('that is not a known one any more is not asked', async () => {
    const { other, queued } = await aMessage()
    const browser = await aBrowserOf(other)
    const { PUSH_SERVICES } = process.env
    process.env.PUSH_SERVICES = 'https://push.example'
    await deliversPush(queued)
    process.env.PUSH_SERVICES = PUSH_SERVICES
    expect(browser.requests()).toBe(0)
  })
})

test('the other browsers and people get their pushes, whatever happens to one', async () => {
  const { me, other, queued } = await aMessage()
  const third = await given.aUser()
  const broken = await aBrowserOf(other)
  const item = (await itemsIn(`CON#${other.uuid}`)).find(
    ({ endpoint }) => endpoint === broken.subscription.endpoint,
  )
  await putItems([{ ...item, p256dh: 'no-key' }])
  for (const answer of [410, 403, 'redirect'] as const) await aBrowserWith(other, answer)
  const fine = await aBrowserOf(other)
  const user_uuids = [third.uuid, me.uuid, randomUUID(), other.uuid]
  await deliversPush(JSON.stringify({ ...JSON.parse(queued), user_uuids }))
  expect([broken.requests(), fine.pushes.length]).toEqual([0, 1])
})

test('a message that the queue delivers twice replaces its first push, because both have the same topic', async () => {
  const { other, queued } = await aMessage()
  const browser = await aBrowserOf(other)
  for (const _ of ['once', 'twice']) await deliversPush(queued)
  const [first, second] = browser.pushes
  expect(browser.pushes).toHaveLength(2)
  expect([second?.topic, second?.payload]).toEqual([first?.topic, first?.payload])
})

test('the queue delivers a message again if the table is not available', async () => {
  const { queued } = await aMessage()
  const { TABLE_NAME } = process.env
  process.env.TABLE_NAME = 'nowhere'
  await expect(deliversPush(queued)).rejects.toThrow()
  process.env.TABLE_NAME = TABLE_NAME
})

describe('the keys', () => {
  afterEach(() => shiftClock(0))

  test('are needed: without them, nothing is sent', async () => {
    const { other, queued } = await aMessage()
    const browser = await aBrowserOf(other)
    const { PUSH_KEYS_PARAMETER } = process.env
    process.env.PUSH_KEYS_PARAMETER = '/cruddur-messages/no-such-stage/push-keys'
    const log = theLog()
    await deliversPush(queued)
    process.env.PUSH_KEYS_PARAMETER = PUSH_KEYS_PARAMETER
    expect(browser.requests()).toBe(0)
    expect(log.records()).toEqual([
      expect.objectContaining({ level: 'warn', message: 'web push without keys' }),
    ])
  })

  test('can be replaced while the function runs', async () => {
    const { other, queued } = await aMessage()
    const browser = await aBrowserOf(other)
    await deliversPush(queued)
    const { publicKey } = storesPushKeys()
    thePushService().accepts(publicKey)
    shiftClock(5 * 60_000)
    await deliversPush(queued)
    expect([browser.pushes.length, thePushService().refused]).toEqual([2, []])
  })
})

test('the log says what was sent and what was not, without texts, endpoints and keys', async () => {
  const { other, queued, text } = await aMessage()
  const [fine, refused, broken] = [
    await aBrowserOf(other),
    await aBrowserWith(other, 403),
    await aBrowserWith(other, 'hang up', 'hang up'),
  ]
  const log = theLog()
  await deliversPush(queued)
  const of = ({ uuid }: Browser) => ({
    level: 'warn',
    user_uuid: other.uuid,
    push_subscription_uuid: uuid,
    push_service: new URL(thePushService().origin).host,
  })
  expect(log.records()).toEqual([
    expect.objectContaining({ ...of(refused), message: 'web push refused', status: 403 }),
    expect.objectContaining({ ...of(broken), message: 'web push failed' }),
    expect.objectContaining({ level: 'info', message: 'web pushes sent', users: 1, pushes: 1 }),
  ])
  const secrets = [fine, refused, broken].flatMap(({ subscription: { endpoint, keys } }) => [
    new URL(endpoint).pathname,
    keys.p256dh,
    keys.auth,
  ])
  for (const secret of [text, ...secrets]) expect(log.text()).not.toContain(secret)
})
