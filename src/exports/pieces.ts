import type { Attachment } from '../domain/attachment.ts'
import { type ExportCursor, type Section, sections } from '../domain/export.ts'
import type { User } from '../domain/user.ts'
import { meView } from '../domain/views.ts'
import { conversationPieces, formerGroupPieces } from './conversations.ts'
import { listPieces } from './lists.ts'

/*
 * Everything that is stored about a user, as pieces that fit into memory. The command users:export prints them as one document;
 * the job export_user writes them into files, and continues with a cursor.
 */

export type ExportedPicture = { groupUuid: string; attachment: Attachment; name: string }

export type Piece = {
  section: Section
  /** The name of its file. */
  name: string
  /** What the file contains, as JSON. Undefined if there is nothing. */
  content: Record<string, unknown> | unknown[] | undefined
  pictures: ExportedPicture[]
  /** Whether the next piece is about the same conversation, or of the same list. */
  continues: boolean
  /** Where to continue after this piece. Undefined after the last one of its section. */
  next: ExportCursor | undefined
}

const readers: Record<Section, (user: User, cursor: ExportCursor) => AsyncGenerator<Piece>> = {
  conversations: conversationPieces,
  former_groups: formerGroupPieces,
  blocks: listPieces('blocks'),
  reports: listPieces('reports'),
  connections: listPieces('connections'),
  push_subscriptions: listPieces('push_subscriptions'),
  limits: listPieces('limits'),
}

const sectionAfter = (section: Section): ExportCursor | undefined => {
  const next = sections[sections.indexOf(section) + 1]
  return next && { section: next, files: 0 }
}

/** The profile of a user, with what only the table and the user pool know. */
export const exportedProfile = (user: User) => ({
  ...meView(user),
  cognito_user_id: user.cognitoUserId,
  claim: user.claim,
  suspended_at: user.suspendedAt,
  signed_out_at: user.signedOutAt,
  reserved_handles: user.reservedHandles,
})

/** The pieces of a section. */
export const readSection = (user: User, cursor: ExportCursor): AsyncGenerator<Piece> =>
  readers[cursor.section](user, cursor)

/** All pieces from a cursor on, each with the cursor that follows it. Undefined after the last one. */
export async function* readPieces(
  user: User,
  from: ExportCursor,
): AsyncGenerator<{ piece: Piece; next: ExportCursor | undefined }> {
  for (let cursor: ExportCursor | undefined = from; cursor; cursor = sectionAfter(cursor.section)) {
    const following = sectionAfter(cursor.section)
    for await (const piece of readSection(user, cursor)) {
      yield { piece, next: piece.next ?? following }
    }
  }
}
