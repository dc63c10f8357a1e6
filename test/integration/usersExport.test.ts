import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from '@jest/globals'
import { deleteFile } from '../../src/attachments/bucket.ts'
import { aPicture, aSentPicture, filesOf, sends, sides } from '../steps/attachments.ts'
import * as given from '../steps/given.ts'
import { aKnownUser } from '../steps/knownUser.ts'
import { deletes, edits, reacts, readsMessages, replies } from '../steps/messageChanges.ts'
import { runs } from '../steps/program.ts'
import { saysInto } from '../steps/safety.ts'
import { live, opens } from '../steps/sockets.ts'

given.anEngine()
given.aWorkQueue()
live()

describe('users:export', () => {
  test('prints what the table holds about a user, and nothing that others wrote', async () => {
    const { me, friend, other, texts, groupUuid } = await aKnownUser()
    await opens(me)
    const { code, stdout } = await runs('users:export', me.handle)
    const exported = JSON.parse(stdout)
    expect(code).toBe(0)
    expect(exported.profile).toEqual({
      uuid: me.uuid,
      handle: me.handle,
      display_name: me.displayName,
      strangers: 'inbox',
      cognito_user_id: me.cognitoUserId,
    })
    expect(exported.conversations).toHaveLength(2)
    expect(exported.conversations).toContainEqual({
      message_group_uuid: groupUuid,
      with: { handle: friend.handle, display_name: friend.displayName },
      list: 'inbox',
      muted_until: null,
      is_marked_unread: false,
      read_up_to: expect.stringMatching(/Z$/),
      messages: [expect.objectContaining({ message: texts[0], handle: me.handle })],
      reactions: [],
    })
    expect(exported.connections).toEqual([expect.objectContaining({ expires_at: expect.any(String) })])
    expect(exported.limits).toEqual([
      expect.objectContaining({ sk: expect.stringMatching(/^start#/), hits: 1 }),
    ])
    expect(stdout).not.toContain('the answer of the friend')
    expect(stdout).toContain(other.handle)
  })

  test('prints what was done to their messages, and their own reactions to those of others', async () => {
    const { me, friend, groupUuid } = await aKnownUser()
    const [mine, theirs] = (await readsMessages(me, groupUuid)).map((message: object) => ({
      ...message,
      message_group_uuid: groupUuid,
    }))
    await edits(me, mine, 'corrected')
    await reacts(friend, mine, '❤️')
    await reacts(me, theirs, '👍')
    await reacts(friend, theirs, '🎉')
    await replies(me, theirs, 'my reply')
    const { body: taken } = await saysInto(me, 'taken back', groupUuid)
    await deletes(me, taken)
    const { stdout } = await runs('users:export', me.handle)
    const { conversations } = JSON.parse(stdout)
    const { messages, reactions } = conversations.find(
      ({ message_group_uuid }: { message_group_uuid: string }) => message_group_uuid === groupUuid,
    )
    expect(messages).toEqual([
      expect.objectContaining({
        message: 'corrected',
        edited_at: expect.any(String),
        reactions: [{ emoji: '❤️', user_uuids: [friend.uuid] }],
      }),
      expect.objectContaining({ message: 'my reply', reply_to: { uuid: theirs.uuid } }),
      expect.objectContaining({ message: '', deleted_at: expect.any(String) }),
    ])
    expect(reactions).toEqual([{ message_uuid: theirs.uuid, emoji: '👍' }])
    for (const text of [theirs.message, 'taken back', '🎉']) expect(stdout).not.toContain(text)
  })

  test('prints a profile and empty lists for a new user', async () => {
    const { handle } = await given.aUser()
    const { stdout } = await runs('users:export', handle)
    expect(JSON.parse(stdout)).toMatchObject({
      profile: { handle },
      conversations: [],
      connections: [],
      limits: [],
    })
  })
})

describe('users:export of pictures', () => {
  const folder = mkdtempSync(join(tmpdir(), 'cruddur-export-'))
  afterAll(() => rmSync(folder, { recursive: true }))

  const attachmentsIn = (stdout: string) =>
    JSON.parse(stdout).conversations.flatMap(({ messages }: { messages: { attachments?: object[] }[] }) =>
      messages.flatMap(({ attachments = [] }) => attachments),
    )

  /** A picture that the first person has sent, one that they have not sent, and one of the other person. */
  const somePictures = async () => {
    const { me, other, uuid, picture } = await aSentPicture({ alt: 'A cat' })
    await aPicture(me, uuid)
    await sends(other, uuid, [await aPicture(other, uuid)])
    return { me, uuid, picture, file: `${picture.uuid}.png` }
  }

  test('with --files saves those that the user has sent, whose names are in the output', async () => {
    const { me, picture, file } = await somePictures()
    const to = join(folder, me.handle, 'pictures')
    const { code, stdout, stderr } = await runs('users:export', me.handle, '--files', to)
    const described = {
      uuid: picture.uuid,
      content_type: 'image/png',
      bytes: picture.file.length,
      alt: 'A cat',
    }
    expect(attachmentsIn(stdout)).toEqual([{ ...described, ...sides, file }])
    expect(readdirSync(to)).toEqual([file])
    expect(readFileSync(join(to, file))).toEqual(picture.file)
    expect([code, stderr]).toEqual([0, expect.stringContaining(` Saved 1 of 1 pictures in ${to}.\n`)])
  })

  test('without --files says that there are some, and saves nothing', async () => {
    const { me, file } = await somePictures()
    const { code, stdout, stderr } = await runs('users:export', me.handle)
    expect(attachmentsIn(stdout)).toEqual([expect.objectContaining({ file })])
    expect([code, stderr]).toEqual([0, expect.stringMatching(/ Pass --files <folder> to save .* \(1\)\.\n$/)])
    expect(existsSync(file)).toBe(false)
  })

  test('fails, and saves the others, if a file is missing', async () => {
    const { me, uuid, picture } = await somePictures()
    const second = await aPicture(me, uuid)
    await sends(me, uuid, [second])
    for (const key of await filesOf(uuid)) if (key.includes(picture.uuid)) await deleteFile(key)
    const to = join(folder, me.handle)
    const { code, stderr } = await runs('users:export', me.handle, '--files', to)
    expect(code).toBe(1)
    expect(stderr).toContain(`No file of the picture ${picture.uuid}.`)
    expect(readdirSync(to)).toEqual([`${second.uuid}.png`])
  })
})

test('users:export without a user is an error', async () => {
  const { code, stderr } = await runs('users:export')
  expect([code, stderr]).toEqual([1, expect.stringMatching(/^Missing argument: <handle>/)])
})
