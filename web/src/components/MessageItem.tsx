import { memo } from 'react'
import { classNames } from '../classNames.ts'
import { fullTime, timeOfDay } from '../time.ts'
import { Bubble } from './Bubble.tsx'
import { DayHeading } from './DayHeading.tsx'
import type { Item } from './messageItems.ts'
import { useMessageMenu } from './useMessageMenu.tsx'
import { usePage } from './usePage.ts'

type Props = Item & { now: Date; isPlain: boolean }

export const MessageItem = memo((props: Props) => {
  const {
    message,
    isOwn,
    isFirst,
    isFirstOfDay,
    isFirstNew,
    isFirstOfRun,
    isLastOfRun,
    state,
    now,
    isPlain,
  } = props
  const { uuid, message: text, created_at } = message
  const page = usePage()
  const { article, button } = useMessageMenu({
    build: ({ messageMenu }) => messageMenu(page, message, isOwn),
  })
  return (
    <>
      {isFirst && <p className="beginning">This is the beginning of your conversation.</p>}
      {isFirstOfDay && <DayHeading time={created_at} now={now} />}
      {isFirstNew && <p className="new-divider">New messages</p>}
      <article
        {...article}
        className={classNames('message', isOwn && 'own', isFirstOfRun && 'starts', isLastOfRun && 'ends')}
        data-uuid={uuid}
      >
        <span className="visually-hidden">{isOwn ? 'You' : message.display_name}: </span>
        <Bubble
          text={text}
          isOwn={isOwn}
          isPlain={isPlain}
          isTimeShown={isLastOfRun}
          time={
            <time className="time" dateTime={created_at} title={fullTime(created_at)}>
              <bdi>{timeOfDay(created_at)}</bdi>
            </time>
          }
          controls={button}
        />
        {state && <p className="state">{state}</p>}
      </article>
    </>
  )
})
