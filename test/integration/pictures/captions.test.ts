import { describe, expect, test } from '@jest/globals'
import { aSentPicture, filesOf, looksAt, tidiesUp, unsigned } from '../../steps/attachments.ts'
import * as given from '../../steps/given.ts'
import { edits, keyAt, readsMessages } from '../../steps/messageChanges.ts'
import { opensGroup } from '../../steps/safety.ts'
import * as then from '../../steps/then.ts'
import { takesJobs } from '../../steps/workQueue.ts'

given.anEngine()
given.aWorkQueue()

describe('the text of a message with pictures', () => {
  test.each([
    ['can become blank', 'A caption', ' \u200b', ''],
    ['can become empty', 'A caption', '', ''],
    ['can be added', '', 'A caption', 'A caption'],
    ['can become another one', 'A caption', 'Another', 'Another'],
  ])('%s, and the pictures stay', async (_, message, text, expected) => {
    const { me, other, uuid, picture, said } = await aSentPicture({ message })
    const { status, body } = await edits(me, said, text)
    expect([status, body]).toEqual([
      200,
      expect.objectContaining({ message: expected, revision: 1, edited_at: expect.any(String) }),
    ])
    const [, read] = await readsMessages(other, uuid)
    expect(read.message).toBe(expected)
    expect(unsigned(read.attachments)).toEqual(unsigned(said.attachments))
    expect((await looksAt(read.attachments[0].url)).bytes).toEqual(picture.file)
    await tidiesUp(uuid, 1)
    expect(await opensGroup(other, uuid)).toMatchObject({
      message: expected,
      last_message: { attachment_count: 1 },
    })
  })

  test('that is blank already is not changed by a blank one', async () => {
    const { me, said } = await aSentPicture()
    expect((await edits(me, said, '  ')).body).toMatchObject({ message: '', revision: 0 })
  })

  test('follows the last of several edits, also to blank', async () => {
    const { me, said } = await aSentPicture({ message: 'A caption' })
    const [early, late] = [keyAt(Date.now() - 1000), keyAt(Date.now())]
    await edits(me, said, '', late)
    expect((await edits(me, said, 'An older edit', early)).body).toMatchObject({ message: '', revision: 1 })
    expect((await edits(me, said, '', late)).body).toMatchObject({ message: '', revision: 1 })
    then.isRefused(await edits(me, said, 'Something else', late), 409, 'idempotency_key_reused')
  })

  test('is refused as any other if it is too long, no text, or of somebody else', async () => {
    const { me, other, said } = await aSentPicture({ message: 'A caption' })
    then.isRefused(await edits(me, said, 'x'.repeat(1025)), 422, 'message_exceed_max_chars_1024')
    then.isRefused(await edits(me, said, 'half an emoji \ud83d'), 422, 'message_not_text')
    then.isRefused(await edits(other, said, ''), 403, 'not_the_author')
  })

  test('and its edits delete no file', async () => {
    const { me, uuid, said } = await aSentPicture({ message: 'A caption' })
    await tidiesUp(uuid, 0)
    const files = await filesOf(uuid)
    await edits(me, said, '')
    await tidiesUp(uuid, 1)
    expect([await filesOf(uuid), takesJobs({ uuid })]).toEqual([files, []])
  })
})

test('the text of a message without pictures cannot become blank', async () => {
  const { me, uuid, messageUuid } = await given.aGroup()
  const answer = await edits(me, { uuid: messageUuid, message_group_uuid: uuid }, ' ')
  then.isRefused(answer, 422, 'message_blank')
})
