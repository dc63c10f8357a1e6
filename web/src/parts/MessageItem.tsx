import { memo } from 'react'
import { dayName, fullTime, localDate, timeOfDay } from '../time.ts'
import type { Message } from '../types.ts'
import { Bubble } from './Bubble.tsx'

export type Item = {
  message: Message
  isOwn: boolean
  /** The first of all, of a day, of what is new, of several by the same person. */
  startsAll: boolean
  startsDay: boolean
  startsNew: boolean
  startsRun: boolean
  state: 'Sent' | 'Seen' | undefined
}

type Props = Item & { now: Date }

export const MessageItem = memo(
  ({ message, isOwn, startsAll, startsDay, startsNew, startsRun, state, now }: Props) => (
    <>
      {startsAll && <p className="beginning">This is the beginning of your conversation.</p>}
      {startsDay && (
        <p className="day">
          <time dateTime={localDate(message.created_at)}>{dayName(message.created_at, now)}</time>
        </p>
      )}
      {startsNew && <p className="new-mark">New messages</p>}
      <article
        className={`message ${isOwn ? 'own' : 'other'} ${startsRun ? 'starts' : ''}`}
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
