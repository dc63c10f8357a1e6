import { usePageHeading } from '../components/usePageHeading.ts'

export const Unreachable = ({ onRetry }: { onRetry: () => void }) => {
  const heading = usePageHeading<HTMLHeadingElement>("Can't reach Cruddur")
  return (
    <main className="card-page">
      <div className="card">
        <h1 ref={heading} tabIndex={-1}>
          Can't reach Cruddur
        </h1>
        <p>Check your internet connection and try again.</p>
        <button type="button" className="primary" onClick={onRetry}>
          Try again
        </button>
      </div>
    </main>
  )
}
