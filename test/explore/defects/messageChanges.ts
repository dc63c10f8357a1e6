import type { Defect } from '../defect.ts'
import { updates, withoutPart } from '../mutations.ts'

const edit = (file: string, from: string, to: string) => ({ file: `src/${file}`, from, to })
const changeMessage = 'repository/changeMessage.ts'
const redaction = 'repository/erasure/group.ts'

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
    edits: [edit(changeMessage, 'if (key === undefined && current.text', 'if (current.text')],
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
    edits: [edit(changeMessage, "'reply_to', 'reactions', 'attachments'],", "'reply_to', 'attachments'],")],
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
    edits: [edit(changeMessage, '    requireWritable(membership)\n    if (isBlank', '    if (isBlank')],
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
    edits: [edit(redaction, ': removeReaction(message, userUuid))', ': undefined)')],
  },
]
