import { useMessenger } from '../messengerContext.tsx'
import { startErrorMessage } from '../startErrorMessage.ts'
import * as texts from '../texts.ts'
import { useStore } from '../useStore.ts'
import { Icon } from './Icon.tsx'
import { SignOut } from './SignOut.tsx'
import { useLaterCode } from './useLoadedLater.ts'

type Props = { code: string; onRetry: () => void; isFullPage?: boolean }

/** An error message with a button to try again. It renders nothing if the status line says the same. */
export const ErrorNotice = ({ code, onRetry, isFullPage = false }: Props) => {
  const isOffline = useStore(useMessenger().status, ({ connection }) => connection === 'offline')
  const later = useLaterCode()
  if (code === 'unauthorized' || (isOffline && code === 'unreachable')) return null
  return (
    <div className={isFullPage ? 'error-notice full-page' : 'error-notice'} role="alert">
      <p>
        <Icon name="warning" /> {later ? later.errorMessage(code) : startErrorMessage(code)}
      </p>
      <div className="actions">
        <button type="button" onClick={onRetry}>
          {texts.tryAgain}
        </button>
        {isFullPage && <SignOut />}
      </div>
    </div>
  )
}
