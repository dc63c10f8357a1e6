import { randomUUID } from 'node:crypto'
import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import { v7 as uuidv7 } from 'uuid'
import { type Arrival, arrivalsIn } from '../../src/domain/arrival.ts'
import { quietBeforeOf } from '../../src/domain/group.ts'
import type { Message, Person } from '../../src/domain/message.ts'
import { placeOf } from '../../src/domain/place.ts'
import { groupView } from '../../src/domain/views.ts'
import { rebuildGroup } from '../../src/repository/admin/rebuildInbox.ts'
import { listConversations, readUpTo } from '../../src/repository/conversations.ts'
import { findWithNewer } from '../../src/repository/findMessage.ts'
import { membershipPartition } from '../../src/repository/keys.ts'
import { membershipItem } from '../../src/repository/membershipItem.ts'
import { getMembership } from '../../src/repository/memberships.ts'
import { advanceMembership } from '../../src/repository/membershipUpdates.ts'
import { messageItem } from '../../src/repository/messages.ts'
import { storeMessage } from '../../src/repository/storeMessage.ts'
import { erasesFrom } from '../steps/erasures.ts'
import * as given from '../steps/given.ts'
import { numRuns } from '../steps/numRuns.ts'
import { itemsIn, putItems } from '../steps/table.ts'
import { through } from '../steps/wire.ts'

given.anEngine({ hasStream: false })

const seconds = 1000
const minutes = 60 * seconds
const start = Date.UTC(2026, 0, 1)
const day = 24 * 60 * minutes

const aPerson = (): Person => ({ uuid: randomUUID(), handle: given.aHandle(), displayName: 'Some Body' })

const who = fc.nat(1)
const step = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant('send' as const),
      who,
      slowMs: fc.constantFrom(0, 0, 5 * seconds, 11_500),
      skewMs: fc.constantFrom(0, 0, 1500, -1500),
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('wait' as const),
      ms: fc.constantFrom(
        1,
        3 * seconds,
        20 * seconds,
        119_999,
        2 * minutes,
        4 * minutes + 14 * seconds,
        4 * minutes + 15 * seconds,
        10 * minutes,
        day + 5 * minutes,
      ),
    }),
  },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('deliver' as const), nth: fc.nat(9) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('repeat' as const), nth: fc.nat(9) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('look' as const), who, isHeld: fc.boolean() }) },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant('mark' as const), who, nth: fc.nat(9), isHeld: fc.boolean() }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('release' as const), nth: fc.nat(9) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('rebuild' as const) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('check' as const) }) },
)
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never

const live = async (steps: Step[], erases: boolean) => {
  const people = [aPerson(), aPerson()] as const
  const groupUuid = randomUUID()
  const memberUuids = people.map(({ uuid }) => uuid)
  const uuid = uuidv7({ msecs: start })
  const first: Message = {
    uuid,
    groupUuid,
    place: placeOf(start, uuid),
    text: 'secret 0',
    sender: people[0],
    memberUuids,
  }
  const row = { groupUuid, lastPlace: first.place, state: 'inbox', kind: 'direct' } as const
  await putItems([
    messageItem({ ...first, isQuiet: true }),
    membershipItem({ ...row, userUuid: people[0].uuid, other: people[1], readPlace: first.place }),
    membershipItem({ ...row, userUuid: people[1].uuid, other: people[0] }),
  ])
  let now = start
  const said: Message[] = [first]
  const waiting: Arrival[] = []
  const delivered: Arrival[] = []
  const marks: [string, string] = ['', '']
  const slow: { due: number; store: () => Promise<void> }[] = []
  const held: { release: () => void; ends: Promise<unknown> }[] = []

  const waitUntil = async (time: number) => {
    for (const one of slow.toSorted((a, b) => a.due - b.due)) {
      if (one.due > time) continue
      slow.splice(slow.indexOf(one), 1)
      now = Math.max(now, one.due)
      await one.store()
    }
    now = Math.max(now, time)
  }
  /** Runs work and delays its UpdateItem until it is released. */
  const hold = async (work: () => Promise<unknown>, isHeld: boolean) => {
    if (!isHeld) return work()
    let release = () => {}
    const gate = new Promise<void>((resolve) => {
      release = resolve
    })
    let reached = () => {}
    const isAt = new Promise<void>((resolve) => {
      reached = resolve
    })
    const ends = through(async ({ command }, send) => {
      if (command === 'UpdateItem') {
        reached()
        await gate
      }
      return send()
    }, work)
    held.push({ release, ends })
    await Promise.race([isAt, ends])
  }
  const releaseAll = async () => {
    for (const { release, ends } of held.splice(0)) {
      release()
      await ends
    }
  }
  const rowOf = async ({ uuid }: Person) => (await itemsIn(membershipPartition(uuid)))[0] ?? {}
  const look = (index: number) =>
    listConversations(people[index as 0].uuid, { list: 'inbox', limit: 20, cursor: undefined, now })
  const deliver = async (arrival: Arrival) => {
    delivered.push(arrival)
    await advanceMembership(arrival)
  }
  const settleDown = async () => {
    await waitUntil(now + 15 * seconds)
    await releaseAll()
    for (const arrival of waiting.splice(0)) await deliver(arrival)
  }
  const isRight = async () => {
    await settleDown()
    const inOrder = said.toSorted((a, b) => (a.place < b.place ? -1 : 1))
    for (const index of [0, 1] as const) {
      const me = people[index]
      const own = inOrder.findLast(({ sender }) => sender.uuid === me.uuid)?.place ?? ''
      const read = [marks[index], own].toSorted().at(-1) ?? ''
      const last = inOrder.at(-1)
      const row = await rowOf(me)
      expect('message' in row).toBe('settled' in row)
      const views = (await look(index)).conversations.map((one) => groupView(one, me))
      expect(views).toMatchObject([
        {
          message: last?.text,
          created_at: last?.place.split('#')[0],
          last_message: { uuid: last?.uuid, user_uuid: last?.sender.uuid },
          unread_count: inOrder.filter(({ sender, place }) => sender.uuid !== me.uuid && place > read).length,
        },
      ])
    }
  }
  for (const one of steps) {
    if (one.do === 'wait') await waitUntil(now + one.ms)
    if (one.do === 'send') {
      const sender = people[one.who as 0]
      const time = now + one.skewMs
      const membership = await getMembership(sender.uuid, groupUuid)
      const draft = {
        uuid: uuidv7({ msecs: time }),
        groupUuid,
        text: `secret ${said.length + slow.length}`,
        sender,
        memberUuids,
      }
      const store = async () => {
        const message = await storeMessage(draft, () => time, {
          quietBefore: membership && quietBeforeOf(membership),
        })
        said.push(message)
        if (!message.isQuiet) waiting.push(...arrivalsIn([message]))
      }
      if (one.slowMs === 0) await store()
      else slow.push({ due: now + one.slowMs, store })
    }
    if (one.do === 'deliver' && waiting.length > 0) {
      const [arrival] = waiting.splice(one.nth % waiting.length, 1)
      if (arrival) await deliver(arrival)
    }
    if (one.do === 'repeat' && delivered.length > 0)
      await advanceMembership(delivered[one.nth % delivered.length] as Arrival)
    if (one.do === 'look') await hold(() => look(one.who), one.isHeld)
    if (one.do === 'mark') {
      const message = said.at(-1 - (one.nth % said.length)) as Message
      const index = one.who as 0
      const at = now
      await hold(async () => {
        const membership = await getMembership(people[index].uuid, groupUuid)
        const found = await findWithNewer({ groupUuid }, message.uuid, 100)
        if (!membership || !found) throw new Error('not found')
        await readUpTo(membership, found, at)
        if (message.place > marks[index]) marks[index] = message.place
      }, one.isHeld)
    }
    if (one.do === 'release' && held.length > 0) {
      const [operation] = held.splice(one.nth % held.length, 1)
      operation?.release()
      await operation?.ends
    }
    if (one.do === 'rebuild') await rebuildGroup(groupUuid)
    if (one.do === 'check') await isRight()
  }
  if (erases) {
    await waitUntil(now + 15 * seconds)
    const [me, other] = people
    const membership = await getMembership(other.uuid, groupUuid)
    if (!membership) throw new Error('no row')
    await erasesFrom(membership)
    await releaseAll()
    for (const arrival of waiting.splice(0)) await advanceMembership(arrival)
    const ofOther = said.filter(({ sender }) => sender.uuid === other.uuid).map(({ text }) => text)
    for (const _ of ['now', 'settling', 'settled']) {
      const views = (await look(0)).conversations.map((one) => groupView(one, me))
      expect(ofOther).not.toContain(views[0]?.message)
      expect(JSON.stringify(views)).not.toContain(other.handle)
      expect(ofOther).not.toContain((await rowOf(me)).message)
      now += day + 5 * minutes
    }
    return
  }
  await isRight()
  for (const _ of ['settling', 'settled']) {
    now += day + 5 * minutes
    await isRight()
  }
}

// The clock moves in steps. Writes are delayed, repeated and reordered; each check first delivers the pending ones.
test('a row is right once the stream is delivered, with any racing reads, read marks, repairs and erasures', async () => {
  const steps = fc.array(step, { minLength: 3, maxLength: 30, size: 'max' })
  await fc.assert(fc.asyncProperty(steps, fc.boolean(), live), { numRuns: numRuns(200) })
})
