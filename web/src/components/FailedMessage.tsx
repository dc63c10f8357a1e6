import type { Conversation, OutboxItem } from '../../../client/types.ts'
import { canRetry, errorMessage } from '../errorMessages.ts'
import * as texts from '../texts.ts'
import { Icon } from './Icon.tsx'

/** Below an unsent message: why the server has refused it. */
export const FailedMessage = ({ item, conversation }: { item: OutboxItem; conversation: Conversation }) => {
  const { uuid, code } = item
  return (
    <div className="state">
      <span role="alert">
        <Icon name="warning" /> {texts.notSent} {errorMessage(code ?? '')}
      </span>
      {canRetry(code) && (
        <button type="button" className="small" onClick={() => conversation.retry(uuid)}>
          {texts.tryAgain}
        </button>
      )}
    </div>
  )
}
