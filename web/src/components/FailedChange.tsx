import type { ChangeItem, Conversation } from '../../../client/types.ts'
import { errorMessage } from '../errorMessages.ts'
import * as texts from '../texts.ts'
import { Icon } from './Icon.tsx'

/** The server would refuse the change again. */
const finalRefusals: readonly string[] = [
  'message_deleted',
  'message_not_found',
  'message_too_old',
  'not_the_author',
  'recipient_unavailable',
]

/** Below a message: why its change was refused. */
export const FailedChange = ({
  change,
  conversation,
}: {
  change: ChangeItem
  conversation: Conversation
}) => {
  const { id, kind, code = '' } = change
  return (
    <div className="state">
      <span role="alert">
        <Icon name="warning" /> {texts.notChanged[kind]} {errorMessage(code)}
      </span>
      {!finalRefusals.includes(code) && (
        <button type="button" className="small" onClick={() => conversation.retry(id)}>
          {texts.tryAgain}
        </button>
      )}
      <button type="button" className="small" onClick={() => conversation.cancel(id)}>
        {texts.discard}
      </button>
    </div>
  )
}
