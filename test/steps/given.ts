import { randomUUID } from 'node:crypto'
import { UpdateCommand } from '@aws-sdk/lib-dynamodb'
import { afterAll, beforeAll } from '@jest/globals'
import { documents } from '../../src/repository/client.ts'
import { membershipKey } from '../../src/repository/keys.ts'
import { createUser } from '../../src/repository/users.ts'
import { startBucket } from './bucket.ts'
import { startEngine } from './engine.ts'
import { withoutStream } from './table.ts'
import { startKeys, tokenFor } from './tokens.ts'
import { calls } from './when.ts'
import { startWorkQueue } from './workQueue.ts'

let people = 0

/** A new handle, also in a stack that other tests have used. */
export const aHandle = (start = 'user') => {
  people += 1
  return `${start}_${randomUUID().slice(0, 8)}_${people}`.slice(0, 30)
}

const ends: (() => Promise<void>)[] = []

/** Ends something after the tests of the file, in reverse order. */
export const endWith = (end: () => Promise<void>) => ends.push(end)

/**
 * Starts a DynamoDB and a bucket, and serves the pool's keys, while this test file runs. In the e2e suite the stack has all of
 * them. Tests that read no stream turn it off: the longer its stream, the slower the embedded engine writes.
 */
export const anEngine = ({ hasStream = true } = {}) => {
  const counters = { keyFetches: () => 0 }
  process.env.ALLOWED_ORIGINS = 'https://cruddur.example,https://admin.cruddur.example'
  afterAll(async () => {
    for (const end of ends.reverse()) await end()
  })
  if (process.env.E2E_API_URL) return { keyFetches: () => 0 }
  beforeAll(async () => {
    const [engine, keys, bucket] = await Promise.all([startEngine(), startKeys(), startBucket()])
    endWith(engine.end)
    endWith(bucket.end)
    endWith(keys.end)
    counters.keyFetches = keys.fetches
    if (!hasStream) await withoutStream()
  })
  return { keyFetches: () => counters.keyFetches() }
}

/** Starts a queue of long work, which delivers what a test takes from it. */
export const aWorkQueue = () => {
  if (process.env.E2E_API_URL) return
  beforeAll(async () => {
    const { end } = await startWorkQueue()
    endWith(async () => end())
  })
}

/** A new user who is signed in. */
export const aUser = async ({ displayName = 'Some Body', handle = aHandle() } = {}) => {
  const cognitoUserId = randomUUID()
  const user = await createUser({ uuid: randomUUID(), displayName, cognitoUserId, handles: [handle] })
  return { ...user, cognitoUserId, token: tokenFor(cognitoUserId) }
}

/** Two users, and the conversation that the first has started with the other. */
export const aGroup = async (message = 'Hello!') => {
  const [me, other] = await Promise.all([aUser(), aUser()])
  const answer = await calls('POST', '/api/messages', { as: me, body: { message, handle: other.handle } })
  return { me, other, uuid: String(answer.body.message_group_uuid), messageUuid: String(answer.body.uuid) }
}

/** A conversation whose rows show an old message, so that the next message is loud. */
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
