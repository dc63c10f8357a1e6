import { CardPage } from '../components/CardPage.tsx'

/** Shown when rendering has failed. It uses no state, because the state may be the cause. */
export const Crashed = () => (
  <CardPage>
    <div className="card" role="alert">
      <h1>Something went wrong</h1>
      <p>We couldn't display this page. Nothing you've written is lost.</p>
      <button type="button" className="primary" onClick={() => location.reload()}>
        Reload
      </button>
      <a href="/messages">Go to messages</a>
    </div>
  </CardPage>
)
