import { Icon } from '../components/Icon.tsx'
import { usePageHeading } from '../components/usePageHeading.ts'

export const Unreachable = ({ onRetry }: { onRetry: () => void }) => {
  const heading = usePageHeading<HTMLHeadingElement>("Can't connect")
  return (
    <main className="card-page">
      <div className="card">
        <h1 ref={heading} tabIndex={-1}>
          Can't connect
        </h1>
        <p>Check your internet connection. Trying again…</p>
        <button type="button" className="primary" onClick={onRetry}>
          Try again
        </button>
      </div>
    </main>
  )
}

/** The stylesheet shows it after a second, because most starts are faster. */
export const Starting = () => (
  <main className="card-page starting">
    <p className="brand">
      <Icon name="bubbles" /> Cruddur Messages
    </p>
    <p role="status">Connecting…</p>
  </main>
)
