import type { Defect } from '../defect.ts'
import { eachOf, startsWith, withoutPart } from '../mutations.ts'
import type { Json } from '../scenario.ts'

const edit = (file: string, from: string, to: string) => ({ file: `src/${file}`, from, to })
const attaching = 'attachments/attach.ts'
const sweeping = 'jobs/sweepAttachments.ts'
const inboxes = 'handlers/updateInbox.ts'

const queueSweep = `  await sendWork(
    { kind: 'sweep_attachments', group_uuid: target.groupUuid, copies },
    { delaySeconds: sweepDelaySeconds },
  )
`
export const defectsOfPictures: Defect[] = [
  {
    name: 'a picture is attached although it is in another message',
    scenario: 'picture-two',
    mutation: (_, input) =>
      eachOf(input, ({ Update }) =>
        startsWith(Update?.Key, 'ATT#')
          ? withoutPart(Update, ' AND (attribute_not_exists(message_uuid) OR message_uuid = :message)')
          : undefined,
      ),
  },
  {
    name: 'a picture is attached although it was deleted',
    scenario: 'picture-delete-again',
    mutation: (_, input) =>
      eachOf(input, ({ Update }) =>
        startsWith(Update?.Key, 'ATT#') ? withoutPart(Update, 'attribute_exists(pk) AND ') : undefined,
      ),
  },
  {
    name: 'a message is stored before its pictures are attached',
    scenario: 'picture-send',
    mutation: (operation, input) =>
      operation === 'TransactWriteItems' &&
      input.TransactItems.some(({ Update }: Json) => startsWith(Update?.Key, 'ATT#'))
        ? { split: true }
        : undefined,
  },
  {
    name: 'a picture is copied although another one was uploaded since it was checked',
    scenario: 'picture-replace',
    edits: [edit(attaching, '{ from, etag, to,', '{ from, to,')],
  },
  {
    name: 'all attempts to send a picture have one copy',
    scenario: 'picture-two-files',
    edits: [edit(attaching, "randomBytes(8).toString('hex')", "randomBytes(0).toString('hex') + 'one'")],
  },
  {
    name: 'the job that tidies up is sent after the copies are made',
    scenario: 'picture-send',
    edits: [
      edit(attaching, queueSweep, ''),
      edit(attaching, '  return copied.map(', `${queueSweep}  return copied.map(`),
    ],
  },
  {
    name: 'the job that tidies up does not wait for the attempt',
    scenario: 'picture-sweep',
    edits: [edit(attaching, 'sweepDelaySeconds = 15 * 60', 'sweepDelaySeconds = 0')],
  },
  {
    name: 'the job that tidies up waits only for the attempt, and not for the form',
    scenario: 'picture-sweep-upload',
    edits: [edit(attaching, 'sweepDelaySeconds = 15 * 60', 'sweepDelaySeconds = 20')],
  },
  {
    name: 'the job that tidies up deletes what a message shows',
    scenario: 'picture-send',
    edits: [edit(sweeping, 'upload?.copy === copy', 'upload?.copy === uuid')],
  },
  {
    name: 'the job that tidies up leaves the copies of other attempts',
    scenario: 'picture-retry',
    edits: [edit(sweeping, 'upload?.copy === copy', 'upload?.messageUuid !== undefined')],
  },
  {
    name: 'a retry of a message with pictures looks at its pictures first',
    scenario: 'picture-sweep',
    edits: [edit('handlers/createMessage.ts', '  if (stored) return stored\n', '')],
  },
  {
    name: 'the files of a message are deleted before it',
    scenario: 'picture-delete',
    edits: [
      edit(
        'handlers/deleteMessage.ts',
        'answerChange(event, (membership, message) => deleteMessage(membership, message, Date.now))',
        'answerChange(event, async (membership, message) => { for (const one of message.attachments ?? []) await deleteFile(copyKey(message.groupUuid, one)); return deleteMessage(membership, message, Date.now) })',
      ),
      edit(
        'handlers/deleteMessage.ts',
        'import { answerChange }',
        "import { deleteFile } from '../attachments/bucket.ts'\nimport { copyKey } from '../domain/attachment.ts'\nimport { answerChange }",
      ),
    ],
  },
  {
    name: 'updateInbox does not queue the deletion of files',
    scenario: 'picture-delete',
    edits: [
      edit(
        inboxes,
        '    ...(await groupsThatFailed(withFiles, ({ groupUuid }) => groupUuid, deleteFilesOf)),\n',
        '',
      ),
    ],
  },
  {
    name: 'updateInbox does not notice that the queue refuses the deletion of files',
    scenario: 'picture-delete',
    edits: [
      edit(
        inboxes,
        '    ...(await groupsThatFailed(withFiles, ({ groupUuid }) => groupUuid, deleteFilesOf)),\n',
        '    ...(await groupsThatFailed(withFiles, () => "", deleteFilesOf)),\n',
      ),
    ],
  },
]
