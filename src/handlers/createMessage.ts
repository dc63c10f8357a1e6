import type * as z from 'zod/mini'
import { attach } from '../attachments/attach.ts'
import { signLinks } from '../attachments/links.ts'
import { attachmentRefusal, type RequestedAttachment } from '../domain/attachment.ts'
import { newMessageSchema } from '../domain/bodySchemas.ts'
import { VisibleError } from '../domain/error.ts'
import { groupUuidFrom, groupUuidOf, type Membership, type Readable, refusalOf } from '../domain/group.ts'
import { type Draft, type Message, messageUuidFrom } from '../domain/message.ts'
import { firstPlaceOf, isFresh } from '../domain/place.ts'
import { handleFrom, type User } from '../domain/user.ts'
import { messageView } from '../domain/views.ts'
import { env } from '../env.ts'
import { authenticated } from '../middleware/authenticate.ts'
import { ok } from '../middleware/http.ts'
import { jsonBody, validate } from '../middleware/jsonBody.ts'
import { findMessage } from '../repository/findMessage.ts'
import { findRecipient, startGroup } from '../repository/groups.ts'
import { enforceLimit } from '../repository/limits.ts'
import { requireQuoted } from '../repository/quotes.ts'
import { requireSender, sendMessage } from '../repository/send.ts'
import { findStored } from '../repository/storeMessage.ts'

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

type Conversation = Awaited<ReturnType<typeof findConversation>>
type OwnDraft = Draft & { sender: User }
type Recipient = { message_group_uuid?: string | undefined; handle?: string | undefined }

/** How a message gets to its recipient: into a conversation of the sender, or into one that begins if there is none. */
const findConversation = async (sender: User, { message_group_uuid, handle = '' }: Recipient) => {
  if (message_group_uuid !== undefined) {
    const groupUuid = groupUuidFrom(message_group_uuid)
    const member = await requireSender(sender.uuid, groupUuid)
    const { membership } = member
    return {
      groupUuid,
      membership,
      recipients:
        membership.kind === 'direct'
          ? { memberUuids: [sender.uuid, membership.other.uuid] }
          : { memberUuids: [], isInNamedGroup: true },
      send: (draft: OwnDraft) => sendMessage(member, draft, Date.now),
    }
  }
  const { other, row } = await findRecipient(sender.uuid, handleFrom(handle))
  if (!other) throw new VisibleError('user_not_found')
  if (other.uuid === sender.uuid) throw new VisibleError('message_to_self')
  return {
    groupUuid: groupUuidOf(sender.uuid, other.uuid),
    membership: row?.membership,
    recipients: { memberUuids: [sender.uuid, other.uuid] },
    send: (draft: OwnDraft) => startGroup(draft, other, { clock: Date.now, limit: startLimit(), row }),
  }
}

/** The message to which the new one replies. Only a member can reply. */
const findQuoted = async (membership: Membership | undefined, uuid: string | undefined) => {
  if (uuid === undefined) return undefined
  if (!membership) throw new VisibleError('reply_to_invalid')
  return requireQuoted(membership, uuid)
}

/**
 * The message to which the stored one replies, if the sender may read it. A retry of a message that was edited can name
 * another one: then the stored message decides.
 */
const quotesOf = async ({ replyTo }: Message, readable: Readable, requested: Message | undefined) => {
  if (!replyTo) return new Map()
  const quoted = replyTo.uuid === requested?.uuid ? requested : await findMessage(readable, replyTo.uuid)
  return new Map([[replyTo.place, quoted]])
}

/** Sends a message with pictures, unless an earlier attempt has stored it. */
const sendWithAttachments = async (
  { membership, send }: Conversation,
  draft: OwnDraft,
  requested: RequestedAttachment[],
): Promise<Message> => {
  if (!membership) throw attachmentRefusal(0) // an upload belongs to a conversation
  if (membership.isSuspended) throw new VisibleError('account_suspended')
  const stored = await findStored({ ...draft, attachments: requested })
  if (stored) return stored
  const refusal = refusalOf(membership)
  if (refusal) throw new VisibleError(refusal)
  const { uuid: messageUuid, groupUuid, sender } = draft
  const target = { messageUuid, groupUuid, userUuid: sender.uuid, now: Date.now() }
  return send({ ...draft, attachments: await attach(requested, target) })
}

type NewMessage = z.infer<typeof newMessageSchema>

const requestedIn = (attachments: NewMessage['attachments'] = []): RequestedAttachment[] =>
  attachments.map(({ uuid, alt = '' }) => ({ uuid: uuid.toLowerCase(), alt }))

export const handler = authenticated()
  .use(jsonBody())
  .use(validate(newMessageSchema))
  .handler(async (event) => {
    const { user: sender, headers, body } = event
    const requested = requestedIn(body.attachments)
    const key = headers['idempotency-key']
    // Without a key, a retry would find the uploads attached to the first message.
    if (requested.length > 0 && key === undefined) throw new VisibleError('idempotency_key_invalid')
    const uuid = messageUuidFrom(key, Date.now())
    event.logged = { message_uuid: uuid } // to follow the message through the logs of all functions

    const [conversation] = await Promise.all([
      findConversation(sender, body),
      enforceLimits(sender.uuid, uuid, Date.now()),
    ])
    const { groupUuid, membership, recipients, send } = conversation
    const quoted = await findQuoted(membership, body.reply_to)
    const draft = {
      uuid,
      groupUuid,
      text: body.message,
      sender,
      ...recipients,
      ...(quoted ? { replyTo: { uuid: quoted.uuid, place: quoted.place } } : {}),
    }
    const message =
      requested.length > 0 ? await sendWithAttachments(conversation, draft, requested) : await send(draft)
    const quotes = await quotesOf(message, membership ?? { groupUuid }, quoted)
    const links = await signLinks([message], Date.now())
    return ok({ ...messageView(message, { quotes, links }), message_group_uuid: groupUuid })
  })
