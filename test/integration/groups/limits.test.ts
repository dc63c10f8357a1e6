import { randomUUID } from 'node:crypto'
import { afterEach, describe, expect, test } from '@jest/globals'
import { v7 as uuidv7 } from 'uuid'
import { at } from '../../steps/clock.ts'
import * as given from '../../steps/given.ts'
import { adds, aNamedGroup, createsGroup, leaves, people, removes, renames } from '../../steps/groups.ts'
import { says } from '../../steps/safety.ts'
import * as then from '../../steps/then.ts'

given.anEngine({ hasStream: false })
given.aWorkQueue()

const { GROUPS_PER_HOUR, STARTS_PER_HOUR, CHANGES_PER_MINUTE } = process.env
afterEach(() => {
  Object.assign(process.env, { GROUPS_PER_HOUR, STARTS_PER_HOUR, CHANGES_PER_MINUTE })
})

// So that no window ends in the middle of a test.
const inOneWindow = (act: () => Promise<void>) => at(Date.now(), act)

type Answer = Awaited<ReturnType<typeof createsGroup>>

const isToComeAgain = (answer: Answer, withinSeconds: number) => {
  then.isRefused(answer, 429, 'too_many_requests')
  const seconds = Number(answer.headers.get('retry-after'))
  expect(seconds >= 1 && seconds <= withinSeconds).toBe(true)
}

const countOf = (answers: Answer[], status: number) =>
  answers.filter((answer) => answer.status === status).length

describe('within an hour', () => {
  test('one person creates 10 groups, exactly, however they are requested', () =>
    inOneWindow(async () => {
      process.env.GROUPS_PER_HOUR = '10'
      const [ann, bob] = await people('Ann', 'Bob')
      const answers = await Promise.all(Array.from({ length: 14 }, () => createsGroup(ann, 'Trip', [bob])))
      expect([countOf(answers, 200), countOf(answers, 429)]).toEqual([10, 4])
      isToComeAgain(await createsGroup(ann, 'Trip', [bob]), 3600)
      expect((await createsGroup(bob, 'Trip', [ann])).status).toBe(200)
    }))

  test('a repeated request does not count, and is answered also when no other group may be created', () =>
    inOneWindow(async () => {
      process.env.GROUPS_PER_HOUR = '2'
      const [ann, bob] = await people('Ann', 'Bob')
      const key = uuidv7()
      for (const _ of [1, 2, 3]) expect((await createsGroup(ann, 'Trip', [bob], key)).status).toBe(200)
      expect((await createsGroup(ann, 'Trip', [bob])).status).toBe(200)
      isToComeAgain(await createsGroup(ann, 'Trip', [bob]), 3600)
      expect((await createsGroup(ann, 'Trip', [bob], key)).status).toBe(200)
    }))

  test('invitations and new conversations count together, and adding a member again does not', () =>
    inOneWindow(async () => {
      const { ann, bob, uuid } = await aNamedGroup()
      process.env.STARTS_PER_HOUR = '2'
      const [dee, eve, fay] = await people('Dee', 'Eve', 'Fay')
      expect((await says(ann, 'Hi', dee)).status).toBe(200)
      expect((await adds(ann, uuid, eve)).status).toBe(200)
      isToComeAgain(await adds(ann, uuid, fay), 3600)
      isToComeAgain(await says(ann, 'Hi', fay), 3600)
      for (const member of [eve, bob]) expect((await adds(ann, uuid, member)).status).toBe(200)
      expect((await adds(bob, uuid, fay)).status).toBe(200)
    }))
})

describe('within a minute', () => {
  const acts: [string, (group: Awaited<ReturnType<typeof aNamedGroup>>) => Promise<Answer>][] = [
    ['groups that are refused', ({ ann }) => createsGroup(ann, 'Trip', [{ uuid: randomUUID() }])],
    ['renames', ({ ann, uuid }) => renames(ann, uuid, 'Tour')],
    ['invitations', ({ ann, uuid, bob }) => adds(ann, uuid, bob)],
    ['removals', ({ ann, uuid }) => removes(ann, uuid, { uuid: randomUUID() })],
    ['attempts to leave what they are not in', ({ ann }) => leaves(ann, uuidv7())],
  ]

  test.each(acts)('the number of %s is limited, also of those that change nothing', (_, act) =>
    inOneWindow(async () => {
      process.env.CHANGES_PER_MINUTE = '6'
      const group = await aNamedGroup() // counts, too
      const answers = await Promise.all(Array.from({ length: 20 }, () => act(group)))
      const refused = countOf(answers, 429)
      expect(refused).toBeGreaterThanOrEqual(20 - 2 * 6)
      expect(20 - refused).toBeGreaterThanOrEqual(6 / 2 - 1)
      isToComeAgain(await act(group), 60)
    }),
  )
})
