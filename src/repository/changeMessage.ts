import { VisibleError } from '../domain/error.ts'
import { type Membership, refusalOf } from '../domain/group.ts'
import { editRefusalOf, type Message, nextEditKey } from '../domain/message.ts'
import { timeOfUuid } from '../domain/place.ts'
import { isBlank } from '../domain/text.ts'
import { env } from '../env.ts'
import { noteChange } from './changes.ts'
import { findMessage } from './findMessage.ts'
import { messageKey } from './keys.ts'
import { type LastChange, messageOf } from './messages.ts'
import { changeIf, repeatChange } from './writes.ts'

/*
 * What members do to a message: edit, delete, react (docs/decisions/0040-changing-messages.md). Each is one conditional
 * update of the message. `attribute_not_exists(deleted_at)` in each condition makes a deletion final.
 */

type Clock = () => number

type Change = {
  kind: LastChange
  set?: string[]
  remove?: string[]
  condition: string
  names?: Record<string, string>
  values?: Record<string, unknown>
}

const isNotDeleted = 'attribute_exists(pk) AND attribute_not_exists(deleted_at)'

/** Makes a change, and returns the message after it. Undefined if the condition did not hold. */
const write = async (membership: Membership, message: Message, change: Change, clock: Clock) => {
  const { groupUuid } = membership
  const { place } = message
  const { kind, set = [], remove = [], condition, names, values } = change
  await noteChange(groupUuid, place, clock())
  const members = membership.kind === 'direct' ? [membership.userUuid, membership.other.uuid] : undefined
  const sets = [
    'last_change = :kind',
    ...(members ? ['member_uuids = if_not_exists(member_uuids, :members)'] : []), // the original layout has none
    ...set,
  ]
  const item = await changeIf({
    TableName: env.tableName,
    Key: messageKey(groupUuid, place),
    UpdateExpression: `SET ${sets.join(', ')}${remove.length > 0 ? ` REMOVE ${remove.join(', ')}` : ''} ADD revision :one`,
    ConditionExpression: `${isNotDeleted} AND ${condition}`,
    ExpressionAttributeNames: names,
    ExpressionAttributeValues: {
      ':kind': kind,
      ...(members ? { ':members': members } : {}),
      ':one': 1,
      ...values,
    },
  })
  return item && messageOf(groupUuid, item)
}

type Attempt = (message: Message) => Message | Promise<Message | undefined>

const requireNoEvent = ({ event }: Message) => {
  if (event) throw new VisibleError('message_is_event')
}

/** Attempts a change. If somebody else has changed the message meanwhile, reads it again and repeats the attempt. */
const change = async (membership: Membership, read: Message, attempt: Attempt): Promise<Message> => {
  requireNoEvent(read)
  let message: Message | undefined = read
  return repeatChange(`changing the message ${read.uuid}`, async () => {
    message ??= await findMessage(membership, read.uuid)
    if (!message) throw new VisibleError('message_not_found')
    const result = await attempt(message)
    message = undefined
    return result
  })
}

const requireWritable = (membership: Membership) => {
  const refusal = refusalOf(membership)
  if (refusal) throw new VisibleError(refusal)
}

type Edit = { text: string; key?: string | undefined; clock: Clock }

/** The result of an edit whose key, or a later one, was applied before. */
const resultOfRepeated = (message: Message, { text, key }: Edit): Message => {
  const isOther = message.editKey === key && message.deletedAt === undefined && message.text !== text
  if (isOther) throw new VisibleError('idempotency_key_reused')
  return message
}

const editOf = (
  { sender }: Message,
  { text, key, now }: { text: string; key: string; now: number },
): Change => ({
  kind: 'edit',
  set: [...(text ? ['message = :text'] : []), 'edited_at = :editedAt', 'edit_key = :key'],
  remove: text ? [] : ['message'],
  condition: 'user_uuid = :author AND (attribute_not_exists(edit_key) OR edit_key < :key)',
  values: {
    ...(text ? { ':text': text } : {}),
    ':editedAt': new Date(Math.max(now, timeOfUuid(key))).toISOString(),
    ':key': key,
    ':author': sender.uuid,
  },
})

/**
 * Replaces the text of the member's own message. The key is the version of the text: an edit whose key is not greater than
 * that of the last edit changes nothing, so a late retry never overwrites a newer text.
 */
export const editMessage = (membership: Membership, message: Message, edit: Edit): Promise<Message> =>
  change(membership, message, (current) => {
    const { userUuid } = membership
    const { text, key, clock } = edit
    const now = clock()
    const isOwn = current.sender.uuid === userUuid
    const isRepeated = isOwn && key !== undefined && current.editKey !== undefined && key <= current.editKey
    if (isRepeated) return resultOfRepeated(current, edit)
    const refusal = editRefusalOf(current, userUuid, now)
    if (refusal) throw new VisibleError(refusal)
    requireWritable(membership)
    if (isBlank(text) && !current.attachments) throw new VisibleError('message_blank')
    // With a key, the same text is written again: an older edit that arrives later must not replace it.
    if (key === undefined && current.text === text) return current
    return write(
      membership,
      current,
      editOf(current, { text, key: key ?? nextEditKey(current, now), now }),
      clock,
    )
  })

/** The stream makes updateInbox queue the deletion of the files. */
export const deletionOfAttachments = ({ attachments }: Message) =>
  attachments
    ? {
        set: ['deleted_attachments = :attachments'],
        values: { ':attachments': attachments.map(({ uuid }) => uuid) },
      }
    : { set: [], values: {} }

/** Deletes the text, the pictures, the reactions and the quote of the member's own message. */
export const deleteMessage = (membership: Membership, message: Message, clock: Clock): Promise<Message> =>
  change(membership, message, (current) => {
    if (current.sender.uuid !== membership.userUuid) throw new VisibleError('not_the_author')
    if (current.deletedAt !== undefined) return current
    const { set, values } = deletionOfAttachments(current)
    return write(
      membership,
      current,
      {
        kind: 'deletion',
        set: ['deleted_at = :now', ...set],
        remove: ['message', 'edited_at', 'reply_to', 'reactions', 'attachments'],
        condition: 'user_uuid = :author',
        values: { ':now': new Date(clock()).toISOString(), ':author': membership.userUuid, ...values },
      },
      clock,
    )
  })

/** Sets the member's emoji on a message, in place of an earlier one. Concurrent reactions do not overwrite each other. */
export const addReaction = (
  membership: Membership,
  message: Message,
  { emoji, clock }: { emoji: string; clock: Clock },
): Promise<Message> =>
  change(membership, message, (current) => {
    const { userUuid } = membership
    if (current.deletedAt !== undefined) throw new VisibleError('message_deleted')
    requireWritable(membership)
    if (current.reactions?.[userUuid] === emoji) return current
    const isFirst = current.reactions === undefined
    return write(
      membership,
      current,
      isFirst
        ? {
            kind: 'reaction',
            set: ['reactions = :reactions'],
            condition: 'attribute_not_exists(reactions)',
            values: { ':reactions': { [userUuid]: emoji } },
          }
        : {
            kind: 'reaction',
            set: ['reactions.#user = :emoji'],
            condition: 'attribute_exists(reactions)',
            names: { '#user': userUuid },
            values: { ':emoji': emoji },
          },
      clock,
    )
  })

/** Removes the member's emoji from a message. Like deleting, it is always allowed. */
export const removeReaction = (membership: Membership, message: Message, clock: Clock): Promise<Message> =>
  change(membership, message, (current) => {
    if (current.reactions?.[membership.userUuid] === undefined) return current
    return write(
      membership,
      current,
      {
        kind: 'reaction',
        remove: ['reactions.#user'],
        condition: 'attribute_exists(reactions.#user)',
        names: { '#user': membership.userUuid },
      },
      clock,
    )
  })
