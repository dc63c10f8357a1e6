/** What is left when something could not be shown. It uses no state, so that it shows whatever went wrong. */
export const Broken = () => (
  <main className="outside">
    <div className="card" role="alert">
      <h1>Something went wrong</h1>
      <p>This page could not be shown. Nothing that you have written is lost.</p>
      <button type="button" className="primary" onClick={() => location.reload()}>
        Reload
      </button>
      <a href="/messages">Go to your messages</a>
    </div>
  </main>
)
