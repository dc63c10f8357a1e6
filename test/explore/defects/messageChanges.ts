import type { Defect } from '../defect.ts'
import { changed, ofRevision, startsWith, updates, withoutPart, withoutUpdate } from '../mutations.ts'

const edit = (file: string, from: string, to: string) => ({ file: `src/${file}`, from, to })
const changeMessage = 'repository/changeMessage.ts'
const conversation = 'domain/conversation.ts'
const rowUpdates = 'repository/membershipUpdates.ts'
const redaction = 'repository/admin/redaction.ts'

export const defectsOfMessageChanges: Defect[] = [
  {
    name: 'an edit brings a deleted text back',
    scenario: 'edit-delete',
    mutation: (_, input) => withoutPart(input, ' AND attribute_not_exists(deleted_at)'),
  },
  {
    name: 'an edit does not compare its key when it is written',
    scenario: 'edit-twice',
    mutation: (_, input) => withoutPart(input, ' AND (attribute_not_exists(edit_key) OR edit_key < :key)'),
  },
  {
    name: 'an edit does not compare its key when it is read',
    scenario: 'edit-retry',
    edits: [edit(changeMessage, '&& key <= current.editKey', '&& key === current.editKey')],
  },
  {
    name: 'an edit that changes nothing leaves no key',
    scenario: 'edit-back',
    edits: [
      edit(changeMessage, 'return key === undefined ? current : writeKey(current, key)', 'return current'),
    ],
  },
  {
    name: 'edits without a key have all the same',
    scenario: 'edit-unkeyed',
    edits: [
      edit(changeMessage, 'key ?? nextEditKey(current, now)', 'key ?? current.uuid'),
      edit(changeMessage, 'editRefusalOf, type Message, nextEditKey }', 'editRefusalOf, type Message }'),
    ],
  },
  {
    name: 'a retry of an edit is refused after the deletion',
    scenario: 'edit-delete-retry',
    edits: [edit(changeMessage, 'if (isRepeated) return', 'if (isRepeated && !current.deletedAt) return')],
  },
  {
    name: 'a retry of a message is refused after an edit',
    scenario: 'send-edit',
    edits: [edit('repository/storeMessage.ts', '(isChanged || isSame)', '(isChanged ? isSame : isSame)')],
  },
  {
    name: 'a deletion leaves reactions',
    scenario: 'delete-react-again',
    edits: [edit(changeMessage, "['edited_at', 'reply_to', 'reactions']", "['edited_at', 'reply_to']")],
  },
  {
    name: 'a reaction comes after the deletion',
    scenario: 'delete-react',
    mutation: (_, input) =>
      updates(input, /reactions/) ? withoutPart(input, ' AND attribute_not_exists(deleted_at)') : undefined,
  },
  {
    name: 'a reaction overwrites that of somebody else',
    scenario: 'react-both',
    edits: [
      edit(changeMessage, 'const isFirst = current.reactions === undefined', 'const isFirst = true'),
      edit(
        changeMessage,
        "{ ':reactions': { [userUuid]",
        "{ ':reactions': { ...current.reactions, [userUuid]",
      ),
      edit(
        changeMessage,
        "condition: 'attribute_not_exists(reactions)'",
        "condition: 'attribute_exists(pk)'",
      ),
    ],
  },
  {
    name: 'a blocked person can edit',
    scenario: 'block-edit',
    edits: [
      edit(changeMessage, '    requireWritable(membership)\n    if (current.text', '    if (current.text'),
    ],
  },
  {
    name: 'a blocked person can react',
    scenario: 'block-react',
    edits: [
      edit(
        changeMessage,
        '    requireWritable(membership)\n    if (current.reactions',
        '    if (current.reactions',
      ),
    ],
  },
  {
    name: 'a blocked person cannot delete',
    scenario: 'block-edit',
    edits: [
      edit(
        changeMessage,
        '    if (current.deletedAt !== undefined) return current\n',
        '    if (current.deletedAt !== undefined) return current\n    requireWritable(membership)\n',
      ),
    ],
  },
  {
    name: 'an erasure leaves the reactions to messages of others',
    scenario: 'erase-react',
    edits: [edit(redaction, 'await removeReaction(message, userUuid)', 'continue')],
  },
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
      edit(rowUpdates, 'SET last_message_at = :place$', 'SET last_message_at = :place, message = :text$'),
      edit(
        rowUpdates,
        "':place': place,\n          ...(other",
        "':place': place,\n          ':text': newest.text,\n          ...(other",
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
      edit(
        conversation,
        'unread.filter(({ deletedAt }) => deletedAt === undefined)',
        'unread.filter(Boolean)',
      ),
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
  {
    name: 'a change is not noted',
    scenario: 'since-edit',
    mutation: (operation, input) =>
      operation === 'PutItem' && startsWith(input.Item, 'CHG#') ? { answer: {} } : undefined,
  },
  {
    name: 'a change is noted after the message',
    scenario: 'since-edit',
    edits: [
      edit(changeMessage, '  await noteChange(groupUuid, place, clock())\n', ''),
      edit(
        changeMessage,
        '  return item && messageOf(groupUuid, item)\n}\n\ntype Attempt',
        '  await noteChange(groupUuid, place, clock())\n  return item && messageOf(groupUuid, item)\n}\n\ntype Attempt',
      ),
    ],
  },
  {
    name: 'an erasure is not noted as a change',
    scenario: 'since-erase',
    edits: [edit(redaction, '  await noteChange(groupUuid, place, Date.now())\n', '')],
  },
  {
    name: 'a catch-up does not reach back for changes',
    scenario: 'since-edit',
    edits: [
      edit(
        'repository/history.ts',
        'changedFrom = rewind(completeUntil ?? from)',
        'changedFrom = completeUntil ?? from',
      ),
    ],
  },
  {
    name: 'the next page begins with the first change again',
    scenario: 'since-pages',
    edits: [
      edit(
        'repository/history.ts',
        'place, ...rest } as const',
        'place, ...rest, changedFrom: undefined } as const',
      ),
    ],
  },
  {
    name: 'a catch-up is complete until its last page was read',
    scenario: 'since-cut',
    edits: [
      edit(
        'repository/history.ts',
        'return { from, completeUntil, changedFrom, isResumed }',
        'return { from, completeUntil: begun, changedFrom, isResumed }',
      ),
    ],
  },
  {
    name: 'a catch-up that stopped on the way ends with its last page',
    scenario: 'since-cut',
    edits: [
      edit(
        'repository/history.ts',
        "cursor: { ...cursor, isResumed: true }, rel: 'since'",
        "cursor, rel: 'since'",
      ),
    ],
  },
  {
    name: 'a catch-up from an older page does not reach back',
    scenario: 'since-before',
    edits: [
      edit(
        'repository/history.ts',
        'place: last, completeUntil, isResumed: true',
        'place: last, completeUntil',
      ),
    ],
  },
  {
    name: 'changes are not pushed',
    scenario: 'socket-changes',
    edits: [
      edit(
        'handlers/pushMessage.ts',
        'messagesIn(Records.map(readRecord))',
        'messagesIn(Records.map(readRecord)).filter(({ isChange }) => !isChange)',
      ),
    ],
  },
]
