import * as texts from '../texts.ts'

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
