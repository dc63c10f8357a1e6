import { beforeAll, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { v7 as uuidv7 } from 'uuid'
import { listFiles } from '../../src/attachments/bucket.ts'
import type { Attachment } from '../../src/domain/attachment.ts'
import { exportPrefix } from '../../src/domain/export.ts'
import { exportUser } from '../../src/jobs/exportUser.ts'
import { messageItem } from '../../src/repository/messages.ts'
import { beginsExport, downloads, listsExports, type Unzipped } from '../steps/accounts.ts'
import { aConversation } from '../steps/conversation.ts'
import * as given from '../steps/given.ts'
import { createsGroup, leaves } from '../steps/groups.ts'
import { reacts } from '../steps/messageChanges.ts'
import { numRuns } from '../steps/numRuns.ts'
import { says, saysInto } from '../steps/safety.ts'
import { putItems } from '../steps/table.ts'
import { through } from '../steps/wire.ts'
import { takesJobs } from '../steps/workQueue.ts'

given.anEngine({ hasStream: false })
given.aWorkQueue()

type Somebody = Awaited<ReturnType<typeof given.aUser>>

const aPictureOf = (megabytes: number): Attachment => ({
  uuid: uuidv7(),
  copy: 'none', // there is no such file
  contentType: 'image/png',
  alt: '',
  bytes: megabytes * 1024 * 1024,
  width: 1,
  height: 1,
})

/** A conversation of three pages, in which each writes half of the messages. Some have pictures. */
const aLongConversation = async (me: Somebody, other: Somebody, count: number) => {
  const { groupUuid } = await aConversation(me, other, [
    { at: '2026-01-01T00:00:00.000Z', text: 'message 0' },
  ])
  const memberUuids = [me.uuid, other.uuid]
  const items = Array.from({ length: count - 1 }, (_, index) => {
    const msecs = Date.parse('2026-01-02T00:00:00.000Z') + index * 1000
    const uuid = uuidv7({ msecs })
    const place = `${new Date(msecs).toISOString()}#${uuid}`
    const sender = index % 2 === 0 ? me : other
    const text = `message ${index + 1}`
    return messageItem({
      ...{ uuid, groupUuid, memberUuids, text, sender, place },
      ...(index % 100 === 0 ? { attachments: [aPictureOf(15), aPictureOf(6)] } : {}),
    })
  })
  await putItems(items)
  return {
    groupUuid,
    texts: [
      'message 0',
      ...items.filter(({ user_uuid }) => user_uuid === me.uuid).map(({ message }) => message),
    ],
  }
}

type Exported = Record<string, unknown[]> & { message_group_uuid: string }

const jsonOf = (files: Unzipped[], name: RegExp): Exported[] =>
  files.flatMap((one) =>
    Object.entries(one)
      .filter(([file]) => name.test(file))
      .map(([, bytes]) => JSON.parse(Buffer.from(bytes).toString())),
  )

let me: Somebody
let long: Awaited<ReturnType<typeof aLongConversation>>
let left: string

beforeAll(async () => {
  const [user, friend, other] = await Promise.all([given.aUser(), given.aUser(), given.aUser()])
  me = user
  long = await aLongConversation(me, friend, 1100)
  for (let index = 0; index < 5; index += 1) {
    const { body } = await says(await given.aUser(), 'hello', me)
    await reacts(me, body, '👍')
  }
  const { body: group } = await createsGroup(other, 'Left', [me, friend])
  left = group.uuid
  await saysInto(me, 'goodbye', left)
  await leaves(me, left)
})

/** Works on an export until it is ready. `isTimeUp` and `maxBytes` say where it stops. */
const exportsWith = async (
  user: Somebody,
  isTimeUp: () => boolean,
  { maxBytes, isTwice = () => false }: { maxBytes?: number; isTwice?: () => boolean } = {},
) => {
  const { body: begun } = await beginsExport(user)
  takesJobs(user)
  const job = { kind: 'export_user' as const, user_uuid: user.uuid, export_uuid: begun.uuid }
  const works = () => exportUser(job, isTimeUp, maxBytes === undefined ? {} : { maxBytes })
  for (let isDone = false; !isDone; ) {
    const attempts = await Promise.all(isTwice() ? [works(), works()] : [works()])
    isDone = attempts.every((next) => next === undefined)
    if (isDone) isDone = (await listsExports(user))[0].state === 'ready'
  }
  const [ready] = await listsExports(user)
  return downloads(ready)
}

const isComplete = (files: Unzipped[]) => {
  const names = files.flatMap((one) => Object.keys(one))
  expect(new Set(names).size).toBe(names.length) // all can be put into one folder
  const parts = jsonOf(files, new RegExp(`^conversations/${long.groupUuid}(-\\d+)?\\.json$`))
  expect(
    parts.flatMap(({ messages = [] }) => messages.map((one) => (one as { message: string }).message)),
  ).toEqual(long.texts)
  const conversations = jsonOf(files, /^conversations\//)
  expect(new Set(conversations.map((one) => one.message_group_uuid)).size).toBe(6)
  expect(conversations.flatMap(({ reactions }) => reactions)).toHaveLength(5)
  expect(jsonOf(files, /^former_groups\//)).toMatchObject([
    { message_group_uuid: left, messages: [{ message: 'goodbye' }] },
  ])
  expect(jsonOf(files, /^profile\.json$/)).toHaveLength(1)
}

test('an export contains everything once, wherever its parts end, also if they are delivered twice', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.boolean(), { minLength: 1, maxLength: 40 }),
      fc.array(fc.boolean(), { minLength: 1, maxLength: 10 }),
      async (stops, twice) => {
        const next = (answers: boolean[]) => {
          let asked = 0
          return () => {
            asked += 1
            return answers[asked % answers.length] ?? false
          }
        }
        const files = await exportsWith(me, next(stops), { isTwice: next(twice) })
        isComplete(files)
        const [{ uuid }] = await listsExports(me)
        // The files of the slower attempts are deleted.
        expect(await listFiles(exportPrefix({ userUuid: me.uuid, uuid }))).toHaveLength(files.length)
      },
    ),
    { numRuns: numRuns(20) },
  )
})

test('an export that is larger than the limit of a file has several', async () => {
  const all = await exportsWith(me, () => false)
  expect(all).toHaveLength(1)
  const some = await exportsWith(me, () => false, { maxBytes: 30_000 })
  expect(some.length).toBeGreaterThan(3)
  for (const files of [all, some]) isComplete(files)
  const pictures = jsonOf(all, /^conversations\//).flatMap(({ messages = [] }) =>
    (messages as { attachments?: unknown[] }[]).flatMap(({ attachments = [] }) => attachments),
  )
  expect(pictures).toHaveLength(22)
})

test('an export goes on if the user leaves the group in the middle of which it has stopped', async () => {
  const [user, friend] = await Promise.all([given.aUser(), given.aUser()])
  const { body: group } = await createsGroup(user, 'Leaving', [friend])
  const uuid = String(group.uuid)
  const places = (count: number) =>
    Array.from({ length: count }, () => {
      const key = uuidv7()
      const sender = { user_uuid: user.uuid, user_display_name: 'Some Body', user_handle: user.handle }
      const place = `${new Date().toISOString()}#${key}`
      return {
        pk: `MSG#${uuid}`,
        sk: place,
        message_uuid: key,
        message: 'in the group',
        in_named_group: true,
        ...sender,
      }
    })
  await putItems(places(600))
  // Conversations with greater uuids, with messages that are older than where it stops.
  const others = await Promise.all([given.aUser(), given.aUser(), given.aUser()])
  for (const other of others)
    await aConversation(user, other, [{ at: '2026-01-01T00:00:00.000Z', text: 'an old one' }])
  let hasLeft = false
  const files = await through(
    async ({ command, input }, send) => {
      // Between its first and its second part.
      if (command === 'UpdateItem' && String(input.Key.pk).startsWith('EXP#') && !hasLeft) {
        hasLeft = true
        const answer = await send()
        await leaves(user, uuid)
        return answer
      }
      return send()
    },
    () => exportsWith(user, () => !hasLeft),
  )
  expect(hasLeft).toBe(true)
  const old = jsonOf(files, /^conversations\//).flatMap(
    ({ messages = [] }) => messages as { message: string }[],
  )
  expect(old.filter(({ message }) => message === 'an old one')).toHaveLength(3)
  const left = jsonOf(files, /^former_groups\//).flatMap(({ messages = [] }) => messages)
  expect(left).toHaveLength(600)
})
