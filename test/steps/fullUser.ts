import { expect } from '@jest/globals'
import { subscribes } from './accounts.ts'
import { aPicture, sends } from './attachments.ts'
import * as given from './given.ts'
import { adds, createsGroup, leaves } from './groups.ts'
import { reacts } from './messageChanges.ts'
import { hasRenamed } from './renames.ts'
import { reports } from './reported.ts'
import { blocks, says, saysInto } from './safety.ts'

let count = 0

/** A user with something of every kind that the product stores about a person, and texts that nobody else has. */
export const aFullUser = async () => {
  count += 1
  const [before, friend, third, stranger, enemy] = await Promise.all([
    given.aUser({ displayName: `Zenobia Unmistakable the ${count}.` }),
    given.aUser({ displayName: 'Friend' }),
    given.aUser({ displayName: 'Third' }),
    given.aUser(),
    given.aUser(),
  ])
  // The handle before is reserved.
  const { handle, display_name } = await hasRenamed(before, { handle: given.aHandle('zenobia') })
  const me = { ...before, handle: String(handle) }
  const text = (what: string) => `${what} of Zenobia ${count}`

  const { body: first } = await says(me, text('a message'), friend)
  const direct = String(first.message_group_uuid)
  const picture = await aPicture(me, direct)
  const { body: shown } = await sends(me, direct, [picture], { message: text('a picture') })
  const { body: answer } = await saysInto(friend, 'the answer of the friend', direct)
  await reacts(me, { ...answer, message_group_uuid: direct }, '🎉')
  await reacts(friend, { ...first, message_group_uuid: direct }, '❤️')
  await reports(me, direct, answer.uuid, { note: text('a note') })
  await reports(friend, direct, shown.uuid)

  // A group that the user owns, one in which only the user is left, and one that the user has left.
  const { body: owned } = await createsGroup(me, 'Owned', [friend, third])
  await saysInto(me, text('a message to the group'), owned.uuid)
  const { body: alone } = await createsGroup(me, 'Alone', [third])
  await sends(me, alone.uuid, [await aPicture(me, alone.uuid)], { message: text('a message to nobody') })
  await leaves(third, alone.uuid)
  const { body: left } = await createsGroup(friend, 'Left', [third])
  await adds(friend, left.uuid, me)
  await saysInto(me, text('a farewell'), left.uuid)
  await leaves(me, left.uuid)

  await blocks(me, third)
  await blocks(me, stranger) // before a first message
  await blocks(enemy, me)
  expect((await subscribes(me)).status).toBe(200)

  const groups = { direct, owned: String(owned.uuid), alone: String(alone.uuid), left: String(left.uuid) }
  const traces = [before.handle, me.handle, String(display_name), me.cognitoUserId, `Zenobia ${count}`]
  return { me, friend, third, enemy, groups, messages: { first, shown, answer }, picture, traces }
}
