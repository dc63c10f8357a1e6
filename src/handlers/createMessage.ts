import { newMessageSchema } from '../domain/bodySchemas.ts'
import { VisibleError } from '../domain/error.ts'
import { groupUuidFrom, groupUuidOf } from '../domain/group.ts'
import { nobody, uuidFrom } from '../domain/message.ts'
import { firstPlaceOf, isFresh } from '../domain/place.ts'
import { handleFrom } from '../domain/user.ts'
import { messageView } from '../domain/views.ts'
import { env } from '../env.ts'
import { authenticated } from '../middleware/authenticate.ts'
import { ok } from '../middleware/http.ts'
import { jsonBody } from '../middleware/parse.ts'
import { findRecipient, startGroup } from '../repository/groups.ts'
import { enforceLimit } from '../repository/limits.ts'
import { getMembership } from '../repository/memberships.ts'
import { storeMessage } from '../repository/storeMessage.ts'

const sends = () => ({ name: 'send', most: env.sendsPerMinute, seconds: 60 })
// A late key leaves a pointer, which others read past.
const lateSends = () => ({ name: 'late', most: Math.ceil(env.sendsPerMinute / 2), seconds: 60 })
const starts = () => ({ name: 'start', most: env.startsPerHour, seconds: 3600 })

const mindLimits = (userUuid: string, messageUuid: string, now: number) =>
  Promise.all([
    enforceLimit(userUuid, sends(), now),
    isFresh(firstPlaceOf(messageUuid) ?? '', now) || enforceLimit(userUuid, lateSends(), now),
  ])

type Body = { message_group_uuid?: string | undefined; handle?: string | undefined }

/** The conversation that a message is for, the other person in it, and the sender's membership if it has begun. */
const findTarget = async (senderUuid: string, { message_group_uuid, handle = '' }: Body) => {
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
  .use(jsonBody(newMessageSchema))
  .handler(async (event) => {
    const { user: sender, headers, body } = event
    const uuid = uuidFrom(headers['idempotency-key'], Date.now())
    event.logged = { message_uuid: uuid } // the other functions log it, too

    const [{ groupUuid, other, membership }] = await Promise.all([
      findTarget(sender.uuid, body),
      mindLimits(sender.uuid, uuid, Date.now()),
    ])
    const memberUuids = [sender.uuid, other.uuid].filter((member) => member !== nobody.uuid)
    const draft = { uuid, groupUuid, text: body.message, sender, memberUuids }
    const message = await (membership
      ? storeMessage(draft, Date.now, membership.lastPlace)
      : startGroup(draft, other, { clock: Date.now, limit: starts() }))
    return ok({ ...messageView(message), message_group_uuid: groupUuid })
  })
