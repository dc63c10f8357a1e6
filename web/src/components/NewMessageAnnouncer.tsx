import { useRef } from 'react'
import { me } from '../mailbox.ts'
import { useStore } from '../store.ts'
import type { Message } from '../types.ts'

const maxAnnounced = 5

/**
 * Announces new messages to screen readers. The log itself cannot: it contains only the messages on the screen, so that
 * scrolling would be announced as new messages.
 */
export const NewMessageAnnouncer = ({ messages, isLoaded }: { messages: Message[]; isLoaded: boolean }) => {
  const profile = useStore(me)
  const since = useRef(isLoaded ? (messages.at(-1)?.created_at ?? '') : undefined)
  const newMessages =
    since.current === undefined
      ? []
      : messages
          .slice(-maxAnnounced)
          .filter(
            ({ user_uuid, created_at }) => user_uuid !== profile?.uuid && created_at > (since.current ?? ''),
          )
  return (
    <div role="log" aria-label="New messages" className="visually-hidden">
      {newMessages.map(({ uuid, display_name, message }) => (
        <p key={uuid} dir="auto">
          {display_name}: {message}
        </p>
      ))}
    </div>
  )
}
