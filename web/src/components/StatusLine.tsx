import { useEffect, useState, useSyncExternalStore } from 'react'
import { createStore } from '../../../client/store.ts'
import type { Conversation, ConversationState, Inbox } from '../../../client/types.ts'
import { signInAgain } from '../account/endSession.ts'
import { useMessenger } from '../messengerContext.tsx'
import { useServices } from '../services.ts'
import { statusLineOf } from '../statusLine.ts'
import * as texts from '../texts.ts'
import { useStore } from '../useStore.ts'
import { useLeaveWarning } from './useLeaveWarning.ts'

const showBriefAfterMs = 2000

const subscribeToNetwork = (listener: () => void) => {
  addEventListener('online', listener)
  addEventListener('offline', listener)
  return () => {
    removeEventListener('online', listener)
    removeEventListener('offline', listener)
  }
}

/** Why something is not loaded yet, if that may pass. */
const loadingCode = ({ isLoaded, error }: Pick<Inbox, 'isLoaded' | 'error'>): string =>
  !isLoaded && error?.isRetryable ? error.code : ''

const throttled = 'too_many_requests'

const conversationCode = (conversation: ConversationState | undefined): string => {
  if (!conversation) return ''
  const { outbox, changes } = conversation
  const isThrottled = [...outbox, ...changes].some(
    ({ code, state }) => code === throttled && state !== 'failed',
  )
  return isThrottled ? throttled : loadingCode(conversation)
}

const noConversation = createStore(undefined)

/** The text to show: a brief state is shown only if it lasts. */
const useStatusText = (conversation: Conversation | undefined): string => {
  const messenger = useMessenger()
  const { connection, session, me, error, hasUnstored } = useStore(messenger.status)
  const isOnline = useSyncExternalStore(subscribeToNetwork, () => navigator.onLine)
  const codes = [
    loadingCode({ isLoaded: me !== undefined, error }),
    useStore(messenger.inbox(), loadingCode),
    useStore<ConversationState | undefined, string>(conversation ?? noConversation, conversationCode),
  ]
  const { text, isBrief } = statusLineOf({
    isExpired: session === 'expired',
    connection,
    isOnline,
    hasUnstored,
    isThrottled: codes.includes(throttled),
    isFailing: codes.some(Boolean),
  })
  const [shown, setShown] = useState('')
  useEffect(() => {
    if (!isBrief) return setShown(text)
    const timer = setTimeout(() => setShown(text), showBriefAfterMs)
    return () => clearTimeout(timer)
  }, [text, isBrief])
  return shown
}

/** What does not work at the moment. */
export const StatusLine = ({ conversation }: { conversation: Conversation | undefined }) => {
  const { session, hasUnstored } = useStore(useMessenger().status)
  const services = useServices()
  const text = useStatusText(conversation)
  useLeaveWarning(hasUnstored)

  return (
    <>
      <p role="status">{text}</p>
      {session === 'expired' && (
        <button type="button" className="small" onClick={() => signInAgain(services)}>
          {texts.signIn}
        </button>
      )}
    </>
  )
}
