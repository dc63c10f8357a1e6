import { QueryCommand } from '@aws-sdk/lib-dynamodb'
import { directoryTextsOf } from '../domain/directory.ts'
import type { Person } from '../domain/message.ts'
import { env } from '../env.ts'
import { documents } from './client.ts'
import { directoryKey, directoryPartition } from './keys.ts'
import type { Write } from './writes.ts'

/*
 * The directory of people: at most seven items for each user, which are written in the transactions that write the user.
 * They contain the names, so a search is one query.
 */

type Named = Pick<Person, 'uuid' | 'handle' | 'displayName'>

const entryOf = (text: string, { uuid, handle, displayName }: Named) => ({
  ...directoryKey(text, uuid),
  handle,
  display_name: displayName,
})

export const putEntries = (user: Named): Write[] =>
  directoryTextsOf(user).map((text) => ({ Put: { TableName: env.tableName, Item: entryOf(text, user) } }))

export const deleteEntries = (user: Named): Write[] =>
  directoryTextsOf(user).map((text) => ({
    Delete: { TableName: env.tableName, Key: directoryKey(text, user.uuid) },
  }))

/** The new entries of a user whose names change, and deletions of those that are not among them. */
export const moveEntries = (user: Named, before: Named): Write[] => {
  const texts = new Set(directoryTextsOf(user))
  const gone = directoryTextsOf(before).filter((text) => !texts.has(text))
  return [
    ...putEntries(user),
    ...gone.map((text) => ({ Delete: { TableName: env.tableName, Key: directoryKey(text, user.uuid) } })),
  ]
}

// An entry has at most 477 bytes, and an eventually consistent unit is 8 KB.
const maxEntries = 17

/**
 * People whose handle or name begins with the text, also from a later word of the name on. At most 17, for one read unit:
 * first those whose whole handle or name it is.
 */
export const searchPeople = async (text: string): Promise<Named[]> => {
  const { Items = [] } = await documents.send(
    new QueryCommand({
      TableName: env.tableName,
      // Not begins_with: in DynamoDB Local, it takes `_` for any character.
      KeyConditionExpression: 'pk = :part AND sk BETWEEN :text AND :end',
      ExpressionAttributeValues: {
        ':part': directoryPartition(text),
        ':text': text,
        ':end': `${text}\u{10ffff}`,
      },
      Limit: maxEntries,
    }),
  )
  const people = Items.map(({ sk, handle, display_name }) => ({
    uuid: String(sk).split('#').at(-1) ?? '',
    handle: String(handle),
    displayName: String(display_name),
  }))
  return [...new Map(people.map((person) => [person.uuid, person])).values()]
}
