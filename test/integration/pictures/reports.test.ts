import { describe, expect, test } from '@jest/globals'
import { deleteFile, listFiles } from '../../../src/attachments/bucket.ts'
import { reportedPrefix } from '../../../src/domain/attachment.ts'
import { aPicture, aSentPicture, filesOf, idsOf, pictures, sends, tidiesUp } from '../../steps/attachments.ts'
import { bucketCallsOf, throughBucket } from '../../steps/bucketWire.ts'
import { erases, leftOf } from '../../steps/erasures.ts'
import * as given from '../../steps/given.ts'
import { createsGroup, leaves } from '../../steps/groups.ts'
import { deletes } from '../../steps/messageChanges.ts'
import { reports, shown, storedOf } from '../../steps/reported.ts'
import { saysInto } from '../../steps/safety.ts'
import * as then from '../../steps/then.ts'
import { crashesBeforeTransaction } from '../../steps/wire.ts'
import { works } from '../../steps/workQueue.ts'

given.anEngine()
given.aWorkQueue()

const copiesOf = (groupUuid: string, messageUuid: string) => listFiles(reportedPrefix(groupUuid, messageUuid))

/** A message with two pictures, between two messages of which one has a picture, reported by the other person. */
const aReportedMessage = async () => {
  const { me: sender, other: reader, uuid } = await given.aGroup()
  await sends(reader, uuid, [await aPicture(reader, uuid)])
  const two = (await pictures(2, sender, uuid)).map(({ uuid }) => ({
    uuid,
    alt: `A secret of ${sender.uuid}`,
  }))
  const { body: said } = await sends(sender, uuid, two, { message: 'Look!' })
  await saysInto(reader, 'no, thank you', uuid)
  const { status, body: report } = await reports(reader, uuid, said.uuid)
  expect(status).toBe(200)
  return { sender, reader, uuid, said, report, pictures: idsOf(two) }
}

type Shown = { messages: { uuid: string; attachments?: { uuid: string; url?: string; alt: string }[] }[] }

/** The pictures of the reported message, as moderators see them. */
const seenByModerators = async (messageUuid: string) => {
  const [report] = (await shown(messageUuid)) as [Shown]
  const { attachments = [] } = report.messages.find(({ uuid }) => uuid === messageUuid) ?? {}
  return Promise.all(
    attachments.map(async ({ uuid, url = '' }) => ({ uuid, status: (await fetch(url)).status })),
  )
}

describe('a report of a message with pictures', () => {
  test('keeps copies of its pictures, and of no others, which moderators see', async () => {
    const { uuid, said, pictures } = await aReportedMessage()
    const keys = pictures.map((picture) => `reports/${uuid}/${said.uuid}/${picture.uuid}`)
    expect((await listFiles(`reports/${uuid}/`)).sort()).toEqual(keys.sort())
    expect(await seenByModerators(said.uuid)).toEqual(pictures.map(({ uuid }) => ({ uuid, status: 200 })))
    const kept = (await storedOf(said.uuid))?.messages as { message?: string; attachments?: object[] }[]
    expect(kept.map(({ message, attachments }) => [message, attachments?.length])).toEqual([
      ['Hello!', undefined],
      [undefined, 1],
      ['Look!', 2],
      ['no, thank you', undefined],
    ])
  })

  test('keeps them after the sender has deleted the message', async () => {
    const { sender, uuid, said, pictures } = await aReportedMessage()
    await deletes(sender, said)
    await tidiesUp(uuid, 1)
    expect((await filesOf(uuid)).filter((key) => pictures.some((one) => key.includes(one.uuid)))).toEqual([])
    expect(await seenByModerators(said.uuid)).toEqual(pictures.map(({ uuid }) => ({ uuid, status: 200 })))
  })

  test('by somebody else after the deletion has none', async () => {
    const { sender, reader, uuid, said } = await aReportedMessage()
    await deletes(sender, said)
    await tidiesUp(uuid, 1)
    const before = await copiesOf(uuid, said.uuid)
    then.isAnswered(await reports(reader, uuid, said.uuid), (await reports(reader, uuid, said.uuid)).body)
    expect(await copiesOf(uuid, said.uuid)).toEqual(before)
  })

  test('again reads and copies no file', async () => {
    const { reader, uuid, said, report } = await aReportedMessage()
    const made = await bucketCallsOf(async () =>
      then.isAnswered(await reports(reader, uuid, said.uuid), report),
    )
    expect(made).toEqual([])
  })

  test('is not stored while the bucket fails, and can be repeated', async () => {
    const { other, uuid, said } = await aSentPicture()
    const failed = await throughBucket(
      async () => new Response('', { status: 500 }),
      () => reports(other, uuid, said.uuid),
    )
    then.isRefused(failed, 500, 'internal_error')
    expect(await storedOf(said.uuid)).toBeUndefined()
    expect((await reports(other, uuid, said.uuid)).status).toBe(200)
    expect(await copiesOf(uuid, said.uuid)).toHaveLength(1)
  })

  test('is stored without pictures if the message is deleted meanwhile', async () => {
    const { me, other, uuid, said } = await aSentPicture({ message: 'To delete' })
    let isDeleted = false
    const answer = await throughBucket(
      async (_, send) => {
        if (!isDeleted) {
          isDeleted = true
          await deletes(me, said)
          await tidiesUp(uuid, 1)
        }
        return send()
      },
      () => reports(other, uuid, said.uuid),
    )
    expect([answer.status, isDeleted]).toEqual([200, true])
    expect(await copiesOf(uuid, said.uuid)).toEqual([])
    expect(await leftOf(['To delete'])).toEqual([])
  })

  test('is stored if a file is lost, with the pictures that are there', async () => {
    const { me, other, uuid } = await given.aGroup()
    const two = await pictures(2, me, uuid)
    const { body: said } = await sends(me, uuid, two)
    const [lost = ''] = (await filesOf(uuid)).filter((key) =>
      key.startsWith(`attachments/${uuid}/${two[0]?.uuid}`),
    )
    await deleteFile(lost)
    expect((await reports(other, uuid, said.uuid)).status).toBe(200)
    expect(await copiesOf(uuid, said.uuid)).toEqual([`reports/${uuid}/${said.uuid}/${two[1]?.uuid}`])
  })
})

describe('the erasure of the reported person deletes the copies and the alternative texts', () => {
  test('of a message that is there', async () => {
    const { sender, uuid, said } = await aReportedMessage()
    await erases(sender)
    await tidiesUp(uuid, 2)
    expect(await copiesOf(uuid, said.uuid)).toEqual([])
    expect(await leftOf([`A secret of ${sender.uuid}`])).toEqual([])
  })

  test('of a message that was deleted before', async () => {
    const { sender, uuid, said } = await aReportedMessage()
    await deletes(sender, said)
    await tidiesUp(uuid, 1)
    await erases(sender)
    await tidiesUp(uuid, 2)
    expect(await copiesOf(uuid, said.uuid)).toEqual([])
    expect(await leftOf([`A secret of ${sender.uuid}`])).toEqual([])
  })

  test('of a report that has crashed before it was stored', async () => {
    const { me, other, uuid, said } = await aSentPicture()
    then.isRefused(
      await crashesBeforeTransaction(() => reports(other, uuid, said.uuid)),
      500,
      'internal_error',
    )
    expect(await copiesOf(uuid, said.uuid)).toHaveLength(1)
    await erases(me)
    await tidiesUp(uuid, 2)
    expect(await copiesOf(uuid, said.uuid)).toEqual([])
  })

  test('of a message whose group has ended before', async () => {
    const [ann, bob] = await Promise.all([given.aUser(), given.aUser()])
    const { body: group } = await createsGroup(ann, 'Us', [bob])
    const { body: said } = await sends(ann, group.uuid, [await aPicture(ann, group.uuid)])
    await reports(bob, group.uuid, said.uuid)
    for (const member of [ann, bob]) await leaves(member, group.uuid)
    await works({ uuid: group.uuid })
    expect(await copiesOf(group.uuid, said.uuid)).toHaveLength(1)
    await erases(ann)
    await works({ uuid: group.uuid })
    expect(await copiesOf(group.uuid, said.uuid)).toEqual([])
  })

  test('and that of the reporter keeps them, but not what is said of their own pictures', async () => {
    const { reader, uuid, said, pictures } = await aReportedMessage()
    await erases(reader)
    await tidiesUp(uuid, 2)
    expect(await seenByModerators(said.uuid)).toEqual(pictures.map(({ uuid }) => ({ uuid, status: 200 })))
    const kept = (await storedOf(said.uuid))?.messages as { attachments?: object[] }[]
    expect(kept.map(({ attachments }) => attachments?.length)).toEqual([undefined, undefined, 2, undefined])
  })
})
