import { describe, expect, test } from '@jest/globals'
import { aPicture, aSentPicture, filesOf, itemOf, looksAt, sends, tidiesUp } from '../../steps/attachments.ts'
import { throughBucket } from '../../steps/bucketWire.ts'
import { erases, leftOf } from '../../steps/erasures.ts'
import * as given from '../../steps/given.ts'
import { aNamedGroup, leaves } from '../../steps/groups.ts'
import { deletes, linkOf, readsMessages, replies } from '../../steps/messageChanges.ts'
import { runs } from '../../steps/program.ts'
import { opensGroup } from '../../steps/safety.ts'
import * as then from '../../steps/then.ts'
import { calls } from '../../steps/when.ts'
import { through } from '../../steps/wire.ts'
import { takesJobs } from '../../steps/workQueue.ts'

given.anEngine()
given.aWorkQueue()

const filesWith = async (groupUuid: string, { uuid }: { uuid: string }) =>
  (await filesOf(groupUuid)).filter((key) => key.includes(uuid))

describe('the erasure of a person deletes the pictures that they have sent', () => {
  test('in a direct conversation, with their descriptions, and not those of the other', async () => {
    const { me, other, uuid, picture, said } = await aSentPicture({
      message: 'To erase',
      alt: 'To erase as well',
    })
    const theirs = await aPicture(other, uuid)
    await sends(other, uuid, [theirs])
    takesJobs({ uuid })
    const since = linkOf(await calls('GET', `/api/messages/${uuid}`, { as: other }), 'since') ?? ''
    const { stdout } = await runs('users:erase', me.handle, '--wait', '0')
    expect(JSON.parse(stdout)).toMatchObject({ messages: 2 })
    expect(await leftOf(['To erase', me.handle])).toEqual([])
    await tidiesUp(uuid, 2)
    expect([await filesWith(uuid, picture), await itemOf(picture)]).toEqual([[], undefined])
    const messages = await readsMessages(other, uuid)
    expect(messages.map(({ attachments }: { attachments?: object[] }) => attachments?.length)).toEqual([
      undefined,
      undefined,
      1,
    ])
    expect((await looksAt(messages[2].attachments[0].url)).bytes).toEqual(theirs.file)
    const changed = (await calls('GET', since, { as: other })).body
    const found = changed.find((message: { uuid: string }) => message.uuid === said.uuid)
    expect([found.deleted_at, found.attachments]).toEqual([expect.any(String), undefined])
    expect((await opensGroup(other, uuid)).last_message.attachment_count).toBe(1)
  })

  test('also if the other person was erased before, so that nothing of either is left', async () => {
    const { me, other, uuid, picture } = await aSentPicture()
    const theirs = await aPicture(other, uuid)
    await sends(other, uuid, [theirs])
    takesJobs({ uuid })
    await erases(other)
    await tidiesUp(uuid, 1)
    expect(await filesWith(uuid, theirs)).toEqual([])
    expect((await filesWith(uuid, picture)).length).toBeGreaterThan(0)
    await erases(me)
    await tidiesUp(uuid, 3)
    expect(await filesOf(uuid)).toEqual([])
    for (const one of [picture, theirs]) expect(await itemOf(one)).toBeUndefined()
  })

  test('in a named group that goes on, and no quote counts them', async () => {
    const { ann, bob, uuid } = await aNamedGroup()
    const picture = await aPicture(bob, uuid)
    const { body: said } = await sends(bob, uuid, [picture])
    await replies(ann, said, 'Nice')
    await erases(bob)
    await tidiesUp(uuid, 2)
    expect(await filesOf(uuid)).toEqual([])
    const [, , reply] = await readsMessages(ann, uuid)
    expect(reply.reply_to).toMatchObject({ uuid: said.uuid, message: '', deleted_at: expect.any(String) })
    expect(reply.reply_to.attachment_count).toBeUndefined()
  })

  test('in a group that they have left before', async () => {
    const { bob, uuid } = await aNamedGroup()
    const picture = await aPicture(bob, uuid)
    await sends(bob, uuid, [picture])
    await leaves(bob, uuid)
    await erases(bob)
    await tidiesUp(uuid, 3)
    expect([await filesOf(uuid), await itemOf(picture)]).toEqual([[], undefined])
  })

  test('of a message that they have deleted before, and whose files are not deleted yet', async () => {
    const { me, uuid, said } = await aSentPicture()
    await deletes(me, said)
    await erases(me)
    await tidiesUp(uuid, 2)
    expect(await filesOf(uuid)).toEqual([])
  })

  test('again, if it was interrupted after the messages', async () => {
    const { me, uuid, picture } = await aSentPicture({ alt: 'To erase later' })
    const isInterrupted = through(
      async ({ command, input }, send) => {
        if (command === 'DeleteItem' || (command === 'Delete' && JSON.stringify(input).includes(uuid)))
          throw new Error('the command was interrupted')
        return send()
      },
      () => erases(me),
    )
    await expect(isInterrupted).rejects.toThrow('interrupted')
    await erases(me)
    await tidiesUp(uuid, 2)
    expect(await leftOf(['To erase later'])).toEqual([])
    expect([await filesOf(uuid), await itemOf(picture)]).toEqual([[], undefined])
  })
})

describe('what is under way when the erasure begins', () => {
  test('a message that is let in is erased with its picture', async () => {
    const { me, other, uuid } = await given.aGroup()
    const picture = await aPicture(me, uuid)
    let sent: Promise<{ status: number }> | undefined
    const isLetIn = new Promise<void>((resolve) => {
      sent = throughBucket(
        async ({ method }, send) => {
          if (method === 'GET') resolve()
          if (method === 'PUT') await isErasing
          return send()
        },
        () => sends(me, uuid, [{ uuid: picture.uuid, alt: 'A last secret' }], { message: 'A last text' }),
      )
    })
    let begin = () => {}
    const isErasing = new Promise<void>((resolve) => {
      begin = resolve
    })
    await isLetIn
    await erases(me, async () => {
      begin()
      expect((await sent)?.status).toBe(200)
    })
    expect(await leftOf(['A last text', 'A last secret'])).toEqual([])
    await tidiesUp(uuid, 2)
    expect([await filesWith(uuid, picture), await itemOf(picture)]).toEqual([[], undefined])
    expect(
      (await readsMessages(other, uuid)).every(({ attachments }: { attachments?: object }) => !attachments),
    ).toBe(true)
  })

  test('an upload stays pending, can be sent by nobody, and its item expires', async () => {
    const { me, other, uuid } = await given.aGroup()
    const picture = await aPicture(me, uuid)
    await erases(me)
    then.isRefused(await sends(me, uuid, [picture]), 404, 'message_group_not_found')
    expect((await sends(other, uuid, [picture])).status).toBe(403)
    expect((await filesOf(uuid)).every((key) => key.startsWith('pending/'))).toBe(true)
    expect((await itemOf(picture))?.expires_at).toEqual(expect.any(Number))
  })
})
