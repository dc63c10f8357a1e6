import type { Edit } from './code.ts'
import type { Json } from './world.ts'

/*
 * Deliberate defects. Each is applied to the code in memory, by changing its commands on their way to the table or a piece of
 * its source, and must be found by some scenario. A defect that never applies is an error of this list.
 */

/** Changes a command before it is sent; answers it without sending it; or splits a transaction. Otherwise undefined. */
export type Tamper = (
  operation: string,
  input: Json,
) => { answer: Json } | { split: true } | { changed: true } | undefined

export type Defect = {
  name: string
  /** The scenario that is made for it, and is tried first. */
  scenario: string
  tamper?: Tamper
  edits?: Edit[]
}

const changed = { changed: true } as const
const startsWith = (item: Json | undefined, prefix: string) => Boolean(item?.pk?.S?.startsWith(prefix))

const withoutCondition = (write: Json) => {
  delete write.ConditionExpression
  return changed
}

/** Takes a piece out of a condition, and with it the values that nothing else uses. */
const withoutPart = (write: Json, part: string) => {
  if (!write.ConditionExpression?.includes(part)) return undefined
  write.ConditionExpression = write.ConditionExpression.replace(part, '')
  for (const [where, of] of [
    ['ExpressionAttributeValues', write.ExpressionAttributeValues],
    ['ExpressionAttributeNames', write.ExpressionAttributeNames],
  ]) {
    const texts = `${write.ConditionExpression} ${write.UpdateExpression ?? ''}`
    const used = Object.entries(of ?? {}).filter(([name]) => texts.includes(name))
    if (used.length > 0) write[where] = Object.fromEntries(used)
    else delete write[where]
  }
  if (write.ConditionExpression === '') delete write.ConditionExpression
  return changed
}

const wholeCondition = (write: Json) => withoutPart(write, write.ConditionExpression ?? '-')

const eachOf = (input: Json, change: (item: Json) => typeof changed | undefined) => {
  const results = ((input.TransactItems ?? []) as Json[]).map(change)
  return results.find(Boolean)
}

export const defects: Defect[] = [
  {
    name: 'a message overwrites what is at its place',
    scenario: 'retry-late',
    tamper: (operation, input) =>
      operation === 'PutItem' && input.Item.message && startsWith(input.Item, 'MSG#')
        ? withoutCondition(input)
        : undefined,
  },
  {
    name: 'a pointer overwrites what is at its place',
    scenario: 'retry-late',
    tamper: (operation, input) =>
      operation === 'PutItem' && input.Item.moved_to ? withoutCondition(input) : undefined,
  },
  {
    name: 'a retry of a late key takes a new place',
    scenario: 'retry-late',
    tamper: (operation, input) =>
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
    tamper: (operation, input) => {
      const from = input.ExpressionAttributeValues?.[':from']
      if (operation !== 'Query' || !/sk > :from/.test(input.KeyConditionExpression) || /#/.test(from.S))
        return undefined
      from.S = new Date(Date.parse(from.S) + 15_000).toISOString()
      return changed
    },
  },
  {
    name: 'an older record sets a row back',
    scenario: 'inbox-order',
    tamper: (_, input) => withoutPart(input, ' AND last_message_at < :place'),
  },
  {
    name: 'a record brings back the name of an erased person',
    scenario: 'erase-record',
    tamper: (_, input) => withoutPart(input, ' AND user_uuid <> :nobody'),
  },
  {
    name: 'a read mark goes backwards',
    scenario: 'read-twice',
    tamper: (_, input) =>
      withoutPart(input, ' AND (attribute_not_exists(last_read_at) OR last_read_at < :place)'),
  },
  {
    name: 'a conversation starts without a look at both accounts',
    scenario: 'erase-cached',
    tamper: (_, input) =>
      eachOf(input, ({ ConditionCheck }) => {
        if (!ConditionCheck) return undefined
        ConditionCheck.ConditionExpression = 'attribute_not_exists(nothing)'
        return changed
      }),
  },
  {
    name: 'a conversation starts with one write after the other',
    scenario: 'start-both',
    tamper: (operation, input) =>
      operation === 'TransactWriteItems' &&
      input.TransactItems.some(({ Put }: Json) => startsWith(Put?.Item, 'GRP#'))
        ? { split: true }
        : undefined,
  },
  {
    name: 'every message is quiet',
    scenario: 'retry-fresh',
    tamper: (operation, input) => {
      if (operation !== 'PutItem' || !input.Item.message) return undefined
      input.Item.quiet = { BOOL: true }
      return changed
    },
  },
  {
    name: 'an erasure does not end the memberships first',
    scenario: 'erase-cached-send',
    tamper: (operation, input) =>
      operation === 'UpdateItem' && startsWith(input.Key, 'GRP#') && /erased_at/.test(input.UpdateExpression)
        ? { answer: {} }
        : undefined,
  },
  {
    name: 'an erasure does not wait for requests that are under way',
    scenario: 'erase-send',
    edits: [{ file: 'src/repository/admin/erasure.ts', from: '  await wait()\n', to: '' }],
  },
  {
    name: 'an erasure deletes the row first that leads to the messages',
    scenario: 'erase-send',
    edits: [
      {
        file: 'src/repository/admin/redaction.ts',
        from: '  let count = 0\n',
        to: '  let count = 0\n  await documents.send(new DeleteCommand({ TableName: env.tableName, Key: membershipKey(membership.userUuid, membership.groupUuid) }))\n',
      },
    ],
  },
  {
    name: 'an erasure overwrites a row that has moved meanwhile',
    scenario: 'erase-answer',
    tamper: (_, input) =>
      /user_handle/.test(input.UpdateExpression ?? '') &&
      input.ConditionExpression === 'last_message_at = :seen'
        ? wholeCondition(input)
        : undefined,
  },
  {
    name: 'a rebuilt row overwrites a newer one',
    scenario: 'rebuild-two',
    tamper: (_, input) => withoutPart(input, 'last_message_at = :seen AND '),
  },
  {
    name: 'a handle is taken by two people',
    scenario: 'sign-up-twice',
    tamper: (_, input) =>
      eachOf(input, ({ Put }) =>
        startsWith(Put?.Item, 'HDL#') && Put.ConditionExpression ? wholeCondition(Put) : undefined,
      ),
  },
  {
    name: 'an imported user is given to two people',
    scenario: 'claim-two',
    tamper: (_, input) =>
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
]
