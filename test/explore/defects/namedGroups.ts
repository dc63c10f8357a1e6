import type { Defect } from '../defect.ts'
import { eachOf, startsWith, wholeCondition, withoutPart } from '../mutations.ts'
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
    name: 'a message is placed before a member has joined who was added before it',
    scenario: 'group-add-push',
    edits: [
      edit('repository/send.ts', 'group ? joinedLast(group) : membership.joinedAt', 'undefined'),
      edit('repository/send.ts', 'import { joinedLast, type NamedGroup }', 'import type { NamedGroup }'),
    ],
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
]
