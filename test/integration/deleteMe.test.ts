import { describe, expect, test } from '@jest/globals'
import { writeFile } from '../../src/attachments/bucket.ts'
import { getUserByCognitoId } from '../../src/repository/users.ts'
import {
  beginsExport,
  deletesAccount,
  exportFilesOf,
  exportsAll,
  listsExports,
  pushService,
  signedInAt,
  subscribes,
} from '../steps/accounts.ts'
import { filesOf, handlesStream, looksAt } from '../steps/attachments.ts'
import { at, shiftClock } from '../steps/clock.ts'
import { leftOf } from '../steps/erasures.ts'
import { aFullUser } from '../steps/fullUser.ts'
import * as given from '../steps/given.ts'
import { memberUuidsOf } from '../steps/groups.ts'
import { readsMessages } from '../steps/messageChanges.ts'
import { renames } from '../steps/renames.ts'
import { says, saysInto } from '../steps/safety.ts'
import { live, opens } from '../steps/sockets.ts'
import { itemsWith } from '../steps/table.ts'
import * as then from '../steps/then.ts'
import { signedAgain } from '../steps/tokens.ts'
import { aUserPool, deletedAccounts, refusesToDelete } from '../steps/userPool.ts'
import { calls } from '../steps/when.ts'
import { through } from '../steps/wire.ts'
import { delivers, refuses, takesJobs, works } from '../steps/workQueue.ts'

given.anEngine()
live()
given.aWorkQueue()
aUserPool()
process.env.PUSH_SERVICES = pushService

const isDeleted = async (as: { token: string }) => then.isAnswered(await deletesAccount(as), {})

describe('DELETE /api/users/me', () => {
  test('deletes everything about the user, and the others keep their conversations', async () => {
    const { me, friend, third, groups, picture, traces } = await aFullUser()
    await exportsAll(me)
    const socket = await opens(me)
    await isDeleted(me)
    expect(socket.isClosed()).toBe(true)
    await works(me)
    // The files of pictures are deleted by what follows the stream.
    await handlesStream(groups.direct, 1)
    await works({ uuid: groups.direct })

    expect(await leftOf(traces)).toEqual([])
    expect(await exportFilesOf(me)).toEqual([])
    expect(await filesOf(groups.alone)).toEqual([])
    expect((await filesOf(groups.direct)).filter((key) => key.includes(picture.uuid))).toEqual([])
    expect(deletedAccounts()).toContain(me.cognitoUserId)
    // The uuid remains in the tombstone, in messages and blocks by others, and in the key of the user's report.
    const left = (await itemsWith(me.uuid)).map((pk) => String(pk).slice(0, 3))
    expect(new Set(left)).toEqual(new Set(['USR', 'MSG', 'RPT', 'BLK']))
    expect(left.filter((kind) => kind === 'USR')).toHaveLength(1)

    expect(await readsMessages(friend, groups.direct)).toEqual([
      expect.objectContaining({ handle: '[deleted]', message: '', deleted_at: expect.any(String) }),
      expect.objectContaining({ handle: '[deleted]', message: '', deleted_at: expect.any(String) }),
      expect.not.objectContaining({ reactions: expect.anything() }),
    ])
    expect(await memberUuidsOf(third, groups.owned)).toEqual([friend.uuid, third.uuid])
    const { body: members } = await calls('GET', `/api/message_groups/${groups.owned}/members`, {
      as: friend,
    })
    expect(members).toMatchObject([{ uuid: friend.uuid, is_owner: true }, { is_owner: false }])
    const next = await given.aUser({ handle: me.handle })
    expect((await calls('GET', '/api/message_groups', { as: next })).body).toEqual([])
  })

  test('needs a sign-in of the last five minutes', async () => {
    const me = await given.aUser()
    const now = Math.floor(Date.now() / 1000) * 1000
    for (const old of [
      signedInAt(me, now - 301_000),
      { token: signedAgain(me.token, { auth_time: undefined }) },
    ])
      await at(now, async () => then.isRefused(await deletesAccount(old), 403, 'reauthentication_required'))
    expect(takesJobs(me)).toEqual([])
    expect((await calls('GET', '/api/users/me', { as: me })).status).toBe(200)
    await at(now, () => isDeleted(signedInAt(me, now - 299_000)))
  })

  test('ends every request, also in a process that has cached the profile, after a minute', async () => {
    const { me, other, uuid } = await given.aGroup()
    await isDeleted(me)
    then.isRefused(await deletesAccount(me), 403, 'user_unknown')
    await expect(opens(me)).rejects.toThrow('refused')
    shiftClock(61_000)
    for (const answer of [
      await calls('GET', '/api/message_groups', { as: me }),
      await saysInto(me, 'after the end', uuid),
      await says(me, 'after the end', other),
      await renames(me, { display_name: 'After the End' }),
      await beginsExport(me),
      await subscribes(me),
    ])
      then.isRefused(answer, 403, 'user_unknown')
    shiftClock(0)
    await works(me)
    then.isRefused(await deletesAccount(me), 403, 'user_unknown')
    expect(takesJobs(me)).toEqual([])
    expect(await leftOf(['after the end', 'After the End'])).toEqual([])
  })

  test('is done by its job if the function ends before the mark, and not begun if there is no job', async () => {
    const { me, traces } = await aFullUser()
    refuses(1)
    expect((await deletesAccount(me)).status).toBe(500)
    expect((await calls('GET', '/api/users/me', { as: me })).status).toBe(200)
    const answer = await through(
      ({ command }, send) => {
        if (command === 'TransactWriteItems') throw new Error('the function has crashed')
        return send()
      },
      () => deletesAccount(me),
    )
    expect(answer.status).toBe(500)
    await works(me)
    expect(await leftOf(traces)).toEqual([])
  })

  test('wins over a change of the profile that is under way', async () => {
    for (const body of [
      { display_name: 'Racing Zenobia' },
      { handle: given.aHandle('racing') },
      { strangers: 'requests' },
    ]) {
      const me = await given.aUser()
      let isDone = false
      // The change has read the user before the mark.
      const answer = await through(
        async ({ command }, send) => {
          if (command === 'TransactWriteItems' && !isDone) {
            isDone = true
            await isDeleted(me)
          }
          return send()
        },
        () => renames(me, body),
      )
      then.isRefused(answer, 403, 'user_unknown')
      await works(me)
      expect(await leftOf([me.handle, 'Racing Zenobia', ...(body.handle ? [body.handle] : [])])).toEqual([])
    }
  })

  test('marks a user whose profile was changed since it was read', async () => {
    const me = await given.aUser()
    const handle = given.aHandle('faster')
    let isDone = false
    await through(
      async ({ command }, send) => {
        if (command === 'TransactWriteItems' && !isDone) {
          isDone = true
          expect((await renames(me, { handle, display_name: 'Faster Zenobia' })).status).toBe(200)
        }
        return send()
      },
      () => isDeleted(me),
    )
    await works(me)
    expect(await leftOf([handle, me.handle, 'Faster Zenobia'])).toEqual([])
  })

  test('deletes the account in the user pool before the names are free, and tries again if that fails', async () => {
    const me = await given.aUser()
    await isDeleted(me)
    const [start] = takesJobs(me)
    await delivers(String(start?.body))
    const [rest] = takesJobs(me)
    expect(rest?.delaySeconds).toBe(15)
    refusesToDelete(1)
    await expect(delivers(String(rest?.body))).rejects.toThrow('NotAuthorizedException')
    expect(await leftOf([me.handle, me.cognitoUserId])).toHaveLength(3) // by uuid, handle and Cognito id
    expect(await getUserByCognitoId(me.cognitoUserId)).toBeUndefined()
    await delivers(String(rest?.body))
    expect(deletedAccounts().filter((one) => one === me.cognitoUserId)).toHaveLength(1)
    expect(await leftOf([me.handle, me.cognitoUserId])).toEqual([])
    await delivers(String(rest?.body))
  })

  test('accepts that the account is not in the user pool any more', async () => {
    const me = await given.aUser()
    await isDeleted(me)
    await through(
      async ({ command }, send) => {
        const answer = await send()
        // The answer of the last step is lost: the names are free only after the next attempt.
        if (command === 'TransactWriteItems' && deletedAccounts().includes(me.cognitoUserId))
          throw new Error('interrupted')
        return answer
      },
      async () => {
        await expect(works(me)).rejects.toThrow('interrupted')
      },
    )
    expect(await leftOf([me.handle])).toEqual([])
  })
})

describe('an export that runs while its user is deleted', () => {
  test('ends, and leaves no file', async () => {
    const me = await given.aUser()
    await beginsExport(me)
    const [job] = takesJobs(me)
    await isDeleted(me)
    await delivers(String(job?.body))
    await works(me)
    expect(await exportFilesOf(me)).toEqual([])
    await delivers(String(job?.body))
  })

  test('deletes the file that it stores after the erasure', async () => {
    const me = await given.aUser()
    await beginsExport(me)
    const [job] = takesJobs(me)
    await through(
      async ({ command, input }, send) => {
        if (command === 'UpdateItem' && String(input.Key.pk).startsWith('EXP#')) {
          expect(await exportFilesOf(me)).toHaveLength(1)
          await isDeleted(me)
          await works(me)
        }
        return send()
      },
      () => delivers(String(job?.body)),
    )
    expect(await exportFilesOf(me)).toEqual([])
    expect(await itemsWith(me.uuid)).toEqual([`USR#${me.uuid}`])
  })

  test('deletes the file that an attempt has left which ended before it could', async () => {
    const me = await given.aUser()
    const { body: exported } = await beginsExport(me)
    const [job] = takesJobs(me)
    await isDeleted(me)
    // It has read the user before, and stores its file when the erasure is over.
    await works(me)
    const key = `exports/${me.uuid}/${exported.uuid}/late`
    await writeFile(key, { contentType: 'application/zip', fileName: 'late.zip', body: new Uint8Array(10) })
    await delivers(String(job?.body))
    expect(await exportFilesOf(me)).toEqual([])
  })
})

test('the links of an export end with the account', async () => {
  const me = await given.aUser()
  await exportsAll(me)
  const [{ files }] = await listsExports(me)
  expect((await looksAt(files[0].url)).status).toBe(200)
  await isDeleted(me)
  await works(me)
  expect((await looksAt(files[0].url)).status).toBe(404)
})
