import type { Defect } from '../defect.ts'
import { startsWith } from '../mutations.ts'

const edit = (file: string, from: string, to: string) => ({ file: `src/${file}`, from, to })
const history = 'repository/history.ts'
const changeMessage = 'repository/changeMessage.ts'
const redaction = 'repository/erasure/group.ts'

export const defectsOfCatchUps: Defect[] = [
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
      edit(history, 'changedFrom = rewind(completeUntil ?? from)', 'changedFrom = completeUntil ?? from'),
    ],
  },
  {
    name: 'the next page begins with the first change again',
    scenario: 'since-pages',
    edits: [edit(history, 'place, ...rest } as const', 'place, ...rest, changedFrom: undefined } as const')],
  },
  {
    name: 'a catch-up is complete until its last page was read',
    scenario: 'since-cut',
    edits: [
      edit(
        history,
        'return { from, completeUntil, changedFrom, isResumed }',
        'return { from, completeUntil: begun, changedFrom, isResumed }',
      ),
    ],
  },
  {
    name: 'a catch-up that stopped on the way ends with its last page',
    scenario: 'since-cut',
    edits: [edit(history, "cursor: { ...cursor, isResumed: true }, rel: 'since'", "cursor, rel: 'since'")],
  },
  {
    name: 'a catch-up from an older page does not reach back',
    scenario: 'since-before',
    edits: [edit(history, 'place: last, completeUntil, isResumed: true', 'place: last, completeUntil')],
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
