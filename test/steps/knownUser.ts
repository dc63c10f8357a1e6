import * as given from './given.ts'
import { calls } from './when.ts'

type Somebody = Awaited<ReturnType<typeof given.aUser>>

/** Sends a message to a handle. */
export const says = (as: Somebody, message: string, other: { handle: string }) =>
  calls('POST', '/api/messages', { as, body: { message, handle: other.handle } })

let known = 0

/** A user with two conversations, and a name and texts that no other user has. */
export const aKnownUser = async () => {
  known += 1
  const [me, one, other] = await Promise.all([
    given.aUser({ displayName: `Zbigniew Unmistakable the ${known}.` }),
    given.aUser(),
    given.aUser(),
  ])
  const texts = [`unmistakably mine ${known}`, `mine again ${known}`] as const
  const { body: first } = await says(me, texts[0], one)
  await says(one, 'the answer of one', me)
  await says(other, 'from the other', me)
  await says(me, texts[1], other)
  const traces = [me.handle, me.displayName, me.cognitoUserId, ...texts]
  return { me, one, other, texts, traces, groupUuid: String(first.message_group_uuid) }
}
