import { type Attachment, fileNameOf } from '../domain/attachment.ts'
import type { ExportCursor, Section } from '../domain/export.ts'
import { listOf, type Membership } from '../domain/group.ts'
import type { Message } from '../domain/message.ts'
import { type Place, timeOf } from '../domain/place.ts'
import type { User } from '../domain/user.ts'
import { attachmentView, messageView } from '../domain/views.ts'
import { getNamedGroup } from '../repository/namedGroups.ts'
import { readMessages } from '../repository/readMessages.ts'
import { isTouchedBy, readFormerGroups, readMemberships } from '../repository/userData.ts'
import type { ExportedPicture, Piece } from './pieces.ts'

/* What a user wrote in their conversations, their reactions to messages of others, and the events by or about them. */

const nameOf = ({ uuid, contentType }: Attachment) => fileNameOf(uuid, contentType)

/** A message with the names of the files of its pictures. */
const exportedMessage = (message: Message) => {
  const { attachments } = message
  if (!attachments) return messageView(message)
  const named = attachments.map((one) => ({ ...attachmentView(one), file: nameOf(one) }))
  return { ...messageView(message), attachments: named }
}

const picturesOf = ({ groupUuid, attachments = [] }: Message): ExportedPicture[] =>
  attachments.map((attachment) => ({ groupUuid, attachment, name: nameOf(attachment) }))

/** What one page of messages contains of a user. */
const touchedIn = (messages: Message[], userUuid: string) => {
  const touched = messages.filter((message) => isTouchedBy(userUuid, message))
  const events = touched.filter(({ event }) => event)
  const own = touched.filter(({ event, sender }) => !event && sender.uuid === userUuid)
  // The user can have reacted to a message of their own: that is in the message.
  const others = touched.filter(({ event, sender }) => !event && sender.uuid !== userUuid)
  return {
    messages: own.map(exportedMessage),
    reactions: others.map(({ uuid, reactions }) => ({ message_uuid: uuid, emoji: reactions?.[userUuid] })),
    events: events.map((message) => messageView(message)),
    pictures: own.flatMap(picturesOf),
  }
}

const describeNamed = async ({ userUuid, groupUuid, joinedAt, shown }: Membership & { kind: 'named' }) => ({
  title: shown.title,
  joined_at: joinedAt,
  is_owner: (await getNamedGroup(groupUuid))?.ownerUuid === userUuid,
})

const describeMembership = async (membership: Membership) => {
  const { groupUuid, readPlace, state, hasBlocked, mutedUntil, isMarkedUnread } = membership
  return {
    message_group_uuid: groupUuid,
    list: listOf({ state, hasBlocked }) ?? state,
    muted_until: mutedUntil ?? null,
    is_marked_unread: isMarkedUnread === true,
    read_up_to: readPlace === undefined ? null : timeOf(readPlace),
    ...(membership.kind === 'named'
      ? await describeNamed(membership)
      : { with: { handle: membership.other.handle, display_name: membership.other.displayName } }),
  }
}

type Conversation = {
  section: Section
  userUuid: string
  groupUuid: string
  description: Record<string, unknown>
  hasEvents: boolean
}

/** Where to begin in a conversation, and the conversation before it. */
type Start = { from?: Place | undefined; files: number; after: string | undefined }

/** The conversation that is begun continues. If the user has left it meanwhile, no other one takes its place. */
const startOf = (cursor: ExportCursor, groupUuid: string, after: string | undefined): Start =>
  cursor.begun?.groupUuid === groupUuid
    ? { from: cursor.begun.place, files: cursor.files, after }
    : { files: 0, after }

// A piece is held in memory with its pictures. One message can have 100 MB of them.
const maxPictureBytes = 20 * 1024 * 1024

const pictureBytesOf = ({ sender, attachments = [] }: Message, userUuid: string): number =>
  sender.uuid === userUuid ? attachments.reduce((sum, { bytes }) => sum + bytes, 0) : 0

/** Cuts a page of messages where the user's pictures become too many for one piece. */
const cut = (messages: Message[], userUuid: string): Message[][] => {
  const slices: Message[][] = [[]]
  let bytes = 0
  for (const message of messages) {
    bytes += pictureBytesOf(message, userUuid)
    if (bytes > maxPictureBytes && slices.at(-1)?.length) {
      slices.push([])
      bytes = pictureBytesOf(message, userUuid)
    }
    slices.at(-1)?.push(message)
  }
  return slices
}

/** Reads what is left of a conversation, cut into slices, each with the place from which to continue. */
async function* slicesOf({ userUuid, groupUuid }: Conversation, from: Place | undefined) {
  for await (const { messages, next } of readMessages(groupUuid, from)) {
    const slices = cut(messages, userUuid)
    for (const [index, slice] of slices.entries()) {
      const isLast = index === slices.length - 1
      yield { slice, next: isLast ? next : slice.at(-1)?.place }
    }
  }
}

/** A piece for each slice. */
async function* piecesOf(conversation: Conversation, start: Start): AsyncGenerator<Piece> {
  const { section, userUuid, groupUuid, description, hasEvents } = conversation
  let { files } = start
  const after = start.after === undefined ? {} : { after: start.after }
  for await (const { slice, next } of slicesOf(conversation, start.from)) {
    const { messages, reactions, events, pictures } = touchedIn(slice, userUuid)
    const isEmpty = files > 0 && messages.length + reactions.length + events.length === 0
    if (!isEmpty) files += 1
    yield {
      section,
      name: `${section}/${groupUuid}${files > 1 ? `-${files}` : ''}.json`,
      content: isEmpty
        ? undefined
        : { ...description, messages, reactions, ...(hasEvents ? { events } : {}) },
      pictures,
      continues: next !== undefined,
      next:
        next === undefined
          ? { section, after: groupUuid, files: 0 }
          : { section, ...after, begun: { groupUuid, place: next }, files },
    }
  }
}

export async function* conversationPieces({ uuid }: User, cursor: ExportCursor): AsyncGenerator<Piece> {
  let { after } = cursor
  for await (const membership of readMemberships(uuid, cursor.after)) {
    const { groupUuid, kind } = membership
    const conversation = {
      section: 'conversations' as const,
      userUuid: uuid,
      groupUuid,
      description: await describeMembership(membership),
      hasEvents: kind === 'named',
    }
    yield* piecesOf(conversation, startOf(cursor, groupUuid, after))
    after = groupUuid
  }
}

/** The named groups that the user has left. */
export async function* formerGroupPieces({ uuid }: User, cursor: ExportCursor): AsyncGenerator<Piece> {
  let { after } = cursor
  for await (const groupUuid of readFormerGroups(uuid, cursor.after)) {
    const conversation = {
      section: 'former_groups' as const,
      userUuid: uuid,
      groupUuid,
      description: { message_group_uuid: groupUuid },
      hasEvents: true,
    }
    yield* piecesOf(conversation, startOf(cursor, groupUuid, after))
    after = groupUuid
  }
}
