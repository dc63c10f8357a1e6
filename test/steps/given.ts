import { randomUUID } from 'node:crypto'
import { UpdateCommand } from '@aws-sdk/lib-dynamodb'
import { afterAll, beforeAll } from '@jest/globals'
import { documents } from '../../src/repository/client.ts'
import { membershipKey } from '../../src/repository/keys.ts'
import { createUser } from '../../src/repository/users.ts'
import { startEngine } from './engine.ts'
import { startKeys, tokenFor } from './tokens.ts'
import { calls } from './when.ts'

let people = 0

/** A handle that nobody has had, here or in a stack that lives longer than this test. */
export const aHandle = (start = 'user') => {
  people += 1
  return `${start}_${randomUUID().slice(0, 8)}_${people}`.slice(0, 30)
}

const ends: (() => Promise<void>)[] = []

/** What a test file has started is ended in the opposite order. */
export const endWith = (end: () => Promise<void>) => ends.push(end)

/** A DynamoDB and the pool's keys, for as long as this test file runs; in the end-to-end ring the stack has them. */
export const anEngine = () => {
  const counters = { keyFetches: () => 0 }
  process.env.ALLOWED_ORIGINS = 'https://cruddur.example,https://admin.cruddur.example'
  if (process.env.E2E_API_URL) return { keyFetches: () => 0 }
  beforeAll(async () => {
    const [engine, keys] = await Promise.all([startEngine(), startKeys()])
    endWith(engine.end)
    endWith(keys.end)
    counters.keyFetches = keys.fetches
  })
  afterAll(async () => {
    for (const end of ends.reverse()) await end()
  })
  return { keyFetches: () => counters.keyFetches() }
}

/** Somebody new who is signed in. */
export const aUser = async ({ displayName = 'Some Body', handle = aHandle() } = {}) => {
  const cognitoUserId = randomUUID()
  const user = await createUser({ uuid: randomUUID(), displayName, cognitoUserId, handles: [handle] })
  return { ...user, cognitoUserId, token: tokenFor(cognitoUserId) }
}

/** Two people, and the conversation that the first has started with the other. */
export const aGroup = async (message = 'Hello!') => {
  const [me, other] = await Promise.all([aUser(), aUser()])
  const answer = await calls('POST', '/api/messages', { as: me, body: { message, handle: other.handle } })
  return { me, other, uuid: String(answer.body.message_group_uuid), messageUuid: String(answer.body.uuid) }
}

/** Such a conversation whose rows show something of long ago: what is said now is to be shown in the inboxes. */
export const aGroupAtRest = async () => {
  const group = await aGroup()
  const longAgo = new Date(Date.now() - 600_000).toISOString()
  for (const { uuid } of [group.me, group.other]) {
    await documents.send(
      new UpdateCommand({
        TableName: process.env.TABLE_NAME,
        Key: membershipKey(uuid, group.uuid),
        UpdateExpression: 'SET last_message_at = :place',
        ExpressionAttributeValues: { ':place': longAgo },
      }),
    )
  }
  return group
}
