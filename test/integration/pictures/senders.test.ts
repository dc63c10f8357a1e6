import { describe, expect, test } from '@jest/globals'
import { aKey, aPicture, sends } from '../../steps/attachments.ts'
import { bucketCallsOf } from '../../steps/bucketWire.ts'
import * as given from '../../steps/given.ts'
import { aNamedGroup, removes } from '../../steps/groups.ts'
import { blocks } from '../../steps/safety.ts'
import { suspends } from '../../steps/suspensions.ts'
import * as then from '../../steps/then.ts'

given.anEngine({ hasStream: false })
given.aWorkQueue()

type Answer = Awaited<ReturnType<typeof sends>>

describe('whoever cannot write cannot send a picture, and reads no file', () => {
  const readsNothing = async (act: () => Promise<Answer>, status: number, code: string) =>
    expect(await bucketCallsOf(async () => then.isRefused(await act(), status, code))).toEqual([])

  test('a stranger', async () => {
    const { me, uuid } = await given.aGroup()
    const [picture, stranger] = await Promise.all([aPicture(me, uuid), given.aUser()])
    await readsNothing(() => sends(stranger, uuid, [picture]), 404, 'message_group_not_found')
  })

  test('one of two, of whom one blocks the other', async () => {
    const { me, other, uuid } = await given.aGroup()
    const [mine, theirs] = [await aPicture(me, uuid), await aPicture(other, uuid)]
    await blocks(me, other)
    await readsNothing(() => sends(me, uuid, [mine]), 403, 'recipient_blocked')
    await readsNothing(() => sends(other, uuid, [theirs]), 403, 'recipient_unavailable')
    await readsNothing(
      () => sends(other, undefined, [theirs], { handle: me.handle }),
      403,
      'recipient_unavailable',
    )
  })

  test.each(['a conversation', 'a handle'])('somebody who is suspended, to %s', async (how) => {
    const { me, other, uuid } = await given.aGroup()
    const picture = await aPicture(me, uuid)
    const key = aKey()
    expect((await sends(me, uuid, [await aPicture(me, uuid)], { key })).status).toBe(200)
    await suspends(me)
    const act = (key?: string) =>
      how === 'a handle'
        ? sends(me, undefined, [picture], { handle: other.handle, key })
        : sends(me, uuid, [picture], { key })
    await readsNothing(() => act(), 403, 'account_suspended')
    await readsNothing(() => act(key), 403, 'account_suspended')
  })

  test('a former member of a named group', async () => {
    const { ann, bob, uuid } = await aNamedGroup()
    const picture = await aPicture(bob, uuid)
    await removes(ann, uuid, bob)
    await readsNothing(() => sends(bob, uuid, [picture]), 404, 'message_group_not_found')
  })
})
