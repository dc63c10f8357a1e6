import { errorMessage } from '../errorMessages.ts'
import { Icon } from './Icon.tsx'
import { SignOut } from './SignOut.tsx'

type Props = { code: string; onRetry: () => void; isFullPage?: boolean }

/** An error message with a button to try again. */
export const ErrorNotice = ({ code, onRetry, isFullPage = false }: Props) => (
  <div className={isFullPage ? 'error-notice full-page' : 'error-notice'} role="alert">
    <p>
      <Icon name="warning" /> {errorMessage(code)}
    </p>
    <div className="actions">
      <button type="button" onClick={onRetry}>
        Try again
      </button>
      {isFullPage && <SignOut />}
    </div>
  </div>
)
