import type { Conversation, OutboxItem } from '../../../client/types.ts'
import { errorMessage } from '../errorMessages.ts'
import { useMessenger } from '../messengerContext.tsx'
import { useStore } from '../useStore.ts'
import { Bubble } from './Bubble.tsx'
import { Icon } from './Icon.tsx'

type Props = { item: OutboxItem; conversation: Conversation; onEdit: (item: OutboxItem) => void }

const waitingText = (code: string | undefined, isOffline: boolean): string => {
  if (isOffline) return 'Waiting for network…'
  return code === 'unreachable' ? "Not sent yet. Can't reach Cruddur." : 'Not sent yet. Something went wrong.'
}

/** A message on its way to the server. */
export const OutboxMessage = ({ item, conversation, onEdit }: Props) => {
  const isOffline = useStore(useMessenger().status, ({ connection }) => connection === 'offline')
  const { uuid, text, state, code } = item
  const isFailed = state === 'failed'
  // An automatic retry is shown as waiting, so that the text does not change every few seconds. If the server has asked to
  // wait a moment, the person need not know.
  const isSending = !isFailed && (code === undefined || code === 'too_many_requests')
  const canRetry = isFailed || !isOffline
  return (
    <article className={isFailed ? 'message own failed' : 'message own pending'}>
      <Bubble text={text} isOwn />
      {isSending ? (
        <p className="state">Sending…</p>
      ) : (
        <div className="state">
          <span role={isFailed ? 'alert' : 'status'}>
            {isFailed && <Icon name="warning" />}{' '}
            {isFailed ? `Not sent. ${errorMessage(code ?? '')}` : waitingText(code, isOffline)}
          </span>
          <span className="actions">
            {canRetry && (
              <button type="button" className="small" onClick={() => conversation.retry(uuid)}>
                Try again
              </button>
            )}
            <button type="button" className="small quiet" onClick={() => onEdit(item)}>
              Edit
            </button>
          </span>
        </div>
      )}
    </article>
  )
}
