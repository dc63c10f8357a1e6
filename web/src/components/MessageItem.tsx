import { memo } from 'react'
import { classNames } from '../classNames.ts'
import { fullTime, timeOfDay } from '../time.ts'
import { Bubble } from './Bubble.tsx'
import { DayHeading } from './DayHeading.tsx'
import type { MenuItem } from './Menu.tsx'
import type { Item } from './messageItems.ts'
import { useCopy, useCopyLink } from './useCopy.ts'
import { useMessageMenu } from './useMessageMenu.tsx'

type Props = Item & { now: Date }

export const MessageItem = memo((props: Props) => {
  const { message, isOwn, isFirst, isFirstOfDay, isFirstNew, isFirstOfRun, isLastOfRun, state, now } = props
  const { uuid, message: text, created_at } = message
  const copy = useCopy()
  const copyLink = useCopyLink()
  const getItems = (): MenuItem[] => [
    { text: 'Copy text', icon: 'copy', onSelect: () => copy(text) },
    { text: 'Copy link to message', icon: 'link', onSelect: () => copyLink(`?message=${uuid}`) },
  ]
  const { article, button } = useMessageMenu({ label: fullTime(created_at), getItems })
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
