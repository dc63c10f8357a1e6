import type { Defect } from '../defect.ts'
import { changed, eachOf, startsWith, wholeCondition, withoutWrites } from '../mutations.ts'
import type { Json } from '../scenario.ts'

const edit = (file: string, from: string, to: string) => ({ file: `src/${file}`, from, to })
const inRepository = 'repository/blocks.ts'

const isBlock = (input: Json) =>
  ((input.TransactItems ?? []) as Json[]).some(({ Put }) => startsWith(Put?.Item, 'BLK#'))
const isUnblocking = (input: Json) =>
  ((input.TransactItems ?? []) as Json[]).some(({ Delete }) => startsWith(Delete?.Key, 'BLK#'))

export const defectsOfBlocks: Defect[] = [
  {
    name: 'a block leaves no mark on the other row',
    scenario: 'block-send',
    mutation: (_, input) =>
      withoutWrites(input, ({ Update }) => /#is_blocked = /.test(Update?.UpdateExpression)),
  },
  {
    name: 'a block before the first message writes no rows',
    scenario: 'block-start',
    mutation: (_, input) =>
      isBlock(input) ? withoutWrites(input, ({ Update }) => startsWith(Update?.Key, 'GRP#')) : undefined,
  },
  {
    name: 'a block overwrites rows that have changed since they were read',
    scenario: 'block-own-start',
    mutation: (_, input) =>
      isBlock(input) ? eachOf(input, ({ Update }) => Update && wholeCondition(Update)) : undefined,
  },
  {
    name: 'a block is written for an account that is being erased',
    scenario: 'block-erase',
    mutation: (_, input) =>
      isBlock(input)
        ? eachOf(input, ({ ConditionCheck }) => {
            if (!ConditionCheck) return undefined
            ConditionCheck.ConditionExpression = 'attribute_not_exists(nothing)'
            return changed
          })
        : undefined,
  },
  {
    name: 'a block raises the revision of the other row',
    scenario: 'block-send',
    edits: [
      edit(
        inRepository,
        'seen_when_blocked: own.membership?.readPlace }),',
        'seen_when_blocked: own.membership?.readPlace }, true),',
      ),
    ],
  },
  {
    name: 'unblocking removes a row that the block of the other one needs',
    scenario: 'block-both',
    edits: [edit(inRepository, 'own.hasBegun || own.blocks.blockedWith', 'own.hasBegun')],
  },
  {
    name: 'unblocking removes rows in which a conversation has begun since they were read',
    scenario: 'unblock-migrate',
    mutation: (_, input) =>
      isUnblocking(input)
        ? eachOf(input, ({ Delete }) =>
            startsWith(Delete?.Key, 'GRP#') ? wholeCondition(Delete) : undefined,
          )
        : undefined,
  },
  {
    name: 'the operator moves a conversation without the marks of a block',
    scenario: 'block-migrate',
    edits: [
      edit(
        'repository/admin/originalLayout.ts',
        '...after } = membershipItem(membership)',
        '...after } = membershipItem({ ...membership, hasBlocked: undefined, blockedWith: undefined })',
      ),
    ],
  },
  {
    name: 'a start overwrites the rows of a block',
    scenario: 'block-start',
    mutation: (_, input) =>
      eachOf(input, ({ Put }) => (startsWith(Put?.Item, 'GRP#') ? wholeCondition(Put) : undefined)),
  },
  {
    name: 'a start stores its message without rows after three blocks',
    scenario: 'block-toggle',
    edits: [
      edit('repository/groups.ts', 'if (wasBlocked) throw', 'if (wasBlocked && attempt > maxAttempts) throw'),
    ],
  },
  {
    name: 'an answer takes a blocked conversation to the inbox',
    scenario: 'block-own-send',
    edits: [edit('repository/send.ts', ' AND attribute_not_exists(has_blocked)', '')],
  },
  {
    name: 'a retry is refused although its message is stored',
    scenario: 'block-retry',
    edits: [
      edit(
        'repository/send.ts',
        '  const stored = await findStored(draft)\n  if (stored) return stored\n',
        '',
      ),
    ],
  },
  {
    name: "the blocked person gets the blocker's read marks",
    scenario: 'block-read',
    edits: [edit('handlers/markRead.ts', 'notify(hasBlocked ? own : connections,', 'notify(connections,')],
  },
  {
    name: 'the blocked person sees how far the blocker reads',
    scenario: 'block-read',
    edits: [
      edit(
        'repository/openGroup.ts',
        'blocks.blockedWith ? blocks.blockedWith.seen : otherMembership?.readPlace',
        'otherMembership?.readPlace',
      ),
    ],
  },
  {
    name: 'a look misses a block that has just begun',
    scenario: 'block-read',
    edits: [edit('repository/openGroup.ts', 'otherMembership?.hasBlocked\n', 'otherMembership === null\n')],
  },
  {
    name: 'an erasure leaves blocks',
    scenario: 'block-erase',
    edits: [
      edit('jobs/eraseUser.ts', '  if (!(await eraseBlocks(user.uuid, isTimeUp))) return { job }\n', ''),
    ],
  },
  {
    name: 'an erasure leaves the rows of blocks before the first message',
    scenario: 'block-erase-first',
    edits: [edit('repository/erasure/user.ts', '  await inParallel(rows.items, deleteItem)\n', '')],
  },
]
