import { DeleteCommand } from '@aws-sdk/lib-dynamodb'
import { describe, expect, test } from '@jest/globals'
import { documents } from '../../../src/repository/client.ts'
import * as given from '../../steps/given.ts'
import { type AGroup, adds, aNamedGroup, createsGroup, leaves, people } from '../../steps/groups.ts'
import { edits, keyAt } from '../../steps/messageChanges.ts'
import { opensGroup, readsList, saysInto } from '../../steps/safety.ts'
import { itemsIn } from '../../steps/table.ts'
import { calls } from '../../steps/when.ts'
import { oneByOne, through } from '../../steps/wire.ts'
import { delivers, refuses, takesJobs, works } from '../../steps/workQueue.ts'

given.anEngine({ hasStream: false })
given.aWorkQueue()

/** A group of two in which messages were sent, also with a late key, and edited. */
const aGroup = async () => {
  const [ann, bob] = await people('Ann', 'Bob')
  const { body } = await createsGroup(ann, 'Us', [bob])
  const uuid = String(body.uuid)
  const { body: said } = await saysInto(ann, 'hi', uuid)
  await edits(ann, said, 'hi, edited')
  await calls('POST', '/api/messages', {
    as: bob,
    body: { message: 'late', message_group_uuid: uuid },
    headers: { 'idempotency-key': keyAt(Date.now() - 600_000) },
  })
  return { ann, bob, uuid }
}

/** What is stored of the messages of a group. */
const storedOf = async (uuid: string) => [
  ...(await itemsIn(`MSG#${uuid}`)),
  ...(await itemsIn(`CHG#${uuid}`)),
]

const ends = async ({ uuid }: { uuid: string }, ...members: AGroup['ann'][]) => {
  for (const member of members) expect((await leaves(member, uuid)).body).toEqual({})
}

describe('when the last member leaves', () => {
  test('a job deletes the messages, once no request that began before can still write', async () => {
    const { ann, bob, uuid } = await aGroup()
    await ends({ uuid }, ann)
    expect(takesJobs({ uuid })).toEqual([])
    await ends({ uuid }, bob)
    const jobs = takesJobs({ uuid })
    expect(jobs).toMatchObject([{ job: { kind: 'end_group', group_uuid: uuid }, delaySeconds: 20 }])
    expect((await storedOf(uuid)).length).toBeGreaterThan(4)
    for (const { body } of jobs) await delivers(body)
    expect(await storedOf(uuid)).toEqual([])
    expect(takesJobs({ uuid })).toEqual([])
  })

  test('the job goes on in further parts, and can be delivered again', async () => {
    const { ann, bob, uuid } = await aGroup()
    for (let number = 0; number < 30; number += 1) await saysInto(ann, `message ${number}`, uuid)
    await ends({ uuid }, ann, bob)
    const [job] = takesJobs({ uuid })
    await delivers(String(job?.body), { msLeft: 0 })
    expect((await storedOf(uuid)).length).toBeGreaterThan(0)
    expect(await works({ uuid })).toBe(1)
    await delivers(String(job?.body))
    expect(await storedOf(uuid)).toEqual([])
  })

  test('the job deletes a message that was let in before', async () => {
    const { ann, bob, uuid } = await aGroup()
    await ends({ uuid }, ann)
    let hasLeft = false
    const { status } = await through(
      async ({ command }, send) => {
        if (command === 'PutItem' && !hasLeft) {
          hasLeft = true
          await ends({ uuid }, bob)
        }
        return send()
      },
      () => saysInto(bob, 'a secret', uuid),
    )
    expect([status, hasLeft]).toEqual([200, true])
    await works({ uuid })
    expect(await storedOf(uuid)).toEqual([])
  })

  test('the job deletes the messages, also if it is delivered after the tombstone of the group has expired', async () => {
    const { ann, bob, uuid } = await aGroup()
    await ends({ uuid }, ann, bob)
    const [tombstone] = await itemsIn(`NGR#${uuid}`)
    expect(Number(tombstone?.expires_at) * 1000).toBeGreaterThan(Date.now() + 24 * 3_600_000)
    const Key = { pk: tombstone?.pk, sk: tombstone?.sk }
    await documents.send(new DeleteCommand({ TableName: process.env.TABLE_NAME, Key }))
    await works({ uuid })
    expect(await storedOf(uuid)).toEqual([])
  })

  test('and the queue refuses the job, the member is still there and can leave later', async () => {
    const { ann, bob, uuid } = await aGroup()
    await ends({ uuid }, ann)
    refuses(3)
    expect((await leaves(bob, uuid)).status).toBe(500)
    refuses(0)
    expect(await opensGroup(bob, uuid)).toMatchObject({ member_count: 1 })
    await ends({ uuid }, bob)
    await works({ uuid })
    expect(await storedOf(uuid)).toEqual([])
  })
})

describe('the job of a group that has not ended after all', () => {
  test('deletes nothing', async () => {
    const { ann, bob, uuid } = await aGroup()
    await ends({ uuid }, ann)
    let hasAdded = false
    await through(
      async ({ command }, send) => {
        if (command === 'TransactWriteItems' && !hasAdded) {
          hasAdded = true
          expect((await adds(bob, uuid, ann)).status).toBe(200)
        }
        return send()
      },
      () => ends({ uuid }, bob),
    )
    expect(await works({ uuid })).toBe(1)
    expect((await storedOf(uuid)).length).toBeGreaterThan(4)
    expect(await opensGroup(ann, uuid)).toMatchObject({ member_count: 1 })
  })
})

describe('the last two who leave at once', () => {
  test.each(['first', 'last'] as const)('both leave, and the group ends (%s first)', async (which) => {
    const { ann, bob, uuid } = await aGroup()
    const answers = await through(
      oneByOne(which, async () => {}),
      () => Promise.all([leaves(ann, uuid), leaves(bob, uuid)]),
    )
    expect(answers.map(({ body }) => body)).toEqual([{}, {}])
    expect(await works({ uuid })).toBeGreaterThanOrEqual(1)
    expect(await storedOf(uuid)).toEqual([])
    for (const person of [ann, bob]) expect(await readsList(person)).toEqual([])
  })
})

test('a group of which one member remains goes on, and others can be added', async () => {
  const { ann, bob, cy, uuid } = await aNamedGroup()
  await ends({ uuid }, ann, bob)
  expect((await adds(cy, uuid, ann)).body).toMatchObject({ member_count: 2 })
})
