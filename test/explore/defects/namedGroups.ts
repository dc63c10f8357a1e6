import type { Defect } from '../defect.ts'
import { changed, eachOf, startsWith, wholeCondition, withoutPart, withoutWrites } from '../mutations.ts'
import type { Json } from '../scenario.ts'

const edit = (file: string, from: string, to: string) => ({ file: `src/${file}`, from, to })
const changing = 'repository/changeNamedGroup.ts'
const creating = 'repository/createNamedGroup.ts'
const invitations = 'repository/invitations.ts'
const inMessages = 'repository/messages.ts'

const changesGroup = ({ Update }: Json) => startsWith(Update?.Key, 'NGR#')

export const defectsOfNamedGroups: Defect[] = [
  {
    name: 'a key does not become the uuid of the group',
    scenario: 'group-create-twice',
    edits: [edit(creating, 'asked.key ?? uuidv7', 'uuidv7')],
  },
  {
    name: 'a repeated request to create a group is refused',
    scenario: 'group-create-twice',
    edits: [
      edit(
        creating,
        'request.userUuid === creator.uuid && request.hash === hashOf(asked)',
        'request.hash === ""',
      ),
    ],
  },
  {
    name: 'a group overwrites another one with its key',
    scenario: 'group-create-key',
    mutation: (_, input) =>
      (input.TransactItems ?? []).some(({ Put }: Json) => startsWith(Put?.Item, 'NGR#'))
        ? eachOf(input, ({ Put }) => Put && wholeCondition(Put))
        : undefined,
  },
  {
    name: 'a group is created with somebody who has blocked the creator',
    scenario: 'group-create-block',
    edits: [edit(invitations, 'if (row.blocks.hasBlocked || user.suspendedAt)', 'if (user.suspendedAt)')],
  },
  {
    name: 'somebody is added in spite of a block that has just begun',
    scenario: 'group-add-block',
    edits: [
      edit(changing, '      mustNotBeBlocked(actor.uuid, userUuid),\n', ''),
      edit(changing, '  mustNotBeBlocked,\n', ''),
    ],
  },
  {
    name: 'an invitation comes to the inbox of somebody who has chosen requests',
    scenario: 'group-add-request',
    edits: [
      edit(
        invitations,
        "invited.user.strangers === 'requests' && !knowsInviter(invited) ? 'request' : 'inbox'",
        "invited.user.strangers === 'requests' && !knowsInviter(invited) ? 'inbox' : 'inbox'",
      ),
    ],
  },
  {
    name: 'a group is changed although it has changed since it was read',
    scenario: 'group-both-leave',
    mutation: (_, input) =>
      eachOf(input, (write) => (changesGroup(write) ? wholeCondition(write.Update) : undefined)),
  },
  {
    name: 'updateInbox can miss a new member',
    scenario: 'group-add-send',
    edits: [
      edit(
        'repository/namedGroups.ts',
        'getItems(uuids.map(namedGroupKey), { consistent: true })',
        'getItems(uuids.map(namedGroupKey))',
      ),
    ],
  },
  {
    name: 'a removed member gets the messages of a moment before',
    scenario: 'group-remove-push',
    edits: [
      edit(
        'repository/namedGroups.ts',
        'getItems(uuids.map(namedGroupKey), { consistent: true })',
        'getItems(uuids.map(namedGroupKey))',
      ),
    ],
  },
  {
    name: 'a new member gets what was sent before they joined',
    scenario: 'group-add-push',
    edits: [edit('domain/namedGroup.ts', 'joinedAt <= place)', 'joinedAt !== place)')],
  },
  {
    name: 'an event is unread',
    scenario: 'group-rename-member',
    edits: [
      edit(
        'domain/conversation.ts',
        'unread.filter(canBeUnread)',
        'unread.filter((message) => message.event || canBeUnread(message))',
      ),
    ],
  },
  {
    name: 'rows do not show the change of an event',
    scenario: 'group-add-send',
    edits: [edit('handlers/updateInbox.ts', 'message.event && !isChange)', 'message.event && isChange)')],
  },
  {
    name: 'an older version of a group overwrites a newer one in rows',
    scenario: 'group-rename-member',
    mutation: (_, input) => withoutPart(input, /(^| AND )group_version < :group_version$/),
  },
  {
    name: 'a page begins before its reader has joined',
    scenario: 'group-add-quiet',
    edits: [edit(inMessages, 'low: latest(downTo, joinedAt)', 'low: latest(downTo)')],
  },
  {
    name: 'a catch-up begins before its reader has joined',
    scenario: 'group-return',
    edits: [edit(inMessages, 'low: latest(after, joinedAt)', 'low: latest(after)')],
  },
  {
    name: 'a catch-up brings changes of messages from before its reader has joined',
    scenario: 'group-return',
    edits: [
      edit('repository/changes.ts', 'place <= until && isReadable(readable, place)', 'place <= until'),
      edit(inMessages, '.filter((place) => isReadable(readable, place))', ''),
    ],
  },
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
    edits: [edit(changing, 'if (after.members.length === 0)', 'if (after.members.length < 0)')],
  },
  {
    name: 'the job that ends a group is sent after its last member has left',
    scenario: 'group-last-two',
    edits: [
      edit(changing, '  if (removal.group.members.length === 1) await beforeEnd()\n', ''),
      edit(
        changing,
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
        'repository/admin/redaction.ts',
        '  await removeErased(membership.groupUuid, membership.userUuid)\n',
        '',
      ),
    ],
  },
  {
    name: 'events name an erased person',
    scenario: 'group-erase-remove',
    edits: [
      edit(
        'repository/admin/redaction.ts',
        'if (message.event) await redactEvent(message, message.event, userUuid)',
        'if (message.event) continue',
      ),
    ],
  },
  {
    name: 'a group whose last member is erased leaves its messages',
    scenario: 'group-erase-last',
    edits: [edit('repository/admin/redaction.ts', '  await deleteMessages(groupUuid, () => false)\n', '')],
  },
  {
    name: 'an erasure ends a group without waiting for messages that are under way',
    scenario: 'group-erase-late',
    edits: [edit('repository/admin/redaction.ts', '  await wait()\n', '')],
  },
]
