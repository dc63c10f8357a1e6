import { CardPage } from '../components/CardPage.tsx'
import { usePageHeading } from '../components/usePageHeading.ts'

export const Unreachable = ({ onRetry }: { onRetry: () => void }) => {
  const heading = usePageHeading<HTMLHeadingElement>("Can't connect")
  return (
    <CardPage>
      <div className="card">
        <h1 ref={heading} tabIndex={-1}>
          Can't connect
        </h1>
        <p>Check your internet connection. Trying again…</p>
        <button type="button" className="primary" onClick={onRetry}>
          Try again
        </button>
      </div>
    </CardPage>
  )
}

/** The stylesheet shows it after a second, because most starts are faster. */
export const Starting = () => (
  <CardPage className="starting">
    <p role="status">Connecting…</p>
  </CardPage>
)
