import type { ConversationState } from '../../../client/types.ts'
import { isAccepted } from '../groups.ts'
import { type Photo, sentPhotos, unsentPhotos } from './photo.ts'
import { isRevealed } from './revealed.ts'

/** A picture with its message. */
export type ViewedPhoto = {
  photo: Photo
  text: string
  createdAt: string
  /** Undefined: the user. */
  author: string | undefined
}

type State = Pick<ConversationState, 'messages' | 'outbox' | 'group'>

/** The pictures of the messages that are held, the oldest first, without those that are hidden. */
export const viewedPhotosIn = (
  { messages, outbox, group }: State,
  ownUuid: string | undefined,
  blocked: ReadonlySet<string>,
): ViewedPhoto[] => {
  const isShown = ({ uuid, user_uuid }: State['messages'][number]) =>
    user_uuid === ownUuid || ((isAccepted(group) || isRevealed(uuid)) && !blocked.has(user_uuid))
  const sent = messages.filter(isShown).flatMap((message) => {
    const { message: text, created_at: createdAt, user_uuid, display_name } = message
    const author = user_uuid === ownUuid ? undefined : display_name
    return sentPhotos(message).map((photo) => ({ photo, text, createdAt, author }))
  })
  const unsent = outbox.flatMap((item) => {
    const { text, createdAt } = item
    return unsentPhotos(item).map((photo) => ({ photo, text, createdAt, author: undefined }))
  })
  return [...sent, ...unsent]
}
