import { randomUUID } from 'node:crypto'
import { describe, expect, test } from '@jest/globals'
import { v7 as uuidv7 } from 'uuid'
import { aPicture, aSentPicture, looksAt, opensAttachment, sends } from '../../steps/attachments.ts'
import { erases } from '../../steps/erasures.ts'
import * as given from '../../steps/given.ts'
import { adds, aNamedGroup, leaves, people, removes } from '../../steps/groups.ts'
import { deletes, edits, keyAt } from '../../steps/messageChanges.ts'
import { blocks, changes } from '../../steps/safety.ts'
import { suspends } from '../../steps/suspensions.ts'
import * as then from '../../steps/then.ts'

given.anEngine({ hasStream: false })
given.aWorkQueue()

type Caller = { token: string }

const isNotFound = async (as: Caller, uuid: string) =>
  then.isRefused(await opensAttachment(as, encodeURIComponent(uuid)), 404, 'attachment_not_found')

const isFound = async (as: Caller, uuid: string) => {
  const { status, body } = await opensAttachment(as, uuid)
  expect([status, body.uuid]).toEqual([200, uuid])
  expect((await looksAt(body.url)).status).toBe(200)
}

/** A picture of Bob in a named group. */
const inNamedGroup = async () => {
  const group = await aNamedGroup()
  const picture = await aPicture(group.bob, group.uuid)
  const { body: said } = await sends(group.bob, group.uuid, [picture])
  return { ...group, picture, said }
}

describe('a picture is found', () => {
  test('by both members of a conversation, in a request, an archived and a blocked one', async () => {
    const { me, other, uuid, picture } = await aSentPicture()
    for (const as of [me, other]) await isFound(as, picture.uuid)
    await changes(other, uuid, { is_archived: true })
    await isFound(other, picture.uuid)
    await blocks(other, me)
    for (const as of [me, other]) await isFound(as, picture.uuid)
  })

  test('by all members of a named group, until they leave or are removed', async () => {
    const { ann, bob, cy, uuid, picture } = await inNamedGroup()
    for (const as of [ann, bob, cy]) await isFound(as, picture.uuid)
    await leaves(bob, uuid)
    await removes(ann, uuid, cy)
    for (const as of [bob, cy]) await isNotFound(as, picture.uuid)
    await isFound(ann, picture.uuid)
  })

  test('by whoever has joined before it was sent, and not by whoever has joined after', async () => {
    const { ann, bob, uuid, picture } = await inNamedGroup()
    const [dee] = await people('Dee')
    await adds(ann, uuid, dee)
    const later = await aPicture(bob, uuid)
    await sends(bob, uuid, [later])
    await isNotFound(dee, picture.uuid)
    await isFound(dee, later.uuid)
    await removes(ann, uuid, dee)
    await adds(ann, uuid, dee)
    await isNotFound(dee, later.uuid)
  })

  test('after its caption was edited, and in a message with a late key', async () => {
    const { me, other, uuid, picture, said } = await aSentPicture()
    await edits(me, said, 'A caption')
    await isFound(other, picture.uuid)
    const late = await aPicture(me, uuid)
    await sends(me, uuid, [late], { key: keyAt(Date.now() - 3_600_000) })
    await isFound(other, late.uuid)
  })
})

describe('a picture is not found', () => {
  test('by a stranger, who learns nothing else about it', async () => {
    const [{ picture }, stranger] = await Promise.all([aSentPicture({ message: 'a secret' }), given.aUser()])
    const answers = [picture.uuid, uuidv7()].map((uuid) => opensAttachment(stranger, uuid))
    const [one, two] = await Promise.all(answers)
    expect([one?.status, one?.body]).toEqual([two?.status, two?.body])
    await isNotFound(stranger, picture.uuid)
  })

  test('before it was sent, by anybody', async () => {
    const { me, other, uuid } = await given.aGroup()
    const picture = await aPicture(me, uuid)
    for (const as of [me, other]) await isNotFound(as, picture.uuid)
  })

  test('as soon as its message was deleted, by anybody', async () => {
    const { me, other, picture, said } = await aSentPicture()
    await deletes(me, said)
    for (const as of [me, other]) await isNotFound(as, picture.uuid)
  })

  test('as soon as its sender was erased', async () => {
    const { me, other, picture } = await aSentPicture()
    await erases(me)
    await isNotFound(other, picture.uuid)
  })

  test.each(['x', '%', ' ', '../health-check', 'x'.repeat(3000), 'ATT', randomUUID(), uuidv7(), '\0'])(
    'with %j',
    async (text) => {
      await isNotFound(await given.aUser(), text)
    },
  )
})

test('somebody who is suspended finds none', async () => {
  const { other, picture } = await aSentPicture()
  await suspends(other)
  then.isRefused(await opensAttachment(other, picture.uuid), 403, 'account_suspended')
})
