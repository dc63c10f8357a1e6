import type { Defect } from '../defect.ts'

const edit = (file: string, from: string, to: string) => ({ file: `src/${file}`, from, to })
const deleting = 'jobs/deleteAttachments.ts'
const inboxes = 'handlers/updateInbox.ts'
const redaction = 'repository/erasure/group.ts'
const reporting = 'repository/reports.ts'

const keepPictures = `  const isKept = await keepPictures(found.message)
  if (!isKept && attempt < maxAttempts) return reportMessage(asked, options, attempt + 1)
`

export const defectsOfPictureEnds: Defect[] = [
  {
    name: 'the job that ends a group leaves its files',
    scenario: 'picture-end-upload',
    edits: [edit('jobs/endGroup.ts', '(await deleteAllAttachments(job.group_uuid, isTimeUp))', 'true')],
  },
  {
    name: 'the job that ends a group deletes a file before its item',
    scenario: 'picture-end-upload',
    edits: [
      edit(deleting, '    await inParallel(keys, deleteFile, maxConcurrent)\n', ''),
      edit(
        deleting,
        '    // The item first',
        '    await inParallel(keys, deleteFile, maxConcurrent)\n    // The item first',
      ),
    ],
  },
  {
    name: 'an erasure leaves the pictures of the person',
    scenario: 'picture-erase',
    edits: [edit(redaction, '        ...set,\n        ', '        ')],
  },
  {
    name: 'an erasure that ends a group leaves the pictures of others',
    scenario: 'picture-end-erase',
    edits: [
      edit(
        'jobs/eraseUser.ts',
        "import { endGroup } from './endGroup.ts'",
        "import { deleteMessages } from '../repository/deleteMessages.ts'",
      ),
      edit(
        'jobs/eraseUser.ts',
        'const next = await endGroup(job, part.isTimeUp, (items) => part.count(erasedAmong(userUuid, items)))',
        'const next = (await deleteMessages(groupUuid, part.isTimeUp)) ? undefined : job',
      ),
    ],
  },
  {
    name: 'an erasure leaves what reports have kept',
    scenario: 'picture-report-erase',
    edits: [edit(inboxes, 'sender.uuid === erasedUser.uuid', "sender.uuid === ''")],
  },
  {
    name: 'an erasure deletes what reports have kept before what they keep',
    scenario: 'picture-report-erase',
    edits: [
      edit(
        deleting,
        '  if (erased_message_uuid !== undefined) await deleteReported(group_uuid, erased_message_uuid)\n',
        '',
      ),
      edit(
        deleting,
        '  const uploads = await getUploads(uuids)',
        '  if (erased_message_uuid !== undefined) await deleteReported(group_uuid, erased_message_uuid)\n  const uploads = await getUploads(uuids)',
      ),
    ],
  },
  {
    name: 'a report is stored before its pictures are kept',
    scenario: 'picture-report',
    edits: [
      edit(reporting, keepPictures, ''),
      edit(
        reporting,
        '  if (!isThere) return { report, isNew: true }',
        '  await keepPictures(found.message)\n  if (!isThere) return { report, isNew: true }',
      ),
    ],
  },
  {
    name: 'an erasure leaves what reports have kept of a group that has ended',
    scenario: 'picture-report-ended',
    edits: [
      edit(
        'repository/erasure/reports.ts',
        '  if (attachments && sender?.uuid === userUuid) await',
        '  if (attachments && !sender) await',
      ),
    ],
  },
  {
    name: 'ddb:redrive leaves the files of a deleted message',
    scenario: 'picture-redrive',
    edits: [edit(deleting, '...(copy === undefined ? [] : [copyKey(groupUuid, { uuid, copy })])', '')],
  },
]
