import { describe, expect, test } from '@jest/globals'
import { getUserByUuid } from '../../src/repository/users.ts'
import {
  beginsExport,
  deletesAccount,
  endsSessions,
  pushService,
  signedInAt,
  subscribes,
} from '../steps/accounts.ts'
import { at, shiftClock } from '../steps/clock.ts'
import { erases } from '../steps/erasures.ts'
import * as given from '../steps/given.ts'
import { renames } from '../steps/renames.ts'
import { live, opens } from '../steps/sockets.ts'
import { restores, suspends } from '../steps/suspensions.ts'
import { itemsIn } from '../steps/table.ts'
import * as then from '../steps/then.ts'
import { calls } from '../steps/when.ts'
import { through } from '../steps/wire.ts'

given.anEngine()
live()
given.aWorkQueue()
process.env.PUSH_SERVICES = pushService

const aMinute = 60_000

const readsProfile = (as: { token: string }) => calls('GET', '/api/users/me', { as })

/** Runs the work where no profile from before is cached. */
const later = async <T>(work: () => Promise<T>): Promise<T> => {
  shiftClock(aMinute + 1000)
  try {
    return await work()
  } finally {
    shiftClock(0)
  }
}

describe('DELETE /api/users/me/sessions', () => {
  test('ends the sessions of all devices, and lets the user sign in again', async () => {
    const user = await given.aUser()
    const [laptop, phone] = [signedInAt(user, Date.now() - aMinute), signedInAt(user, Date.now())]
    const sockets = [await opens(laptop), await opens(phone)]
    for (const device of [laptop, phone]) expect((await subscribes(device)).status).toBe(200)
    then.isAnswered(await endsSessions(laptop), {})
    expect(sockets.map((socket) => socket.isClosed())).toEqual([true, true])
    expect(await itemsIn(`CON#${user.uuid}`)).toEqual([])
    const again = signedInAt(user, Date.now())

    for (const device of [laptop, phone]) {
      await expect(opens(device)).rejects.toThrow('refused')
      for (const asks of [endsSessions, deletesAccount, subscribes])
        then.isRefused(await asks(device), 401, 'unauthorized')
      for (const asks of [readsProfile, beginsExport])
        then.isRefused(await later(() => asks(device)), 401, 'unauthorized')
    }
    then.isAnswered(await later(() => readsProfile(again)), {
      uuid: user.uuid,
      handle: user.handle,
      display_name: user.displayName,
      strangers: 'inbox',
    })
    await (await opens(again)).close()
  })

  test('accepts a sign-in from the moment of the answer, and none of the same second before', async () => {
    const user = await given.aUser()
    const now = Math.floor(Date.now() / 1000) * 1000 + 900
    await at(now, () => endsSessions(user))
    then.isRefused(await later(() => readsProfile(signedInAt(user, now - 800))), 401, 'unauthorized')
    expect((await later(() => readsProfile(signedInAt(user, now + 100)))).status).toBe(200)
  })

  test('does not answer before a sign-in is accepted', async () => {
    const user = await given.aUser()
    expect((await endsSessions(user)).status).toBe(200)
    expect((await later(() => readsProfile(signedInAt(user, Date.now())))).status).toBe(200)
  })

  test('disconnects a device that connected while it was at work', async () => {
    const user = await given.aUser()
    const device = await given.aUser()
    let socket: Awaited<ReturnType<typeof opens>> | undefined
    await through(
      async ({ command }, send) => {
        if (command === 'TransactWriteItems' && !socket) {
          socket = await opens(user)
          await subscribes(user)
        }
        return send()
      },
      () => endsSessions(user),
    )
    expect(socket?.isClosed()).toBe(true)
    expect(await itemsIn(`CON#${user.uuid}`)).toEqual([])
    expect((await readsProfile(device)).status).toBe(200) // of somebody else
  })

  test('can be repeated if it fails before the sessions have ended', async () => {
    const user = await given.aUser()
    await subscribes(user)
    const answer = await through(
      ({ command, input }, send) => {
        if (command === 'TransactWriteItems' && JSON.stringify(input).includes('signed_out_at'))
          throw new Error('interrupted')
        return send()
      },
      () => endsSessions(user),
    )
    expect(answer.status).toBe(500)
    expect(await itemsIn(`CON#${user.uuid}`)).toEqual([])
    then.isAnswered(await endsSessions(user), {})
  })

  test('and a change of the profile at the same time are both kept, whichever is first', async () => {
    const changes = (user: Parameters<typeof renames>[0]) => renames(user, { display_name: 'Renamed' })
    for (const [first, second] of [
      [endsSessions, changes],
      [changes, endsSessions],
    ] as const) {
      const user = await given.aUser()
      let isDone = false
      const answer = await through(
        async ({ command, input }, send) => {
          // The second one has read the user before the first one writes.
          if (command === 'TransactWriteItems' && !JSON.stringify(input).includes('PSH#') && !isDone) {
            isDone = true
            expect((await first(user)).status).toBe(200)
          }
          return send()
        },
        () => second(user),
      )
      expect(answer.status).toBe(200)
      expect(await getUserByUuid(user.uuid)).toMatchObject({
        displayName: 'Renamed',
        signedOutAt: expect.any(String),
      })
      const copies = await Promise.all(
        [`USR#${user.uuid}`, `HDL#${user.handle}`, `COG#${user.cognitoUserId}`].map((pk) => itemsIn(pk)),
      )
      expect(new Set(copies.map(([item]) => item?.signed_out_at)).size).toBe(1)
    }
  })

  test('lasts through renames, a suspension and its end', async () => {
    const user = await given.aUser()
    await endsSessions(user)
    const again = signedInAt(user, Date.now() + 1000)
    expect((await renames(again, { handle: given.aHandle(), strangers: 'requests' })).status).toBe(200)
    const { handle } = (await getUserByUuid(user.uuid)) ?? user
    await suspends({ handle })
    then.isRefused(await later(() => readsProfile(again)), 403, 'account_suspended')
    await restores({ handle })
    then.isRefused(await later(() => readsProfile(user)), 401, 'unauthorized')
    expect((await later(() => readsProfile(again))).status).toBe(200)
  })

  test('is refused for a user who is suspended or erased', async () => {
    const [suspended, erased] = [await given.aUser(), await given.aUser()]
    await suspends(suspended)
    await erases(erased)
    then.isRefused(await endsSessions(suspended), 403, 'account_suspended')
    then.isRefused(await endsSessions(erased), 403, 'user_unknown')
  })
})
