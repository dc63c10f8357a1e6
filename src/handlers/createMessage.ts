import { newMessageSchema } from '../domain/bodySchemas.ts'
import { VisibleError } from '../domain/error.ts'
import { groupUuidFrom, groupUuidOf } from '../domain/group.ts'
import { erasedUser, messageUuidFrom } from '../domain/message.ts'
import { firstPlaceOf, isFresh } from '../domain/place.ts'
import { handleFrom } from '../domain/user.ts'
import { messageView } from '../domain/views.ts'
import { env } from '../env.ts'
import { authenticated } from '../middleware/authenticate.ts'
import { ok } from '../middleware/http.ts'
import { jsonBody, validate } from '../middleware/jsonBody.ts'
import { findRecipient, startGroup } from '../repository/groups.ts'
import { enforceLimit } from '../repository/limits.ts'
import { getMembership } from '../repository/memberships.ts'
import { storeMessage } from '../repository/storeMessage.ts'

const sendLimit = () => ({ name: 'send', max: env.sendsPerMinute, windowSeconds: 60 })
const startLimit = () => ({ name: 'start', max: env.startsPerHour, windowSeconds: 3600 })
// A late key leaves a pointer in the conversation, which makes its reads more expensive.
const lateKeyLimit = () => ({ name: 'late', max: Math.ceil(env.sendsPerMinute / 2), windowSeconds: 60 })

const enforceLimits = (userUuid: string, messageUuid: string, now: number) => {
  const isLateKey = !isFresh(firstPlaceOf(messageUuid) ?? '', now)
  return Promise.all([
    enforceLimit(userUuid, sendLimit(), now),
    isLateKey && enforceLimit(userUuid, lateKeyLimit(), now),
  ])
}

type Recipient = { message_group_uuid?: string | undefined; handle?: string | undefined }

/** Finds the conversation, the other person in it and, unless the conversation is new, the sender's membership. */
const findConversation = async (senderUuid: string, { message_group_uuid, handle = '' }: Recipient) => {
  if (message_group_uuid !== undefined) {
    const groupUuid = groupUuidFrom(message_group_uuid)
    const membership = await getMembership(senderUuid, groupUuid)
    if (!membership) throw new VisibleError('message_group_not_found')
    return { groupUuid, other: membership.other, membership }
  }
  const { other, membership } = await findRecipient(senderUuid, handleFrom(handle))
  if (!other) throw new VisibleError('user_not_found')
  if (other.uuid === senderUuid) throw new VisibleError('message_to_self')
  return { groupUuid: groupUuidOf(senderUuid, other.uuid), other, membership }
}

export const handler = authenticated()
  .use(jsonBody())
  .use(validate(newMessageSchema))
  .handler(async (event) => {
    const { user: sender, headers, body } = event
    const uuid = messageUuidFrom(headers['idempotency-key'], Date.now())
    event.logged = { message_uuid: uuid } // to follow the message through the logs of all functions

    const [{ groupUuid, other, membership }] = await Promise.all([
      findConversation(sender.uuid, body),
      enforceLimits(sender.uuid, uuid, Date.now()),
    ])
    const memberUuids = [sender.uuid, other.uuid].filter((memberUuid) => memberUuid !== erasedUser.uuid)
    const draft = { uuid, groupUuid, text: body.message, sender, memberUuids }
    const message = membership
      ? await storeMessage(draft, Date.now, membership.lastPlace)
      : await startGroup(draft, other, { clock: Date.now, limit: startLimit() })
    return ok({ ...messageView(message), message_group_uuid: groupUuid })
  })
