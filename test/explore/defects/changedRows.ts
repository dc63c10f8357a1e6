import type { Defect } from '../defect.ts'
import { changed, ofRevision, updates, withoutPart, withoutUpdate } from '../mutations.ts'

const edit = (file: string, from: string, to: string) => ({ file: `src/${file}`, from, to })
const conversation = 'domain/conversation.ts'
const rowUpdates = 'repository/membershipUpdates.ts'

export const defectsOfChangedRows: Defect[] = [
  {
    name: 'updateInbox leaves rows as they are that are not settled',
    scenario: 'delete-settle',
    mutation: (_, input) => {
      if (!updates(input, /^REMOVE settled, message ADD revision/)) return undefined
      input.ConditionExpression = 'attribute_exists(settled)'
      return changed
    },
  },
  {
    name: 'updateInbox does not raise the revision for a change',
    scenario: 'delete-settle',
    mutation: (_, input) =>
      updates(input, /^REMOVE settled, message ADD revision/)
        ? withoutUpdate(input, ' ADD revision :one')
        : undefined,
  },
  {
    name: 'a row is settled with a text that was deleted since it was read',
    scenario: 'delete-mark',
    mutation: (_, input) => (updates(input, /^SET settled/) ? withoutPart(input, ofRevision) : undefined),
  },
  {
    name: 'the record of a message writes its text into the rows',
    scenario: 'delete-late',
    mutation: (_, input) => {
      if (!updates(input, /^SET last_message_at = :place, message/)) return undefined
      input.UpdateExpression = input.UpdateExpression.replace('settled, message ADD', 'settled ADD')
      return changed
    },
    edits: [
      edit(rowUpdates, "'last_message_at = :place',", "'last_message_at = :place, message = :text',"),
      edit(
        rowUpdates,
        "    ':place': newest.place,\n",
        "    ':place': newest.place,\n    ':text': newest.text,\n",
      ),
    ],
  },
  {
    name: 'updateInbox overlooks the message that is the last loud one',
    scenario: 'edit-delete-records',
    edits: [edit(rowUpdates, 'place >= lastPlace ||', 'place > lastPlace ||')],
  },
  {
    name: 'updateInbox overlooks a deleted message that a row only counts',
    scenario: 'delete-counted',
    edits: [edit(rowUpdates, 'deletedAt !== undefined && sender.uuid', "deletedAt === '' && sender.uuid")],
  },
  {
    name: 'updateInbox overlooks changes',
    scenario: 'delete-settled',
    edits: [edit('handlers/updateInbox.ts', 'filter(({ isChange }) => isChange)', 'filter(() => false)')],
  },
  {
    name: 'a deleted message is unread',
    scenario: 'delete-settle',
    edits: [
      edit(conversation, 'unread.filter(canBeUnread)', 'unread.filter(({ event }) => event === undefined)'),
    ],
  },
  {
    name: 'a deleted message of the member is no read mark',
    scenario: 'delete-own',
    edits: [
      edit(conversation, '({ sender, place }: Message)', '({ sender, place, deletedAt }: Message)'),
      edit(
        conversation,
        'sender.uuid === userUuid || place',
        '(sender.uuid === userUuid && !deletedAt) || place',
      ),
    ],
  },
]
