import { DeleteCommand, GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb'
import type { Membership } from '../../domain/group.ts'
import { isUuid } from '../../domain/place.ts'
import { env } from '../../env.ts'
import { inParallel } from '../../inParallel.ts'
import { documents } from '../client.ts'
import { forgetConnections, listConnections } from '../connections.ts'
import { claimKey, type Key, membershipKey, userKeys } from '../keys.ts'
import { isStill } from '../users.ts'
import { type Write, writeTogether } from '../writes.ts'
import { eraseFromGroup } from './redaction.ts'
import { readLimits, readMemberships } from './userData.ts'

/*
 * Erases a user while their requests, and the stream's records of what they wrote, may still be under way
 * (docs/decisions/0032-erasure.md): mark, wait, redact, delete. Every step can be repeated.
 */

/** A user who can be erased, or whose erasure has begun or ended. */
export type Erasable = {
  uuid: string
  handle?: string | undefined
  displayName?: string | undefined
  cognitoUserId?: string | undefined
  claim?: string | undefined
}

const getItem = async (key: Key) => {
  const { Item } = await documents.send(
    new GetCommand({ TableName: env.tableName, Key: key, ConsistentRead: true }),
  )
  return Item
}

/** Finds a user by handle or uuid, also one whose erasure has begun; one whose erasure has ended, by uuid only. */
export const findErasable = async (handleOrUuid: string): Promise<Erasable | undefined> => {
  const uuid = isUuid(handleOrUuid) ? handleOrUuid : (await getItem(userKeys.byHandle(handleOrUuid)))?.uuid
  const item = uuid && (await getItem(userKeys.byUuid(uuid)))
  return (
    item && {
      uuid,
      handle: item.handle,
      displayName: item.display_name,
      cognitoUserId: item.cognito_user_id,
      claim: item.claim,
    }
  )
}

/** Which of these users were erased, or are being erased. */
export const findErased = async (uuids: Iterable<string>): Promise<Set<string>> => {
  const erased = new Set<string>()
  await inParallel(uuids, async (uuid) => {
    if ((await getItem(userKeys.byUuid(uuid)))?.erased_at !== undefined) erased.add(uuid)
  })
  return erased
}

const namesOf = ({ handle, cognitoUserId }: Erasable): Key[] => [
  ...(handle === undefined ? [] : [userKeys.byHandle(handle)]),
  ...(cognitoUserId === undefined ? [] : [userKeys.byCognitoId(cognitoUserId)]),
]

const isTheirs = { ConditionExpression: '#uuid = :uuid', ExpressionAttributeNames: { '#uuid': 'uuid' } }

const writeUser = async (user: Erasable, writes: Write[]) => {
  if ((await writeTogether(writes)).includes(true))
    throw new Error(`User ${user.uuid} was changed while being erased. Run the erasure again.`)
}

/**
 * Turns the user's items into tombstones: from here on nobody can sign in as them, claim them, find them or start a
 * conversation. Refused if the user has been given a Cognito id or a claim since they were read: its item would stay.
 */
const markUser = (user: Erasable, now: number) =>
  writeUser(user, [
    ...[userKeys.byUuid(user.uuid), ...namesOf(user)].map((Key) => ({
      Update: {
        TableName: env.tableName,
        Key,
        UpdateExpression: 'SET erased_at = if_not_exists(erased_at, :now) REMOVE display_name, claim',
        ...isTheirs,
        ConditionExpression: `${isTheirs.ConditionExpression} AND ${isStill('cognito_user_id', user.cognitoUserId)} AND ${isStill('claim', user.claim)}`,
        ExpressionAttributeValues: {
          ':uuid': user.uuid,
          ':now': new Date(now).toISOString(),
          ':cognito_user_id': user.cognitoUserId,
          ':claim': user.claim,
        },
      },
    })),
    ...(user.claim === undefined
      ? []
      : [{ Delete: { TableName: env.tableName, Key: claimKey(user.claim, user.uuid) } }]),
  ])

/** Frees the handle and the Cognito id. The tombstone by uuid stays, with nothing in it but the time. */
const freeNames = (user: Erasable) =>
  writeUser(user, [
    {
      Update: {
        TableName: env.tableName,
        Key: userKeys.byUuid(user.uuid),
        UpdateExpression: 'REMOVE handle, cognito_user_id',
        ...isTheirs,
        ExpressionAttributeValues: { ':uuid': user.uuid },
      },
    },
    ...namesOf(user).map((Key) => ({
      Delete: {
        TableName: env.tableName,
        Key,
        ...isTheirs,
        ExpressionAttributeValues: { ':uuid': user.uuid },
      },
    })),
  ])

/** Ends a membership for every request that begins from now on; the row still leads to the messages. */
const markMembership = ({ userUuid, groupUuid }: Membership, now: number) =>
  documents.send(
    new UpdateCommand({
      TableName: env.tableName,
      Key: membershipKey(userUuid, groupUuid),
      UpdateExpression: 'SET erased_at = if_not_exists(erased_at, :now)',
      ConditionExpression: 'attribute_exists(pk)',
      ExpressionAttributeValues: { ':now': new Date(now).toISOString() },
    }),
  )

const eraseLimits = async (userUuid: string) => {
  for await (const { pk, sk } of readLimits(userUuid)) {
    await documents.send(new DeleteCommand({ TableName: env.tableName, Key: { pk, sk } }))
  }
}

type Options = {
  /** Resolves when no request that began before it was called can still write. */
  wait: () => Promise<unknown>
  onConversation?: () => void
  now?: number
}

/** Erases a user from the table. Repeating it, also after an interruption, ends in the same state. */
export const eraseUser = async (user: Erasable, { wait, onConversation, now = Date.now() }: Options) => {
  await markUser(user, now)
  await inParallel(readMemberships(user.uuid), (membership) => markMembership(membership, now))
  await wait()
  const erased = { conversations: 0, messages: 0, connections: 0 }
  await inParallel(readMemberships(user.uuid), async (membership) => {
    const messages = await eraseFromGroup(membership)
    erased.messages += messages
    erased.conversations += 1
    onConversation?.()
  })
  const connections = await listConnections(user.uuid, { consistent: true })
  await forgetConnections(connections)
  erased.connections = connections.length
  await eraseLimits(user.uuid)
  await freeNames(user)
  return erased
}
