import * as texts from '../texts.ts'
import { WithName } from './WithName.tsx'
/** Over the log: a page of older or newer messages is on its way. */
export const LoadingPage = ({ isLoading, className }: { isLoading: boolean; className: string }) => (
  <p className={`loading-page ${className}`} role="status">
    {isLoading && (
      <span>
        <span className="spinner" aria-hidden="true" /> {texts.loading}
      </span>
    )}
  </p>
)

/** Below the last message. Its line is always there, so that nothing moves. */
export const TypingIndicator = ({ name, isTyping }: { name: string | undefined; isTyping: boolean }) => (
  <p className="typing" role="status">
    {isTyping && <WithName text={texts.isTyping} name={name ?? texts.someone} />}
  </p>
)
