import type { Json } from './scenario.ts'

/* How a defect changes the commands of the table. */

/** Changes a command before it is sent; answers it without sending it; or splits a transaction. Otherwise undefined. */
export type Mutation = (
  operation: string,
  input: Json,
) => { answer: Json } | { split: true } | { changed: true } | undefined

export const changed = { changed: true } as const
export const startsWith = (item: Json | undefined, prefix: string) => Boolean(item?.pk?.S?.startsWith(prefix))

export const withoutCondition = (write: Json) => {
  delete write.ConditionExpression
  return changed
}

/** Leaves out the values and names that nothing uses any more: DynamoDB would refuse them. */
const dropUnused = (write: Json) => {
  const texts = `${write.ConditionExpression ?? ''} ${write.UpdateExpression ?? ''}`
  for (const attribute of ['ExpressionAttributeValues', 'ExpressionAttributeNames']) {
    const used = Object.entries(write[attribute] ?? {}).filter(([name]) => texts.includes(name))
    if (used.length > 0) write[attribute] = Object.fromEntries(used)
    else delete write[attribute]
  }
}

/** Takes a part out of a condition. */
export const withoutPart = (write: Json, part: string | RegExp) => {
  const before = write.ConditionExpression ?? ''
  const after = before.replace(part, '')
  if (after === before) return undefined
  write.ConditionExpression = after
  dropUnused(write)
  if (after === '') delete write.ConditionExpression
  return changed
}

/** Takes a part out of what an update writes. */
export const withoutUpdate = (write: Json, part: string) => {
  const before = write.UpdateExpression
  write.UpdateExpression = before.replace(part, '')
  if (write.UpdateExpression === before) return undefined
  dropUnused(write)
  return changed
}

export const ofRevision = / AND (revision = :revision|attribute_not_exists\(revision\))$/
export const updates = (input: Json, pattern: RegExp) => pattern.test(input.UpdateExpression ?? '')

export const wholeCondition = (write: Json) => withoutPart(write, write.ConditionExpression ?? '-')

export const eachOf = (input: Json, change: (item: Json) => typeof changed | undefined) => {
  const results = ((input.TransactItems ?? []) as Json[]).map(change)
  return results.find(Boolean)
}

/** Takes writes out of a transaction. */
export const withoutWrites = (input: Json, isLeftOut: (item: Json) => boolean | undefined) => {
  const items: Json[] = input.TransactItems ?? []
  const left = items.filter((item) => !isLeftOut(item))
  if (left.length === items.length) return undefined
  input.TransactItems = left
  return changed
}
