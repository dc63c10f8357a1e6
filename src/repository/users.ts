import { GetCommand } from '@aws-sdk/lib-dynamodb'
import { VisibleError } from '../domain/error.ts'
import { handleSchema, type User } from '../domain/user.ts'
import { env } from '../env.ts'
import { documents } from './client.ts'
import { type Key, userKeys } from './keys.ts'
import { type Write, writeTogether } from './writes.ts'

const itemOf = (user: User) => ({
  uuid: user.uuid,
  handle: user.handle,
  display_name: user.displayName,
  cognito_user_id: user.cognitoUserId,
})

const userOf = (item: Record<string, unknown>): User => {
  const { uuid, handle, display_name, cognito_user_id } = item as ReturnType<typeof itemOf>
  return { uuid, handle, displayName: display_name, cognitoUserId: cognito_user_id }
}

const getUser = async (key: Key): Promise<User | undefined> => {
  // Consistent, so that somebody who has just signed up is somebody.
  const { Item } = await documents.send(
    new GetCommand({ TableName: env.tableName, Key: key, ConsistentRead: true }),
  )
  return Item && userOf(Item)
}

export const getUserByUuid = (uuid: string) => getUser(userKeys.byUuid(uuid))
export const getUserByHandle = async (handle: string) =>
  handleSchema.safeParse(handle).success ? getUser(userKeys.byHandle(handle)) : undefined
export const getUserByCognitoId = (cognitoUserId: string) => getUser(userKeys.byCognitoId(cognitoUserId))

const putNew = (key: Key, user: User): Write => ({
  Put: {
    TableName: env.tableName,
    Item: { ...key, ...itemOf(user) },
    ConditionExpression: 'attribute_not_exists(pk)',
  },
})

const replace = (key: Key, user: User, before: User): Write => ({
  Put: {
    TableName: env.tableName,
    Item: { ...key, ...itemOf(user) },
    ConditionExpression: '#uuid = :uuid AND handle = :handle AND display_name = :displayName',
    ExpressionAttributeNames: { '#uuid': 'uuid' },
    ExpressionAttributeValues: {
      ':uuid': before.uuid,
      ':handle': before.handle,
      ':displayName': before.displayName,
    },
  },
})

const remove = (key: Key, before: User): Write => ({
  Delete: {
    TableName: env.tableName,
    Key: key,
    ConditionExpression: '#uuid = :uuid',
    ExpressionAttributeNames: { '#uuid': 'uuid' },
    ExpressionAttributeValues: { ':uuid': before.uuid },
  },
})

type NewUser = { uuid: string; displayName: string; cognitoUserId?: string | undefined; handles: string[] }

/** Creates a user with the first of the handles that is free. Who has this Cognito id already is answered as they are. */
export const createUser = async ({ handles, ...person }: NewUser): Promise<User> => {
  const { cognitoUserId } = person
  for (const handle of handles) {
    const user: User = { ...person, handle }
    const [uuidTaken, handleTaken, cognitoIdTaken] = await writeTogether([
      putNew(userKeys.byUuid(user.uuid), user),
      putNew(userKeys.byHandle(handle), user),
      ...(cognitoUserId ? [putNew(userKeys.byCognitoId(cognitoUserId), user)] : []),
    ])
    if (!uuidTaken && !handleTaken && !cognitoIdTaken) return user
    const already = cognitoIdTaken && cognitoUserId ? await getUserByCognitoId(cognitoUserId) : undefined
    if (already) return already
    if (uuidTaken) throw new VisibleError('user_uuid_taken')
  }
  throw new VisibleError('handle_taken')
}

const renameAttempts = 5

/** Gives a user another handle, another display name, or both. Readers see the old user or the new one, whole. */
export const renameUser = async (
  uuid: string,
  change: { handle?: string; displayName?: string },
  attempt = 1,
): Promise<User> => {
  const before = await getUserByUuid(uuid)
  if (!before) throw new VisibleError('user_not_found')
  const user: User = { ...before, ...change }
  const isNewHandle = user.handle !== before.handle
  const [changedMeanwhile, handleTaken] = await writeTogether([
    replace(userKeys.byUuid(uuid), user, before),
    isNewHandle
      ? putNew(userKeys.byHandle(user.handle), user)
      : replace(userKeys.byHandle(user.handle), user, before),
    ...(isNewHandle ? [remove(userKeys.byHandle(before.handle), before)] : []),
    ...(user.cognitoUserId ? [replace(userKeys.byCognitoId(user.cognitoUserId), user, before)] : []),
  ])
  if (changedMeanwhile && attempt < renameAttempts) return renameUser(uuid, change, attempt + 1)
  if (changedMeanwhile) throw new Error(`user ${uuid} is being renamed by too many at once`)
  if (handleTaken) throw new VisibleError('handle_taken')
  return user
}
