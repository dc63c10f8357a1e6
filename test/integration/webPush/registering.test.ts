import { randomUUID } from 'node:crypto'
import { DeleteCommand } from '@aws-sdk/lib-dynamodb'
import { describe, expect, test } from '@jest/globals'
import { documents } from '../../../src/repository/client.ts'
import { type Key, pushEndpointKey, subscriptionKey } from '../../../src/repository/keys.ts'
import { endSignIns } from '../../../src/repository/profile.ts'
import { deleteSubscriptions } from '../../../src/repository/subscriptions.ts'
import { at } from '../../steps/clock.ts'
import { erases } from '../../steps/erasures.ts'
import * as given from '../../steps/given.ts'
import { aBrowserOf, aPushService, registers, thePushService, unregisters } from '../../steps/pushes.ts'
import type { Browser } from '../../steps/pushService.ts'
import { itemsIn, itemsWith } from '../../steps/table.ts'
import * as then from '../../steps/then.ts'
import { type Pass, through } from '../../steps/wire.ts'

given.anEngine({ hasStream: false })
aPushService()

type Somebody = { uuid: string; token: string }

const day = 24 * 60 * 60_000

const endpointOf = ({ subscription }: Browser) => subscription.endpoint

/** The endpoints of the subscriptions of a user. */
const endpointsOf = async ({ uuid }: Somebody): Promise<unknown[]> =>
  (await itemsIn(`CON#${uuid}`, 'push#', 'push#~')).map(({ endpoint }) => endpoint)

/** To which user and subscription an endpoint belongs. */
const ownerOf = async (endpoint: string) => {
  const [owner] = await itemsIn(pushEndpointKey(endpoint).pk)
  return owner && [owner.user_uuid, owner.uuid]
}

/** DynamoDB deletes an item that has expired, and not yet the other one of the two. */
const expires = (Key: Key) => documents.send(new DeleteCommand({ TableName: process.env.TABLE_NAME, Key }))

test('a browser is registered for 30 days, with what it needs to get pushes', async () => {
  const user = await given.aUser()
  const browser = thePushService().aBrowser()
  const now = Date.now()
  const expiresAt = Math.floor((now + 30 * day) / 1000)
  then.isAnswered(await at(now, () => registers(user, browser)), {
    uuid: browser.uuid,
    shows_text: true,
    expires_at: new Date(expiresAt * 1000).toISOString(),
  })
  const { endpoint, keys } = browser.subscription
  expect(await itemsIn(`CON#${user.uuid}`)).toEqual([
    {
      ...subscriptionKey(user.uuid, browser.uuid),
      endpoint,
      ...keys,
      registered_at: new Date(now).toISOString(),
      expires_at: expiresAt,
    },
  ])
  expect(await itemsIn(pushEndpointKey(endpoint).pk)).toEqual([
    { ...pushEndpointKey(endpoint), user_uuid: user.uuid, uuid: browser.uuid, expires_at: expiresAt },
  ])
})

test('registering again renews the subscription, in any spelling of its uuid', async () => {
  const user = await given.aUser()
  const browser = thePushService().aBrowser()
  await at(Date.now() - 20 * day, () => registers(user, browser))
  const again = { ...browser, uuid: browser.uuid.toUpperCase() }
  const now = Date.now()
  const { body } = await at(now, () => registers(user, again, { shows_text: false }))
  expect(body).toMatchObject({ uuid: browser.uuid, shows_text: false })
  const expires_at = Math.floor((now + 30 * day) / 1000)
  expect(await itemsIn(`CON#${user.uuid}`)).toEqual([
    expect.objectContaining({ endpoint: endpointOf(browser), hides_text: true, expires_at }),
  ])
  expect(await itemsIn(pushEndpointKey(endpointOf(browser)).pk)).toEqual([
    expect.objectContaining({ expires_at }),
  ])
})

describe('a subscription of the same browser with another endpoint', () => {
  const replaces = async (user: Somebody, before: Browser) => {
    const next = { ...thePushService().aBrowser(), uuid: before.uuid }
    expect((await registers(user, next)).status).toBe(200)
    return next
  }

  test('replaces the one before', async () => {
    const user = await given.aUser()
    const before = await aBrowserOf(user)
    const next = await replaces(user, before)
    expect(await endpointsOf(user)).toEqual([endpointOf(next)])
    expect(await ownerOf(endpointOf(next))).toEqual([user.uuid, next.uuid])
    expect(await ownerOf(endpointOf(before))).toBeUndefined()
  })

  test('replaces the one before, also after either of its items has expired', async () => {
    const user = await given.aUser()
    const [one, two] = [await aBrowserOf(user), await aBrowserOf(user)]
    await expires(pushEndpointKey(endpointOf(one)))
    await expires(subscriptionKey(user.uuid, two.uuid))
    const next = [await replaces(user, one), await replaces(user, two)].map(endpointOf)
    expect((await endpointsOf(user)).toSorted()).toEqual(next.toSorted())
  })
})

describe('an endpoint', () => {
  test('belongs to the account that registered it last', async () => {
    const [ann, bob] = [await given.aUser(), await given.aUser()]
    const browser = await aBrowserOf(ann)
    const kept = await aBrowserOf(ann)
    const ofBob = { ...browser, uuid: randomUUID() }
    expect((await registers(bob, ofBob)).status).toBe(200)
    expect(await endpointsOf(ann)).toEqual([endpointOf(kept)])
    expect(await endpointsOf(bob)).toEqual([endpointOf(browser)])
    expect(await ownerOf(endpointOf(browser))).toEqual([bob.uuid, ofBob.uuid])

    expect((await registers(ann, browser)).status).toBe(200)
    expect([(await endpointsOf(ann)).length, await endpointsOf(bob)]).toEqual([2, []])
    expect(await ownerOf(endpointOf(browser))).toEqual([ann.uuid, browser.uuid])
  })

  test('belongs to one subscription of an account', async () => {
    const user = await given.aUser()
    const browser = await aBrowserOf(user)
    const again = { ...browser, uuid: randomUUID() }
    await registers(user, again)
    expect(await endpointsOf(user)).toEqual([endpointOf(browser)])
    expect(await ownerOf(endpointOf(browser))).toEqual([user.uuid, again.uuid])
  })

  test.each([
    ['its owner', (_: Somebody, browser: Browser) => pushEndpointKey(endpointOf(browser))],
    [
      'the subscription of its owner',
      ({ uuid }: Somebody, browser: Browser) => subscriptionKey(uuid, browser.uuid),
    ],
  ])('can be registered by another account after the item of %s has expired', async (_, keyOf) => {
    const [ann, bob] = [await given.aUser(), await given.aUser()]
    const browser = await aBrowserOf(ann)
    await expires(keyOf(ann, browser))
    const ofBob = { ...browser, uuid: randomUUID() }
    expect((await registers(bob, ofBob)).status).toBe(200)
    expect(await ownerOf(endpointOf(browser))).toEqual([bob.uuid, ofBob.uuid])
    // Also after the first account has registered its browser with another endpoint.
    const next = { ...thePushService().aBrowser(), uuid: browser.uuid }
    expect((await registers(ann, next)).status).toBe(200)
    expect(await endpointsOf(ann)).toEqual([endpointOf(next)])
    expect(await ownerOf(endpointOf(browser))).toEqual([bob.uuid, ofBob.uuid])
  })

  test('belongs to one of several accounts that register it at the same time', async () => {
    const users = await Promise.all(Array.from({ length: 4 }, () => given.aUser()))
    const browser = thePushService().aBrowser()
    const answers = await Promise.all(users.map((user) => registers(user, browser)))
    expect(answers.map(({ status }) => status)).toEqual(users.map(() => 200))
    const owners = await Promise.all(users.map(async (user) => [user.uuid, await endpointsOf(user)]))
    const [owner, ...others] = owners.filter(([, endpoints]) => endpoints?.length)
    expect(others).toEqual([])
    expect(owner).toEqual([(await ownerOf(endpointOf(browser)))?.[0], [endpointOf(browser)]])
  })
})

describe('a user with many browsers', () => {
  const aBrowserAgo = async (user: Somebody, minutes: number) => {
    const browser = thePushService().aBrowser()
    await at(Date.now() - minutes * 60_000, () => registers(user, browser))
    return browser
  }

  test('keeps the sixteen that were registered last', async () => {
    const user = await given.aUser()
    const all: Browser[] = []
    for (let ago = 18; ago > 0; ago -= 1) all.push(await aBrowserAgo(user, ago))
    const [first, second, ...kept] = all
    expect((await endpointsOf(user)).toSorted()).toEqual(kept.map(endpointOf).toSorted())
    for (const gone of [first, second])
      expect(await ownerOf(gone?.subscription.endpoint ?? '')).toBeUndefined()
  })

  test('has at most sixteen after twenty were registered at the same time', async () => {
    const user = await given.aUser()
    const browsers = Array.from({ length: 20 }, () => thePushService().aBrowser())
    const answers = await Promise.all(browsers.map((browser) => registers(user, browser)))
    expect(answers.map(({ status }) => status)).toEqual(browsers.map(() => 200))
    const endpoints = await endpointsOf(user)
    expect(endpoints.length).toBeGreaterThan(0)
    expect(endpoints.length).toBeLessThanOrEqual(16)
    for (const browser of browsers) {
      const isStored = endpoints.includes(endpointOf(browser))
      expect(await ownerOf(endpointOf(browser))).toEqual(isStored ? [user.uuid, browser.uuid] : undefined)
    }
  })
})

describe('a browser that is not registered any more', () => {
  test('is forgotten, with the owner of its endpoint; again, the answer is the same', async () => {
    const user = await given.aUser()
    const [browser, kept] = [await aBrowserOf(user), await aBrowserOf(user)]
    for (const uuid of [browser.uuid, browser.uuid.toUpperCase(), randomUUID()])
      then.isAnswered(await unregisters(user, uuid), {})
    expect(await endpointsOf(user)).toEqual([endpointOf(kept)])
    expect(await ownerOf(endpointOf(browser))).toBeUndefined()
  })

  test('is forgotten also after the item of its endpoint has expired', async () => {
    const user = await given.aUser()
    const browser = await aBrowserOf(user)
    await expires(pushEndpointKey(endpointOf(browser)))
    await unregisters(user, browser.uuid)
    expect(await endpointsOf(user)).toEqual([])
  })

  test('is not that of another account', async () => {
    const [ann, bob] = [await given.aUser(), await given.aUser()]
    const browser = await aBrowserOf(ann)
    then.isAnswered(await unregisters(bob, browser.uuid), {})
    expect(await endpointsOf(ann)).toEqual([endpointOf(browser)])
    expect(await ownerOf(endpointOf(browser))).toEqual([ann.uuid, browser.uuid])
  })
})

test('too many changes of subscriptions together are 429, and change nothing', () =>
  at(Date.now(), async () => {
    const user = await given.aUser()
    const [browser, other] = [thePushService().aBrowser(), thePushService().aBrowser()]
    const { CHANGES_PER_MINUTE } = process.env
    process.env.CHANGES_PER_MINUTE = '2'
    expect((await registers(user, browser)).status).toBe(200)
    expect((await unregisters(user, randomUUID())).status).toBe(200)
    then.isRefused(await registers(user, other), 429, 'too_many_requests')
    then.isRefused(await unregisters(user, browser.uuid), 429, 'too_many_requests')
    process.env.CHANGES_PER_MINUTE = CHANGES_PER_MINUTE
    expect(await endpointsOf(user)).toEqual([endpointOf(browser)])
  }))

describe('a browser is not registered', () => {
  /** Registers another browser, while something happens after the profile was read. */
  const registersWhile = (user: Somebody, happens: () => Promise<unknown>) => {
    let hasHappened = false
    const first: Pass = async ({ command }, send) => {
      if (command === 'TransactWriteItems' && !hasHappened) {
        hasHappened = true
        await happens()
      }
      return send()
    }
    return through(first, () => registers(user, thePushService().aBrowser()))
  }

  test('if its user is erased meanwhile', async () => {
    const user = await given.aUser()
    await aBrowserOf(user)
    then.isRefused(await registersWhile(user, () => erases(user)), 403, 'user_unknown')
    expect(await itemsWith(user.uuid)).toEqual([`USR#${user.uuid}`])
  })

  test('if its user signs out everywhere meanwhile', async () => {
    const user = await given.aUser()
    await aBrowserOf(user)
    const signsOut = async () => {
      await endSignIns(user.uuid, Date.now())
      await deleteSubscriptions(user.uuid)
    }
    then.isRefused(await registersWhile(user, signsOut), 401, 'unauthorized')
    expect((await itemsWith(user.uuid)).filter((pk) => /^(CON|PSH)#/.test(String(pk)))).toEqual([])
  })
})
