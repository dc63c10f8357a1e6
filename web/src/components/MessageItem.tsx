import { memo, useState } from 'react'
import type { Conversation } from '../../../client/types.ts'
import { classNames } from '../classNames.ts'
import * as texts from '../texts.ts'
import { fullTime, timeOfDay } from '../time.ts'
import { Bubble } from './Bubble.tsx'
import { DayHeading } from './DayHeading.tsx'
import { Icon } from './Icon.tsx'
import type { Item } from './messageItems.ts'
import { useLaterCode } from './useLoadedLater.ts'
import { useMessageMenu } from './useMessageMenu.tsx'
import { usePage } from './usePage.ts'

type Props = Item & {
  conversation: Conversation
  now: Date
  isPlain: boolean
  /** By somebody whom the user blocks. */
  isHidden: boolean
  /** It quotes somebody whom the user blocks. */
  isQuoteHidden: boolean
  /** The handle of the user in a group, where people are mentioned. */
  mentioned: string | undefined
}

/** The dividers above a message. */
const Dividers = ({ message, isFirst, isFirstOfDay, isFirstNew, hasJoined, now }: Props) => (
  <>
    {isFirst && <p className="beginning">{hasJoined ? texts.sinceYouJoined : texts.beginning}</p>}
    {isFirstOfDay && <DayHeading time={message.created_at} now={now} />}
    {isFirstNew && <p className="new-divider">{texts.newMessages}</p>}
  </>
)

const SentMessage = (props: Props) => {
  const {
    message,
    isOwn,
    isFirstOfRun,
    isLastOfRun,
    state,
    change,
    conversation,
    isPlain,
    isHidden,
    isQuoteHidden,
    mentioned,
    hasAuthor,
  } = props
  const { uuid, created_at, edited_at, deleted_at, reply_to, reactions, attachments } = message
  const page = usePage()
  const later = useLaterCode()
  // Most messages are never under the pointer.
  const [hasPointer, setPointer] = useState(false)
  const isDeleted = deleted_at !== undefined || isHidden
  const deletedText = deleted_at === undefined ? texts.fromBlockedPerson : texts.messageDeleted
  const quote = reply_to && isQuoteHidden ? { uuid: reply_to.uuid, is_available: false as const } : reply_to
  const failure = change?.state === 'failed' ? change : undefined
  const { article, button } = useMessageMenu({
    build: ({ messageMenu }) => messageMenu(page, { message, conversation, isOwn, failure }),
  })
  return (
    <article
      {...(isDeleted ? { tabIndex: -1 } : article)}
      onPointerEnter={({ pointerType }) => setPointer(hasPointer || pointerType === 'mouse')}
      className={classNames(
        'message',
        isOwn && 'own',
        failure && failure.kind !== 'reaction' && 'failed',
        isFirstOfRun && 'starts',
        isLastOfRun && 'ends',
      )}
      data-uuid={uuid}
    >
      <span className="visually-hidden">{isOwn ? texts.you : message.display_name}: </span>
      <Bubble
        author={hasAuthor ? message : undefined}
        text={isDeleted ? deletedText : (failure?.text ?? message.message)}
        mentioned={mentioned}
        quote={isHidden ? undefined : quote}
        attachments={isDeleted ? undefined : attachments}
        photos={
          later && <later.Photos conversation={conversation} message={message} isHidden={isPlain && !isOwn} />
        }
        isOwn={isOwn}
        isPlain={isPlain}
        isDeleted={isDeleted}
        isTimeShown={isLastOfRun || isDeleted || edited_at !== undefined || change !== undefined}
        time={
          <span className="time">
            {edited_at && (
              <span title={texts.editedAt(fullTime(edited_at))}>
                {texts.edited}
                <span className="visually-hidden"> {fullTime(edited_at)}</span>
              </span>
            )}
            <time dateTime={created_at} title={fullTime(created_at)}>
              <bdi>{timeOfDay(created_at)}</bdi>
            </time>
            {change && !failure && <Icon name="clock" label={texts.saving} />}
          </span>
        }
        controls={
          !isDeleted && (
            <>
              {later && hasPointer && !isPlain && (
                <later.MessageTools conversation={conversation} message={message} />
              )}
              {button}
            </>
          )
        }
      />
      {!isHidden && reactions && reactions.length > 0 && (
        <div className="reactions">
          {later && <later.ReactionChips conversation={conversation} message={message} isClosed={isPlain} />}
        </div>
      )}
      {failure && later && <later.FailedChange change={failure} conversation={conversation} />}
      {state && <p className="state">{state}</p>}
    </article>
  )
}

export const MessageItem = memo((props: Props) => {
  const { message, conversation, isPlain } = props
  const later = useLaterCode()
  return (
    <>
      <Dividers {...props} />
      {!message.event && <SentMessage {...props} />}
      {message.event &&
        (later ? (
          <later.EventLine message={message} conversation={conversation} isPlain={isPlain} />
        ) : (
          <article className="message event" data-uuid={message.uuid}>
            <p dir="auto">{message.message}</p>
          </article>
        ))}
    </>
  )
})
