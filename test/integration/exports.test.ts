import { describe, expect, test } from '@jest/globals'
import { deleteFile } from '../../src/attachments/bucket.ts'
import {
  beginsExport,
  downloads,
  exportFilesOf,
  exportsAll,
  listsExports,
  pushService,
  type Unzipped,
} from '../steps/accounts.ts'
import { aPicture, filesOf, looksAt, sends } from '../steps/attachments.ts'
import { throughBucket } from '../steps/bucketWire.ts'
import { at, shiftClock } from '../steps/clock.ts'
import { aFullUser } from '../steps/fullUser.ts'
import * as given from '../steps/given.ts'
import { png } from '../steps/pictureFiles.ts'
import { runs } from '../steps/program.ts'
import { live, opens } from '../steps/sockets.ts'
import { suspends } from '../steps/suspensions.ts'
import { itemsIn, putItems } from '../steps/table.ts'
import * as then from '../steps/then.ts'
import { tokenFor } from '../steps/tokens.ts'
import { through } from '../steps/wire.ts'
import { delivers, refuses, takesJobs, works } from '../steps/workQueue.ts'

given.anEngine()
live()
given.aWorkQueue()
process.env.PUSH_SERVICES = pushService

const aDay = 24 * 60 * 60_000

/** Somebody whose token outlives what the tests skip. */
const aPatientUser = async () => {
  const user = await given.aUser()
  return { ...user, token: tokenFor(user.cognitoUserId, (30 * aDay) / 1000) }
}

const jsonIn = (files: Unzipped) =>
  Object.entries(files)
    .filter(([name]) => name.endsWith('.json'))
    .map(([name, bytes]) => [name, JSON.parse(Buffer.from(bytes).toString())] as const)

/** The JSON files of an export, put together as users:export prints them. */
const documentOf = (files: Unzipped[]) => {
  const all = files.flatMap(jsonIn)
  const section = (name: string) => all.filter(([file]) => file.startsWith(`${name}/`)).map(([, one]) => one)
  const list = (name: string) => all.find(([file]) => file === `${name}.json`)?.[1] ?? []
  const lists = ['blocks', 'reports', 'connections', 'push_subscriptions', 'limits']
  return {
    profile: all.find(([file]) => file === 'profile.json')?.[1],
    conversations: section('conversations'),
    former_groups: section('former_groups'),
    ...Object.fromEntries(lists.map((name) => [name, list(name)])),
  }
}

describe('an export', () => {
  test('has what users:export prints, and the pictures', async () => {
    const { me, groups, picture, messages } = await aFullUser()
    await opens(me)
    const [files = {}, ...others] = await exportsAll(me)
    expect(others).toEqual([])
    const { stdout } = await runs('users:export', me.handle)
    const printed = JSON.parse(stdout)
    expect(documentOf([files])).toEqual(printed)
    expect(Object.keys(printed)).toEqual([
      ...['profile', 'conversations', 'former_groups', 'blocks', 'reports', 'connections'],
      ...['push_subscriptions', 'limits'],
    ])
    for (const section of ['reports', 'connections', 'push_subscriptions', 'former_groups'])
      expect(printed[section]).toHaveLength(1)
    expect(printed.conversations).toHaveLength(3)
    expect(printed.blocks).toHaveLength(2)
    const direct = JSON.parse(Buffer.from(files[`conversations/${groups.direct}.json`] ?? []).toString())
    expect(direct.messages.map(({ uuid }: { uuid: string }) => uuid)).toEqual([
      messages.first.uuid,
      messages.shown.uuid,
    ])
    expect(direct.reactions).toEqual([{ message_uuid: messages.answer.uuid, emoji: '🎉' }])
    expect(direct.messages[1].attachments[0].file).toBe(`${picture.uuid}.png`)
    expect(Buffer.from(files[`pictures/${picture.uuid}.png`] ?? [])).toEqual(picture.file)
    expect(Object.keys(files).filter((name) => name.startsWith('pictures/'))).toHaveLength(2)
    expect(JSON.stringify(jsonIn(files))).not.toContain('the answer of the friend')
  })

  test('is running until its job is done, and its link needs no token', async () => {
    const me = await given.aUser()
    const { body: begun } = await beginsExport(me)
    expect(begun).toMatchObject({ state: 'running', files: [], expires_at: expect.any(String) })
    expect(Date.parse(begun.expires_at) - Date.parse(begun.created_at)).toBeLessThanOrEqual(7 * aDay)
    expect(await listsExports(me)).toEqual([begun])
    then.isAnswered(await beginsExport(me), begun)
    await works(me)
    const [ready] = await listsExports(me)
    expect(ready).toMatchObject({ uuid: begun.uuid, state: 'ready' })
    const [file, ...others] = ready.files
    expect(others).toEqual([])
    const date = begun.created_at.slice(0, 10)
    expect(file).toMatchObject({ name: `cruddur-${date}-1.zip`, bytes: expect.any(Number) })
    const { status, headers, bytes } = await looksAt(file.url)
    expect([status, bytes.length]).toEqual([200, file.bytes])
    expect(Object.fromEntries(headers)).toMatchObject({
      'content-type': 'application/zip',
      'content-disposition': `attachment; filename="cruddur-${date}-1.zip"`,
      'cache-control': 'private, no-store',
    })
    expect(await listsExports(await given.aUser())).toEqual([])
  })

  test('has links for an hour at most, and for seven days', async () => {
    const me = await aPatientUser()
    await exportsAll(me)
    const begun = Date.now()
    const [{ files }] = await listsExports(me)
    expect(Date.parse(files[0].expires_at)).toBeLessThanOrEqual(begun + 60 * 60_000)
    shiftClock(60 * 60_000 + 1000)
    expect((await looksAt(files[0].url)).status).toBe(403)
    shiftClock(7 * aDay - 60_000)
    const [again] = await listsExports(me)
    expect((await looksAt(again.files[0].url)).status).toBe(200)
    shiftClock(7 * aDay + 60_000)
    expect(await listsExports(me)).toEqual([])
    shiftClock(0)
    // The item leads an erasure to the files, which are deleted up to a day later.
    const [item] = await itemsIn(`EXP#${me.uuid}`)
    expect(Number(item?.expires_at) * 1000).toBeGreaterThan(begun + 8 * aDay)
  })

  test('is limited to three a day', async () => {
    process.env.EXPORTS_PER_DAY = '3'
    const me = await aPatientUser()
    const now = Date.parse('2031-05-05T10:00:00.000Z')
    const atTime = <T>(time: number, work: () => Promise<T>) => at(time, work)
    const user = { ...me, token: tokenFor(me.cognitoUserId, 10 * 365 * 24 * 60 * 60) }
    for (let count = 0; count < 3; count += 1) {
      expect((await atTime(now, () => beginsExport(user))).status).toBe(200)
      await works(user)
    }
    const answer = await atTime(now, () => beginsExport(user))
    then.isRefused(answer, 429, 'too_many_requests')
    expect(answer.headers.get('retry-after')).toBe(String(14 * 60 * 60))
    expect(takesJobs(user)).toEqual([])
    expect((await atTime(now + aDay, () => beginsExport(user))).status).toBe(200)
    takesJobs(user)
    process.env.EXPORTS_PER_DAY = '1000000'
  })

  test('of which the job cannot be sent is not begun', async () => {
    const me = await given.aUser()
    refuses(1)
    expect((await beginsExport(me)).status).toBe(500)
    expect(await listsExports(me)).toEqual([])
    await exportsAll(me)
  })

  test('whose job could have been lost gets another one, five times an hour', async () => {
    const me = await given.aUser()
    await beginsExport(me)
    expect(takesJobs(me)).toHaveLength(1)
    for (let count = 0; count < 5; count += 1) {
      expect(await beginsExport(me)).toMatchObject({ status: 200, body: { state: 'running' } })
      expect(takesJobs(me)).toHaveLength(1)
    }
    then.isRefused(await beginsExport(me), 429, 'too_many_requests')
    expect(takesJobs(me)).toEqual([])
  })

  test('has failed after an hour without progress, and another one can begin', async () => {
    const me = await aPatientUser()
    const { body: begun } = await beginsExport(me)
    takesJobs(me)
    shiftClock(59 * 60_000)
    expect((await beginsExport(me)).body).toMatchObject({ uuid: begun.uuid, state: 'running' })
    takesJobs(me) // sent again, because the first one could have been lost
    shiftClock(61 * 60_000)
    expect(await listsExports(me)).toMatchObject([{ uuid: begun.uuid, state: 'failed', files: [] }])
    const { body: other } = await beginsExport(me)
    expect(other.uuid).not.toBe(begun.uuid)
    await works(me)
    expect(await listsExports(me)).toMatchObject([{ state: 'ready' }, { state: 'failed' }])
    shiftClock(0)
  })

  test('leaves out a picture that was deleted meanwhile', async () => {
    const { me, uuid } = await given.aGroup()
    const [gone, there] = [
      await aPicture(me, uuid),
      await aPicture(me, uuid, { file: png({ width: 8, height: 8 }), width: 8, height: 8 }),
    ]
    await sends(me, uuid, [gone, there])
    for (const key of await filesOf(uuid)) if (key.includes(gone.uuid)) await deleteFile(key)
    const [files = {}] = await exportsAll(me)
    expect(Object.keys(files).filter((name) => name.startsWith('pictures/'))).toEqual([
      `pictures/${there.uuid}.png`,
    ])
  })

  test('goes on for a user who is suspended', async () => {
    const me = await given.aUser()
    await beginsExport(me)
    await suspends(me)
    await works(me)
    expect(await exportFilesOf(me)).toHaveLength(1)
  })

  test('of 1,001 blocks has all of them', async () => {
    const me = await given.aUser()
    const blocked = Array.from(
      { length: 1001 },
      (_, index) => `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`,
    )
    await putItems(blocked.map((sk) => ({ pk: `BLK#${me.uuid}`, sk })))
    await beginsExport(me)
    await works(me, { msLeft: 0 })
    const [newest] = await listsExports(me)
    const exported = (await downloads(newest)).flatMap(jsonIn).filter(([name]) => name.startsWith('blocks'))
    expect(exported.map(([name, list]) => [name, list.length])).toEqual([
      ['blocks.json', 1000],
      ['blocks-2.json', 1],
    ])
    expect(
      exported.flatMap(([, list]) => list.map(({ user_uuid }: { user_uuid: string }) => user_uuid)),
    ).toEqual(blocked)
    const printed = JSON.parse((await runs('users:export', me.handle)).stdout)
    expect(printed.blocks).toHaveLength(1001)
  })
})

describe('the job of an export', () => {
  test('that is delivered twice at the same time stores its file once', async () => {
    const me = await given.aUser()
    await beginsExport(me)
    const [job] = takesJobs(me)
    await Promise.all([delivers(String(job?.body)), delivers(String(job?.body))])
    const files = await exportFilesOf(me)
    expect(files).toHaveLength(1)
    await delivers(String(job?.body))
    expect(await exportFilesOf(me)).toEqual(files)
    expect((await listsExports(me))[0].files).toHaveLength(1)
  })

  test('is completed when the queue delivers it again, wherever it was interrupted', async () => {
    let wasInterrupted = true
    for (let count = 0; wasInterrupted; count += 1) {
      const { me, other, uuid } = await given.aGroup()
      await sends(me, uuid, [await aPicture(me, uuid)])
      await beginsExport(me)
      const [job] = takesJobs(me)
      let calls = 0
      const counted = <T>(send: () => Promise<T>): Promise<T> => {
        calls += 1
        if (calls > count) throw new Error('interrupted')
        return send()
      }
      wasInterrupted = await through(
        (_, send) => counted(send),
        () =>
          throughBucket(
            (_, send) => counted(send),
            () => delivers(String(job?.body)),
          ),
      ).then(
        () => false,
        () => true,
      )
      await delivers(String(job?.body))
      await works(me)
      const [newest] = await listsExports(me)
      const files = await downloads(newest)
      expect(files).toHaveLength(1)
      expect(Object.keys(files[0] ?? {})).toHaveLength(4) // the profile, the conversation, the picture and a limit
      expect(JSON.stringify(documentOf(files))).toContain(other.handle)
    }
  })

  test('is completed when it ended before it sent the rest on', async () => {
    const { me } = await aFullUser()
    await beginsExport(me)
    const job = takesJobs(me).find(({ job }) => job.kind === 'export_user')
    refuses(1)
    await expect(delivers(String(job?.body), { msLeft: 0 })).rejects.toThrow()
    await delivers(String(job?.body))
    await works(me)
    const [newest] = await listsExports(me)
    expect(newest.state).toBe('ready')
    expect(newest.files.length).toBeGreaterThan(1)
    expect(documentOf(await downloads(newest))).toEqual(
      JSON.parse((await runs('users:export', me.handle)).stdout),
    )
  })
})
