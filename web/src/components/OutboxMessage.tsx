import type { Conversation, OutboxItem } from '../../../client/types.ts'
import { classNames } from '../classNames.ts'
import { useMessenger } from '../messengerContext.tsx'
import * as texts from '../texts.ts'
import { fullTime, timeOfDay } from '../time.ts'
import { useStore } from '../useStore.ts'
import { Bubble } from './Bubble.tsx'
import { Icon } from './Icon.tsx'
import { useLaterCode } from './useLoadedLater.ts'
import { useMessageMenu } from './useMessageMenu.tsx'
import { usePage } from './usePage.ts'

type Props = {
  item: OutboxItem
  conversation: Conversation
  onEdit: (item: OutboxItem) => void
  isFirstOfRun: boolean
  isLastOfRun: boolean
}

/** A message on its way to the server. The person has to act only if the server has refused it. */
export const OutboxMessage = ({ item, conversation, onEdit, isFirstOfRun, isLastOfRun }: Props) => {
  const isOffline = useStore(useMessenger().status, ({ connection }) => connection === 'offline')
  const page = usePage()
  const { uuid, text, createdAt, state, code, replyTo, attachments } = item
  const later = useLaterCode()
  const isFailed = state === 'failed'
  const isWaiting = code !== undefined && (isOffline || code === 'unreachable')
  const progress = isWaiting ? texts.waitingForNetwork : texts.sending

  const { article, button } = useMessageMenu({
    build: ({ outboxMenu }) => outboxMenu(page, { item, conversation, onEdit }),
    isTabStop: true,
  })

  return (
    <article
      {...article}
      className={classNames(
        'message own unsent',
        isFailed && 'failed',
        isFirstOfRun && 'starts',
        isLastOfRun && 'ends',
      )}
      data-uuid={uuid}
    >
      <span className="visually-hidden">{texts.you}: </span>
      <Bubble
        text={text}
        quote={replyTo}
        attachments={attachments}
        photos={later && <later.UnsentPhotos conversation={conversation} item={item} />}
        isOwn
        isTimeShown
        time={
          <span className="time">
            <time dateTime={createdAt} title={fullTime(createdAt)}>
              <bdi>{timeOfDay(createdAt)}</bdi>
            </time>
            {!isFailed && (
              <span title={progress}>
                <Icon name="clock" />
                <span className="visually-hidden" role={isWaiting ? 'status' : undefined}>
                  {progress}
                </span>
              </span>
            )}
          </span>
        }
        controls={button}
      />
      {isFailed && later && <later.FailedMessage item={item} conversation={conversation} />}
    </article>
  )
}
