import { CardPage } from '../components/CardPage.tsx'
import { usePageHeading } from '../components/usePageHeading.ts'
import * as texts from '../texts.ts'

type Props = { onRetry: () => void; isRetried?: boolean }

/** `isRetried`: it is also tried again without a click. */
export const Unreachable = ({ onRetry, isRetried = true }: Props) => {
  const heading = usePageHeading<HTMLHeadingElement>(texts.cantConnect)
  return (
    <CardPage>
      <div className="card">
        <h1 ref={heading} tabIndex={-1}>
          {texts.cantConnect}
        </h1>
        <p>{isRetried ? texts.checkConnection : texts.checkConnectionFirst}</p>
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
