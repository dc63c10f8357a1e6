import { CardPage } from '../components/CardPage.tsx'
import * as texts from '../texts.ts'

/** Shown when rendering has failed. It uses no state, because the state may be the cause. */
export const Crashed = () => (
  <CardPage>
    <div className="card" role="alert">
      <h1>{texts.crashed}</h1>
      <p>{texts.crashedHint}</p>
      <button type="button" className="primary" onClick={() => location.reload()}>
        {texts.reload}
      </button>
      <a href="/messages">{texts.goToMessages}</a>
    </div>
  </CardPage>
)
