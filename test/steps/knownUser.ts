import * as given from './given.ts'
import { says } from './safety.ts'

let known = 0

/** A user with two conversations, and a name and texts that no other user has. */
export const aKnownUser = async () => {
  known += 1
  const [me, friend, other] = await Promise.all([
    given.aUser({ displayName: `Zbigniew Unmistakable the ${known}.` }),
    given.aUser(),
    given.aUser(),
  ])
  const texts = [`unmistakably mine ${known}`, `mine again ${known}`] as const
  const { body: first } = await says(me, texts[0], friend)
  await says(friend, 'the answer of the friend', me)
  await says(other, 'from the other', me)
  await says(me, texts[1], other)
  const traces = [me.handle, me.displayName, me.cognitoUserId, ...texts]
  return { me, friend, other, texts, traces, groupUuid: String(first.message_group_uuid) }
}
