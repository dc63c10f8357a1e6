import type { Defect } from '../defect.ts'
import { withoutPart, withoutWrites } from '../mutations.ts'

const edit = (file: string, from: string, to: string) => ({ file: `src/${file}`, from, to })
const updates = 'repository/membershipUpdates.ts'

export const defectsOfLists: Defect[] = [
  {
    name: 'archiving leaves no mark on the other row',
    scenario: 'archive-quiet',
    mutation: (_, input) =>
      withoutWrites(input, ({ Update }) => /^SET other_state/.test(Update?.UpdateExpression)),
  },
  {
    name: 'a message does not bring back what the other one has hidden',
    scenario: 'archive-quiet',
    edits: [edit('repository/send.ts', '  await bringBack(sender.membership, sender.group)\n', '')],
  },
  {
    name: 'a late record removes the mark of the other row',
    scenario: 'archive-own-send',
    edits: [
      edit(
        updates,
        "export const unsettle = 'REMOVE settled",
        "export const unsettle = 'REMOVE other_state, settled",
      ),
    ],
  },
  {
    name: 'an answer is stored before its row moves',
    scenario: 'answer-late',
    edits: [
      edit(
        'repository/send.ts',
        '  if (isInPlace || (await moveToInbox(membership))) return bringBackAndStore(sender, draft, clock)\n',
        '  const answer = await bringBackAndStore(sender, draft, clock)\n  if (await moveToInbox(membership)) return answer\n',
      ),
    ],
  },
  {
    name: 'an answer leaves the conversation where it is',
    scenario: 'answer-late',
    edits: [
      edit(
        'repository/send.ts',
        'if (isInPlace || (await moveToInbox(membership))) return',
        'if (membership) return',
      ),
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
    name: 'an erasure leaves the mark of somebody who had hidden the conversation',
    scenario: 'archive-erase',
    edits: [edit('repository/erasure/group.ts', ', other_state,', ',')],
  },
]
