import { expect, test } from '@jest/globals'
import { pushEndpointKey } from '../../../src/repository/keys.ts'
import * as given from '../../steps/given.ts'
import { runs } from '../../steps/program.ts'
import { aBrowserOf, aPushService } from '../../steps/pushes.ts'
import { allItems } from '../../steps/table.ts'

given.anEngine({ hasStream: false })
given.aWorkQueue()
aPushService()

test('users:export contains the subscriptions of a user, without the keys', async () => {
  const user = await given.aUser()
  const [browser, discreet] = [await aBrowserOf(user), await aBrowserOf(user, { shows_text: false })]
  const { stdout } = await runs('users:export', user.handle)
  const times = { registered_at: expect.stringMatching(/Z$/), expires_at: expect.stringMatching(/Z$/) }
  const exported = JSON.parse(stdout)
  expect(exported.push_subscriptions).toHaveLength(2)
  expect(exported.push_subscriptions).toEqual(
    expect.arrayContaining([
      { uuid: browser.uuid, endpoint: browser.subscription.endpoint, shows_text: true, ...times },
      { uuid: discreet.uuid, endpoint: discreet.subscription.endpoint, shows_text: false, ...times },
    ]),
  )
  expect(exported.connections).toEqual([])
  for (const secret of Object.values(browser.subscription.keys)) expect(stdout).not.toContain(secret)
})

test('users:erase deletes the subscriptions of a user, and those of nobody else', async () => {
  const [user, other] = [await given.aUser(), await given.aUser()]
  const [one, two, kept] = [await aBrowserOf(user), await aBrowserOf(user), await aBrowserOf(other)]
  expect((await runs('users:erase', user.handle, '--wait', '0')).code).toBe(0)
  const left = (await allItems()).map(({ pk }) => pk)
  const keyOf = ({ subscription }: typeof one) => pushEndpointKey(subscription.endpoint).pk
  expect(left).toEqual(expect.arrayContaining([`CON#${other.uuid}`, keyOf(kept)]))
  for (const pk of [`CON#${user.uuid}`, keyOf(one), keyOf(two)]) expect(left).not.toContain(pk)
})

test('ddb:scan prints a subscription and its endpoint, without the address', async () => {
  const user = await given.aUser()
  const { uuid, subscription } = await aBrowserOf(user)
  const { stdout } = await runs('ddb:scan')
  const lines = stdout
    .split('\n')
    .filter((line) => line.includes('push') && line.includes(user.uuid.slice(0, 8)))
  expect(lines).toHaveLength(2)
  expect(lines.join('\n')).toMatch(/push subscription .* at 127\.0\.0\.1:\d+/)
  expect(lines.join('\n')).toMatch(new RegExp(`push endpoint .* of the subscription ${uuid}`))
  expect(stdout).not.toContain(new URL(subscription.endpoint).pathname)
})
