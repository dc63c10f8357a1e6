import type { Defect } from './defect.ts'
import { defectsOfAccounts } from './defects/accounts.ts'
import { defectsOfBlocks } from './defects/blocks.ts'
import { defectsOfBrowsers } from './defects/browsers.ts'
import { defectsOfCatchUps } from './defects/catchUps.ts'
import { defectsOfChangedRows } from './defects/changedRows.ts'
import { defectsOfLists } from './defects/lists.ts'
import { defectsOfMessageChanges } from './defects/messageChanges.ts'
import { defectsOfNamedGroupEnds } from './defects/namedGroupEnds.ts'
import { defectsOfNamedGroups } from './defects/namedGroups.ts'
import { defectsOfPictureEnds } from './defects/pictureEnds.ts'
import { defectsOfPictures } from './defects/pictures.ts'
import { defectsOfRenames } from './defects/renames.ts'
import {
  changed,
  eachOf,
  ofRevision,
  startsWith,
  updates,
  wholeCondition,
  withoutCondition,
  withoutPart,
  withoutUpdate,
} from './mutations.ts'
import type { Json } from './scenario.ts'

/*
 * Deliberate defects. Each is applied in memory: it changes commands on their way to the table, or a piece of source text.
 * A scenario must find it. A defect that never applies is an error in this list.
 */

/** The update of ddb:rebuild-inbox. */
const isRepair = (input: Json) => updates(input, /^SET #last_message_at = .* REMOVE #message, #settled ADD /)

export const defects: Defect[] = [
  {
    name: 'a message overwrites what is at its place',
    scenario: 'retry-fresh',
    mutation: (operation, input) =>
      operation === 'PutItem' && input.Item.message && startsWith(input.Item, 'MSG#')
        ? withoutCondition(input)
        : undefined,
  },
  {
    name: 'a pointer overwrites what is at its place',
    scenario: 'retry-late',
    mutation: (operation, input) =>
      operation === 'PutItem' && input.Item.moved_to ? withoutCondition(input) : undefined,
  },
  {
    name: 'a retry of a late key takes a new place',
    scenario: 'retry-late',
    mutation: (operation, input) =>
      operation === 'PutItem' && input.Item.moved_to ? { answer: {} } : undefined,
  },
  {
    name: 'a message is stored at a place that is no longer fresh',
    scenario: 'catch-up',
    edits: [{ file: 'src/domain/place.ts', from: 'age <= freshForMs', to: 'age <= 30 * freshForMs' }],
  },
  {
    name: '`since` does not reach back',
    scenario: 'catch-up',
    mutation: (operation, input) => {
      const [, name = ''] = /sk >=? (:from|:low)$/.exec(input.KeyConditionExpression ?? '') ?? []
      const from = input.ExpressionAttributeValues?.[name]
      if (operation !== 'Query' || !from || /#/.test(from.S)) return undefined
      from.S = new Date(Date.parse(from.S.replace('\0', '')) + 15_000).toISOString()
      return changed
    },
  },
  {
    name: 'an older record sets a row back',
    scenario: 'inbox-order',
    mutation: (_, input) => withoutPart(input, ' AND last_message_at < :place'),
  },
  {
    name: 'a read mark goes backwards',
    scenario: 'read-twice',
    mutation: (_, input) =>
      withoutPart(input, ' AND (attribute_not_exists(last_read_at) OR last_read_at < :place)'),
  },
  {
    name: 'a conversation starts without a look at both accounts',
    scenario: 'erase-cached',
    mutation: (_, input) =>
      eachOf(input, ({ ConditionCheck }) => {
        if (!ConditionCheck) return undefined
        ConditionCheck.ConditionExpression = 'attribute_not_exists(nothing)'
        return changed
      }),
  },
  {
    name: 'a conversation starts with one write after the other',
    scenario: 'start-both',
    mutation: (operation, input) =>
      operation === 'TransactWriteItems' &&
      input.TransactItems.some(({ Put }: Json) => startsWith(Put?.Item, 'GRP#'))
        ? { split: true }
        : undefined,
  },
  {
    name: 'every message is quiet',
    scenario: 'retry-fresh',
    mutation: (operation, input) => {
      if (operation !== 'PutItem' || !input.Item.message) return undefined
      input.Item.quiet = { BOOL: true }
      return changed
    },
  },
  {
    name: 'an erasure does not end the memberships first',
    scenario: 'erase-cached-send',
    mutation: (operation, input) =>
      operation === 'UpdateItem' && startsWith(input.Key, 'GRP#') && /erased_at/.test(input.UpdateExpression)
        ? { answer: {} }
        : undefined,
  },
  {
    name: 'an erasure does not wait for requests that are under way',
    scenario: 'erase-send',
    edits: [
      { file: 'bin/eraseAtOnce.ts', from: '    if (next.delaySeconds !== undefined) await wait()\n', to: '' },
    ],
  },
  {
    name: 'an erasure deletes the row first that leads to the messages',
    scenario: 'erase-send',
    edits: [
      {
        file: 'src/repository/erasure/group.ts',
        from: '  if (!(await redactMessages(membership, memberUuids, part))) return false\n',
        to: '  await deleteRow(membership)\n  if (!(await redactMessages(membership, memberUuids, part))) return false\n',
      },
    ],
  },
  {
    name: 'a rebuilt row overwrites a newer one',
    scenario: 'rebuild-missed',
    mutation: (_, input) =>
      isRepair(input)
        ? withoutPart(input, / AND (#revision = :before_revision|attribute_not_exists\(#revision\))$/)
        : undefined,
  },
  {
    name: 'a handle is taken by two people',
    scenario: 'sign-up-twice',
    mutation: (_, input) =>
      eachOf(input, ({ Put }) =>
        startsWith(Put?.Item, 'HDL#') && Put.ConditionExpression ? wholeCondition(Put) : undefined,
      ),
  },
  {
    name: 'an imported user is given to two people',
    scenario: 'claim-two',
    mutation: (_, input) =>
      eachOf(input, ({ Put }) =>
        /#uuid = :uuid/.test(Put?.ConditionExpression) ? wholeCondition(Put) : undefined,
      ),
  },
  {
    name: 'a socket that is opening is forgotten',
    scenario: 'socket-opens',
    edits: [
      { file: 'src/domain/connection.ts', from: 'now - connectedAt < openingMs', to: 'now < connectedAt' },
    ],
  },
  {
    name: 'a row is settled although it was written since it was read',
    scenario: 'settle-loud',
    mutation: (_, input) => (updates(input, /^SET settled/) ? withoutPart(input, ofRevision) : undefined),
  },
  {
    name: 'a row is settled before its conversation is at rest',
    scenario: 'settle-awake',
    edits: [
      { file: 'src/domain/conversation.ts', from: 'now < restsFrom(lastPlace) || ', to: '' },
      {
        file: 'src/domain/conversation.ts',
        from: 'import { quietUntil, restsFrom }',
        to: 'import { quietUntil }',
      },
    ],
  },
  {
    name: 'a row is settled after one quiet window',
    scenario: 'settle-two-windows',
    edits: [{ file: 'src/domain/place.ts', from: '2 * quietForMs + reachMs', to: 'quietForMs + reachMs' }],
  },
  {
    name: 'a row is settled although a later loud message is stored',
    scenario: 'settle-late-record',
    edits: [{ file: 'src/domain/conversation.ts', from: ' || last.place >= quietUntil(lastPlace)', to: '' }],
  },
  {
    name: 'a loud message leaves a row settled',
    scenario: 'settle-loud',
    mutation: (_, input) =>
      updates(input, /^SET last_message_at = .* REMOVE settled/)
        ? withoutUpdate(input, 'REMOVE settled, message ')
        : undefined,
  },
  {
    name: 'a loud message leaves the text of the message before in the row',
    scenario: 'settle-loud',
    mutation: (_, input) =>
      updates(input, /^SET last_message_at = .* REMOVE settled/)
        ? withoutUpdate(input, ', message')
        : undefined,
  },
  {
    name: 'a loud message does not raise the revision',
    scenario: 'settle-loud',
    mutation: (_, input) =>
      updates(input, /^SET last_message_at = .* ADD revision/)
        ? withoutUpdate(input, ' ADD revision :one')
        : undefined,
  },
  {
    name: 'a read mark leaves a row settled',
    scenario: 'settle-read',
    mutation: (_, input) =>
      updates(input, /^SET last_read_at = .* REMOVE settled/)
        ? withoutUpdate(input, 'REMOVE settled, message ')
        : undefined,
  },
  {
    name: 'an erasure leaves the text of the last message in the row',
    scenario: 'settle-erase',
    mutation: (_, input) =>
      updates(input, /^SET user_uuid = .* REMOVE settled/) ? withoutUpdate(input, ', message') : undefined,
  },
  {
    name: 'a rebuild leaves a row settled',
    scenario: 'settle-rebuild',
    mutation: (_, input) =>
      isRepair(input) ? withoutUpdate(input, ' REMOVE #message, #settled') : undefined,
  },
  {
    name: 'settling moves the row within the inbox',
    scenario: 'settle-quiet',
    mutation: (_, input) => {
      const place = input.ExpressionAttributeValues?.[':settled']?.M?.last_message_at
      if (!place) return undefined
      input.UpdateExpression = input.UpdateExpression.replace('SET ', 'SET last_message_at = :last, ')
      input.ExpressionAttributeValues[':last'] = place
      return changed
    },
  },
  ...defectsOfLists,
  ...defectsOfBlocks,
  ...defectsOfMessageChanges,
  ...defectsOfChangedRows,
  ...defectsOfCatchUps,
  ...defectsOfRenames,
  ...defectsOfNamedGroups,
  ...defectsOfNamedGroupEnds,
  ...defectsOfPictures,
  ...defectsOfPictureEnds,
  ...defectsOfBrowsers,
  ...defectsOfAccounts,
]
