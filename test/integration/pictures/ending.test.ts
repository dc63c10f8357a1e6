import { describe, expect, test } from '@jest/globals'
import {
  announces,
  aPicture,
  declarationOf,
  filesOf,
  itemOf,
  pictures,
  sends,
  sides,
  tidiesUp,
  uploads,
} from '../../steps/attachments.ts'
import { throughBucket } from '../../steps/bucketWire.ts'
import { erases } from '../../steps/erasures.ts'
import * as given from '../../steps/given.ts'
import { type AGroup, createsGroup, leaves, people } from '../../steps/groups.ts'
import { png } from '../../steps/pictureFiles.ts'
import { runs } from '../../steps/program.ts'
import { itemsIn } from '../../steps/table.ts'
import { delivers, takesJobs, works } from '../../steps/workQueue.ts'

given.anEngine()
given.aWorkQueue()

/** A group of two, each with pictures that were sent, and one that was not. */
const aGroupWithPictures = async (count = 2) => {
  const [ann, bob] = await people('Ann', 'Bob')
  const { body } = await createsGroup(ann, 'Us', [bob])
  const uuid = String(body.uuid)
  const sent = []
  for (const as of [ann, bob]) {
    for (let left = count; left > 0; left -= 10) {
      const some = await pictures(Math.min(10, left), as, uuid)
      sent.push(...some)
      expect((await sends(as, uuid, some)).status).toBe(200)
    }
  }
  const unsent = await Promise.all([ann, bob].map((as) => aPicture(as, uuid)))
  return { ann, bob, uuid, all: [...sent, ...unsent] }
}

const ends = async (uuid: string, ...members: AGroup['ann'][]) => {
  for (const member of members) expect((await leaves(member, uuid)).body).toEqual({})
}

/** The jobs that end the group. Those that tidy up after sending are later. */
const takesEnd = (uuid: string) => takesJobs({ uuid }).filter(({ job }) => job.kind === 'end_group')

const nothingIsLeft = async (uuid: string, all: { uuid: string }[]) => {
  expect(await filesOf(uuid)).toEqual([])
  expect((await Promise.all(all.map(itemOf))).filter(Boolean)).toEqual([])
  expect(await itemsIn(`MSG#${uuid}`)).toEqual([])
}

describe('when the last member of a group leaves', () => {
  test('all of its pictures are deleted, also those of former members, and those that were not sent', async () => {
    const { ann, bob, uuid, all } = await aGroupWithPictures()
    await ends(uuid, ann)
    expect((await filesOf(uuid)).length).toBeGreaterThan(6)
    await ends(uuid, bob)
    for (const { body } of takesEnd(uuid)) await delivers(body)
    await nothingIsLeft(uuid, all)
  })

  test('and there are more files than one list shows, and the time of the job is up, it goes on', async () => {
    const { ann, bob, uuid, all } = await aGroupWithPictures(60)
    await ends(uuid, ann, bob)
    const [job] = takesEnd(uuid)
    await delivers(String(job?.body), { msLeft: 0 })
    expect((await filesOf(uuid)).length).toBeGreaterThan(100)
    expect(await works({ uuid })).toBeGreaterThanOrEqual(1)
    await nothingIsLeft(uuid, all)
  })

  test('and the bucket fails, the queue delivers the job again', async () => {
    const { ann, bob, uuid, all } = await aGroupWithPictures(1)
    await ends(uuid, ann, bob)
    const [job] = takesEnd(uuid)
    const failing = throughBucket(
      async ({ method }, send) => (method === 'DELETE' ? new Response('', { status: 500 }) : send()),
      () => delivers(String(job?.body)),
    )
    await expect(failing).rejects.toThrow()
    for (const _ of ['once more', 'and twice']) await delivers(String(job?.body))
    await nothingIsLeft(uuid, all)
  })

  test('the sweeps of its messages, before or after, find nothing to do', async () => {
    const { ann, bob, uuid, all } = await aGroupWithPictures(1)
    await ends(uuid, ann, bob)
    await works({ uuid })
    await nothingIsLeft(uuid, all)
  })

  test('a message with a picture that was let in before is deleted as well', async () => {
    const { ann, bob, uuid } = await aGroupWithPictures(1)
    const picture = await aPicture(bob, uuid)
    await ends(uuid, ann)
    let hasLeft = false
    const { status } = await throughBucket(
      async (_, send) => {
        if (!hasLeft) {
          hasLeft = true
          await ends(uuid, bob)
        }
        return send()
      },
      () => sends(bob, uuid, [picture]),
    )
    expect([status, hasLeft]).toEqual([200, true])
    await works({ uuid })
    await nothingIsLeft(uuid, [picture])
  })

  test('the form of somebody who has left still uploads, to where nobody can send from', async () => {
    const { ann, bob, uuid } = await aGroupWithPictures(1)
    const file = png(sides)
    const { body } = await announces(bob, uuid, declarationOf(file))
    await ends(uuid, ann, bob)
    expect((await uploads(body.upload, file)).status).toBe(204)
    expect((await sends(bob, uuid, [body])).status).toBe(404)
    await works({ uuid })
    expect(await filesOf(uuid)).toEqual([])
  })
})

describe('when the last member of a group is erased', () => {
  test('all pictures that were sent are deleted, also those of former members', async () => {
    const { ann, bob, uuid } = await aGroupWithPictures()
    takesJobs({ uuid })
    await ends(uuid, ann)
    const { stdout } = await runs('users:erase', bob.handle, '--wait', '0')
    expect(JSON.parse(stdout)).toMatchObject({ erased: bob.uuid })
    expect(await filesOf(uuid)).toEqual([])
    expect(await itemsIn(`MSG#${uuid}`)).toEqual([])
  })

  test('and all members are erased one after the other', async () => {
    const { ann, bob, uuid } = await aGroupWithPictures(1)
    takesJobs({ uuid })
    await erases(ann)
    await erases(bob)
    await tidiesUp(uuid, 4)
    expect((await filesOf(uuid)).filter((key) => key.startsWith('attachments/'))).toEqual([])
  })
})
