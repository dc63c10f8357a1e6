import { memo } from 'react'
import type { Message } from '../../../client/types.ts'
import { dayHeading, fullTime, localDate, timeOfDay } from '../time.ts'
import { Bubble } from './Bubble.tsx'

export type Item = {
  message: Message
  isOwn: boolean
  isFirst: boolean
  isFirstOfDay: boolean
  isFirstNew: boolean
  /** The first of several messages that the same person sent in a row. */
  isFirstOfRun: boolean
  state: 'Sent' | 'Seen' | undefined
}

type Props = Item & { now: Date }

export const MessageItem = memo(
  ({ message, isOwn, isFirst, isFirstOfDay, isFirstNew, isFirstOfRun, state, now }: Props) => (
    <>
      {isFirst && <p className="beginning">This is the beginning of your conversation.</p>}
      {isFirstOfDay && (
        <p className="day">
          <time dateTime={localDate(message.created_at)}>{dayHeading(message.created_at, now)}</time>
        </p>
      )}
      {isFirstNew && <p className="new-divider">New messages</p>}
      <article
        className={`message ${isOwn ? 'own' : 'other'} ${isFirstOfRun ? 'starts' : ''}`}
        data-uuid={message.uuid}
      >
        <span className="visually-hidden">{isOwn ? 'You' : message.display_name}: </span>
        <Bubble
          text={message.message}
          isOwn={isOwn}
          time={
            <time dateTime={message.created_at} title={fullTime(message.created_at)}>
              <bdi>{timeOfDay(message.created_at)}</bdi>
            </time>
          }
        />
        {state && <p className="state">{state}</p>}
      </article>
    </>
  ),
)
