import { memo } from 'react'
import { dayHeading, fullTime, localDate, timeOfDay } from '../time.ts'
import { Bubble } from './Bubble.tsx'
import type { Item } from './messageItems.ts'

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
