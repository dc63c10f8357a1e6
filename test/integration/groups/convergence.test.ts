import { expect, test } from '@jest/globals'
import type { DynamoDBRecord } from 'aws-lambda'
import fc from 'fast-check'
import { handler as updateInbox } from '../../../src/handlers/updateInbox.ts'
import { at } from '../../steps/clock.ts'
import * as given from '../../steps/given.ts'
import { adds, aNamedGroup, listsMembers, people, removes, renames } from '../../steps/groups.ts'
import { numRuns } from '../../steps/numRuns.ts'
import { opensGroup, readsList, saysInto } from '../../steps/safety.ts'
import { newIn, readStream, wakes } from '../../steps/stream.ts'
import { itemsIn } from '../../steps/table.ts'

given.anEngine()
given.aWorkQueue()

const person = fc.nat(3)
const acts = fc.record({
  kind: fc.constantFrom('message', 'message', 'add', 'remove', 'rename'),
  who: person,
  whom: person,
  afterMs: fc.constantFrom(1000, 125_000), // within the quiet window, or after it
  /** The share of the records so far that updateInbox gets then, again, in another order. */
  delivered: fc.double({ min: 0, max: 1, noNaN: true }),
})

/** In an order that the numbers decide. */
const shuffled = <T>(items: T[], numbers: number[]): T[] =>
  items
    .map((item, index) => [numbers[index % numbers.length] ?? 0, item] as const)
    .toSorted(([left], [right]) => left - right)
    .map(([, item]) => item)

const isOf = (uuid: string) => (record: DynamoDBRecord) =>
  wakes('updateInbox', record) && record.dynamodb?.Keys?.pk?.S === `MSG#${uuid}`

type Message = { sk: string; quiet?: boolean }

test('whatever happens, and in any order of the stream, the rows of all members show the group as it is', async () => {
  await fc.assert(
    fc.asyncProperty(
      // A token is valid for 15 minutes.
      fc.array(acts, { minLength: 1, maxLength: 6 }),
      fc.array(fc.nat(1000), { minLength: 5, maxLength: 9 }),
      async (all, order) => {
        let time = Date.now()
        const { members, uuid } = await aNamedGroup()
        const [dee] = await people('Dee')
        const everybody = [...members, dee]
        for (const [index, { kind, who, whom, afterMs, delivered }] of all.entries()) {
          time += afterMs
          const as = everybody[who] ?? dee
          const other = everybody[whom] ?? dee
          await at(time, async () => {
            if (kind === 'message') await saysInto(as, `message ${index}`, uuid)
            if (kind === 'add') await adds(as, uuid, other)
            if (kind === 'remove') await removes(as, uuid, other)
            if (kind === 'rename') await renames(as, uuid, `Title ${index}`)
          })
          const soFar = shuffled((await readStream()).filter(isOf(uuid)), order)
          await updateInbox({ Records: soFar.slice(0, Math.floor(delivered * soFar.length)) })
        }

        const messages = (await itemsIn(`MSG#${uuid}`)) as Message[]
        const loud = messages.filter(({ quiet }) => !quiet)
        const records = shuffled(await newIn([uuid], loud.length), order)
        for (const Records of [records.slice(2), records.slice(0, 3), records.slice(1)])
          expect(await updateInbox({ Records })).toEqual({ batchItemFailures: [] })

        const [group] = await itemsIn(`NGR#${uuid}`)
        const current = (group?.members ?? []) as { user_uuid: string }[]
        for (const one of everybody) {
          const [row] = await itemsIn(`GRP#${one.uuid}`, uuid, uuid)
          const isMember = current.some(({ user_uuid }) => user_uuid === one.uuid)
          expect(row?.message_group_uuid !== undefined).toBe(isMember)
          if (!isMember) continue
          expect(row).toMatchObject({
            title: group?.title,
            member_count: current.length,
            group_version: group?.group_version,
            last_message_at: (loud.at(-1) ?? messages[0])?.sk,
          })
          const [[listed], opened] = await at(time, () =>
            Promise.all([readsList(one), opensGroup(one, uuid)]),
          )
          expect({ ...opened, seen: undefined }).toEqual({ ...listed, seen: undefined })
          expect(opened.last_message.uuid).toBe(messages.at(-1)?.sk.split('#')[1])
          expect((await listsMembers(one, uuid)).body).toHaveLength(current.length)
        }
      },
    ),
    { numRuns: numRuns(20) },
  )
})
