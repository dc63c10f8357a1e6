import { CardPage } from '../components/CardPage.tsx'
import { usePageHeading } from '../components/usePageHeading.ts'
import * as texts from '../texts.ts'

export const Unreachable = ({ onRetry }: { onRetry: () => void }) => {
  const heading = usePageHeading<HTMLHeadingElement>(texts.cantConnect)
  return (
    <CardPage>
      <div className="card">
        <h1 ref={heading} tabIndex={-1}>
          {texts.cantConnect}
        </h1>
        <p>{texts.checkConnection}</p>
        <button type="button" className="primary" onClick={onRetry}>
          {texts.tryAgain}
        </button>
      </div>
    </CardPage>
  )
}

/** The stylesheet shows it after a second, because most starts are faster. */
export const Starting = () => (
  <CardPage className="starting">
    <p role="status">{texts.connecting}</p>
  </CardPage>
)
