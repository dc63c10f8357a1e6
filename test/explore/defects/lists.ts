import type { Defect } from '../defect.ts'
import { withoutPart, withoutWrites } from '../mutations.ts'

const edit = (file: string, from: string, to: string) => ({ file: `src/${file}`, from, to })
const updates = 'repository/membershipUpdates.ts'

const staysIn = (state: string) => [
  edit(
    updates,
    'stateAfterMessage(state) === state ?',
    `state === '${state}' || stateAfterMessage(state) === state ?`,
  ),
  edit(updates, 'OR #state = :request)', 'OR #state = :request OR attribute_exists(#state))'),
]

export const defectsOfLists: Defect[] = [
  {
    name: 'archiving does not make the next message loud',
    scenario: 'archive-quiet',
    mutation: (_, input) =>
      withoutWrites(input, ({ Update }) => /^SET loud_after/.test(Update?.UpdateExpression)),
  },
  {
    name: 'a message is quiet although the other one has put the conversation away',
    scenario: 'archive-quiet',
    edits: [edit('domain/group.ts', ' && lastPlace > loudAfter ?', ' ?')],
  },
  {
    name: 'a late record takes back that the next message is loud',
    scenario: 'archive-own-send',
    edits: [edit(updates, 'move.set} REMOVE settled', 'move.set} REMOVE loud_after, settled')],
  },
  {
    name: 'a message leaves an archived conversation where it is',
    scenario: 'archive-quiet',
    edits: staysIn('archived'),
  },
  {
    name: 'a message leaves a declined request where it is',
    scenario: 'decline-quiet',
    edits: staysIn('declined'),
  },
  {
    name: "one's own late record leaves a conversation archived",
    scenario: 'archive-own-send',
    edits: [
      edit(
        updates,
        '  const move = moveClauses(userUuid, from)\n',
        "  const move = other ? moveClauses(userUuid, from) : { set: '', remove: '', values: {}, condition: ' AND (attribute_exists(#state) OR attribute_not_exists(#state))' }\n",
      ),
      edit(updates, 'const back = fromOf(membership)', 'const back = other && fromOf(membership)'),
    ],
  },
  {
    name: 'a rebuild leaves a conversation archived whose message was missed',
    scenario: 'archived-rebuild',
    edits: [
      edit(
        'repository/admin/rebuildInbox.ts',
        'loud.place > lastPlace ? stateAfterMessage(membership.state) : membership.state',
        "loud.place > lastPlace ? membership.state : stateAfterMessage('inbox')",
      ),
    ],
  },
  {
    name: 'an answer is stored before its row moves',
    scenario: 'answer-late',
    edits: [
      edit(
        'repository/send.ts',
        '  if (await moveToInbox(membership)) return storeMessage(draft, clock, quietBeforeOf(membership))\n',
        '  const answer = await storeMessage(draft, clock, quietBeforeOf(membership))\n  if (await moveToInbox(membership)) return answer\n',
      ),
    ],
  },
  {
    name: 'an answer leaves the conversation where it is',
    scenario: 'answer-late',
    edits: [
      edit('repository/send.ts', 'if (await moveToInbox(membership)) return', 'if (membership) return'),
    ],
  },
  {
    name: 'what was accepted can be declined',
    scenario: 'accept-decline',
    edits: [
      edit(
        'repository/changeMembership.ts',
        'if (!isRequest({ state }) || request === undefined)',
        "if (state === 'archived' || request === undefined)",
      ),
    ],
  },
  {
    name: 'a list is changed although the row has moved to another one since it was read',
    scenario: 'accept-decline',
    mutation: (_, input) =>
      (input.TransactItems ?? [])
        .map(
          ({ Update }: { Update?: object }) => Update && withoutPart(Update, /#state = :before_state AND /),
        )
        .find(Boolean),
  },
  {
    name: 'a first message comes to the inbox of somebody who has chosen requests',
    scenario: 'request-start',
    edits: [edit('repository/groups.ts', "other.strangers === 'requests' ? 'request' : 'inbox'", "'inbox'")],
  },
  {
    name: 'an erasure leaves the place after which messages were loud',
    scenario: 'archive-erase',
    edits: [edit('repository/admin/redaction.ts', ', loud_after,', ',')],
  },
]
