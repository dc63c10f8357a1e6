import { useRef } from 'react'
import type { Message } from '../../../client/types.ts'
import { textWithPhotos } from '../attachments/photoText.ts'
import { useOwnUuid } from '../messengerContext.tsx'
import * as texts from '../texts.ts'
import { useBlocked } from '../useBlocked.ts'
import { eventText } from './eventText.ts'

const maxAnnounced = 5

const spokenText = ({ display_name, message, attachments = [] }: Message): string => {
  const photos = textWithPhotos('', attachments.length)
  return `${display_name}: ${[photos, message].filter(Boolean).join('. ')}`
}

type Props = { messages: readonly Message[]; isLoaded: boolean; isInGroup: boolean }

/**
 * Announces new messages to screen readers. The log itself cannot: it contains only the messages on the screen, so that
 * scrolling would be announced as new messages. Edits and deletions are not announced.
 */
export const NewMessageAnnouncer = ({ messages, isLoaded, isInGroup }: Props) => {
  const ownUuid = useOwnUuid()
  const blocked = useBlocked(isInGroup)
  const since = useRef(isLoaded ? (messages.at(-1)?.created_at ?? '') : undefined)
  const newMessages =
    since.current === undefined
      ? []
      : messages
          .slice(-maxAnnounced)
          .filter(
            ({ user_uuid, created_at, deleted_at }) =>
              user_uuid !== ownUuid &&
              !deleted_at &&
              !(isInGroup && blocked?.has(user_uuid)) &&
              created_at > (since.current ?? ''),
          )
  return (
    <div role="log" aria-label={texts.newMessages} aria-relevant="additions" className="visually-hidden">
      {newMessages.map((message) => (
        <p key={message.uuid} dir="auto">
          {message.event ? eventText(message, ownUuid) : spokenText(message)}
        </p>
      ))}
    </div>
  )
}
