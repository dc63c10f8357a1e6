import type { Defect } from '../defect.ts'
import { changed, eachOf, startsWith, withoutWrites } from '../mutations.ts'
import type { Json } from '../scenario.ts'

const edit = (file: string, from: string, to: string) => ({ file: `src/${file}`, from, to })
const changing = 'repository/changeNamedGroup.ts'
const leaving = 'repository/leaveNamedGroup.ts'

export const defectsOfNamedGroupEnds: Defect[] = [
  {
    name: 'a removal leaves the row of the member',
    scenario: 'group-remove-send',
    mutation: (_, input) =>
      withoutWrites(input, ({ Update }) => /^SET left_at/.test(Update?.UpdateExpression)),
  },
  {
    name: 'who has left is still a member by their tombstone',
    scenario: 'group-remove-read',
    edits: [edit('repository/memberships.ts', 'hasBegun(item) && item.erased_at', 'item.erased_at')],
  },
  {
    name: 'a row begins with its first revision again',
    scenario: 'group-return-settle',
    edits: [edit(changing, 'former === undefined ? undefined', 'former ? undefined')],
  },
  {
    name: 'the owner stays the owner after leaving',
    scenario: 'group-both-leave',
    edits: [edit('domain/namedGroup.ts', 'group.ownerUuid === userUuid && first ? first.uuid :', '')],
  },
  {
    name: 'a group does not end with its last member',
    scenario: 'group-last-two',
    edits: [edit(leaving, 'if (after.members.length === 0)', 'if (after.members.length < 0)')],
  },
  {
    name: 'the job that ends a group is sent after its last member has left',
    scenario: 'group-last-two',
    edits: [
      edit(leaving, '  if (removal.group.members.length === 1) await beforeEnd()\n', ''),
      edit(
        leaving,
        '  return failed.includes(true) ? undefined : { isChanged: true }\n}\n\n/** Removes somebody',
        '  if (!failed.includes(true) && removal.group.members.length === 1) await beforeEnd()\n  return failed.includes(true) ? undefined : { isChanged: true }\n}\n\n/** Removes somebody',
      ),
    ],
  },
  {
    name: 'the job that ends a group does not wait for requests that are under way',
    scenario: 'group-end-send',
    edits: [edit('handlers/removeMember.ts', 'endDelaySeconds = 20', 'endDelaySeconds = 0')],
  },
  {
    name: 'the job that ends a group deletes the messages of one that goes on',
    scenario: 'group-end-add',
    edits: [edit('jobs/endGroup.ts', '  if (await getNamedGroup(job.group_uuid)) return undefined\n', '')],
  },
  {
    name: 'a group that has ended leaves no tombstone',
    scenario: 'group-end-create',
    mutation: (_, input) =>
      eachOf(input, (write) => {
        if (!write.Put?.Item.ended_at) return undefined
        const { Item, ...rest } = write.Put
        write.Delete = { ...rest, Key: { pk: Item.pk, sk: Item.sk } }
        delete write.Put
        return changed
      }),
  },
  {
    name: 'senders do not know who has archived a group',
    scenario: 'group-archive-send',
    mutation: (_, input) =>
      withoutWrites(input, ({ Update }) => /^SET #hidden/.test(Update?.UpdateExpression)),
  },
  {
    name: 'a message does not bring a group back',
    scenario: 'group-archive-send',
    edits: [edit('repository/bringBack.ts', 'else if (group) await', 'else if (!group) await')],
  },
  {
    name: 'a note is removed although the group was hidden again',
    scenario: 'group-archived-send',
    mutation: (_, input) =>
      eachOf(input, ({ ConditionCheck }) => {
        if (!/#state = :request$/.test(ConditionCheck?.ConditionExpression)) return undefined
        ConditionCheck.ConditionExpression = 'attribute_exists(pk) OR #state = :request'
        return changed
      }),
  },
  {
    name: 'the job of a rename leaves rows that an earlier delivery has not reached',
    scenario: 'group-rename-crash',
    edits: [
      edit(
        'repository/rowNames.ts',
        '    await showInRows(after ?',
        '    if (after) await showInRows(after ?',
      ),
    ],
  },
  {
    name: 'a group is created with the old name of a member',
    scenario: 'group-rename-create',
    mutation: (_, input) =>
      (input.TransactItems ?? []).some(({ Put }: Json) => startsWith(Put?.Item, 'NGR#'))
        ? eachOf(input, ({ ConditionCheck }) => {
            if (!ConditionCheck) return undefined
            ConditionCheck.ConditionExpression = 'attribute_not_exists(nothing)'
            delete ConditionCheck.ExpressionAttributeValues
            return changed
          })
        : undefined,
  },
  {
    name: 'an erased person stays in a group',
    scenario: 'group-erase-send',
    edits: [
      edit(
        'jobs/eraseUser.ts',
        "    if (membership.kind === 'named') await removeErased(membership.groupUuid, membership.userUuid)\n",
        '',
      ),
      edit('jobs/eraseUser.ts', 'await removeErased(row.groupUuid, row.userUuid)', 'await deleteRow(row)'),
    ],
  },
  {
    name: 'events name an erased person',
    scenario: 'group-erase-remove',
    edits: [
      edit(
        'repository/erasure/group.ts',
        'if (message.event) return redactEvent(message, message.event, userUuid)',
        'if (message.event) return',
      ),
    ],
  },
  {
    name: 'a group whose last member is erased leaves its messages',
    scenario: 'group-erase-last',
    edits: [
      edit(
        'jobs/eraseUser.ts',
        '(await hasGroupEnded(former.groupUuid))',
        '(await hasGroupEnded(former.groupUuid)) && false',
      ),
    ],
  },
  {
    name: 'an erasure ends a group without waiting for messages that are under way',
    scenario: 'group-erase-late',
    edits: [
      edit(
        'jobs/eraseUser.ts',
        "    if (membership.kind === 'named') await removeErased(membership.groupUuid, membership.userUuid)\n",
        '',
      ),
    ],
  },
]
