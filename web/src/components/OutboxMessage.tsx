import type { Conversation, OutboxItem } from '../../../client/types.ts'
import { appendToDraft } from '../appendToDraft.ts'
import { classNames } from '../classNames.ts'
import { errorMessage } from '../errorMessages.ts'
import { useMessenger } from '../messengerContext.tsx'
import { fullTime, timeOfDay } from '../time.ts'
import { useStore } from '../useStore.ts'
import { Bubble } from './Bubble.tsx'
import { Icon } from './Icon.tsx'
import type { MenuItem } from './Menu.tsx'
import { useToast } from './Toast.tsx'
import { useCopy } from './useCopy.ts'
import { useMessageMenu } from './useMessageMenu.tsx'

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
  const showToast = useToast()
  const copy = useCopy()
  const { uuid, text, createdAt, state, code } = item
  const isFailed = state === 'failed'
  const isWaiting = code !== undefined && (isOffline || code === 'unreachable')
  const retry = () => conversation.retry(uuid)

  // The deleted message may have reached the server at the last moment, so that sending it again could send it twice: only
  // the person can decide that.
  const restore = (deleted: string) => {
    appendToDraft(conversation, deleted)
    showToast({ text: 'Moved to your draft' })
  }

  const remove = () => {
    const deleted = conversation.cancel(uuid)
    // The focused message disappears.
    document.querySelector<HTMLElement>('.log')?.focus({ preventScroll: true })
    if (!deleted) return // it has just been sent
    showToast({ text: 'Message deleted', action: { text: 'Undo', onSelect: () => restore(deleted) } })
  }

  const getItems = (): MenuItem[] => {
    const copyText: MenuItem = { text: 'Copy text', icon: 'copy', onSelect: () => copy(text) }
    if (state === 'sending' && code === undefined) return [copyText] // in a moment, it is sent
    const tryAgain: MenuItem = { text: 'Try again', icon: 'retry', onSelect: retry }
    return [
      ...(code === undefined || isOffline ? [] : [tryAgain]),
      { text: 'Edit', icon: 'edit', onSelect: () => onEdit(item) },
      copyText,
      { text: 'Delete', icon: 'trash', isDestructive: true, onSelect: remove },
    ]
  }
  const { article, button } = useMessageMenu({ label: fullTime(createdAt), getItems, isTabStop: true })

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
      <span className="visually-hidden">You: </span>
      <Bubble
        text={text}
        isOwn
        isTimeShown
        time={
          <span className="time">
            <time dateTime={createdAt} title={fullTime(createdAt)}>
              <bdi>{timeOfDay(createdAt)}</bdi>
            </time>
            {!isFailed && (
              <span title={isWaiting ? 'Waiting for network…' : 'Sending…'}>
                <Icon name="clock" />
                <span className="visually-hidden" role={isWaiting ? 'status' : undefined}>
                  {isWaiting ? 'Waiting for network…' : 'Sending…'}
                </span>
              </span>
            )}
          </span>
        }
        controls={button}
      />
      {isFailed && (
        <div className="state">
          <span role="alert">
            <Icon name="warning" /> Not sent. {errorMessage(code ?? '')}
          </span>
          <button type="button" className="small" onClick={retry}>
            Try again
          </button>
        </div>
      )}
    </article>
  )
}
