import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from './app.tsx'
import { takeOverOldLayout } from './kept.ts'
import './look/index.css'
import { loadConfig } from './network.ts'
import { Broken } from './pages/Broken.tsx'
import { Unreachable } from './pages/Unreachable.tsx'
import { narrowPolicy } from './policy.ts'
import { retryUntilDone } from './retry.ts'

const root = createRoot(document.getElementById('root') as HTMLElement, {
  onUncaughtError: (error) => {
    reportError(error)
    // React has removed everything, which would leave a white page.
    setTimeout(() => root.render(<Broken />))
  },
})

takeOverOldLayout()

const start = async () => {
  const config = await loadConfig()
  if (import.meta.env.PROD) narrowPolicy(config)
  root.render(
    <StrictMode>
      <App />
    </StrictMode>,
  )
}

const starting = retryUntilDone(start, () => root.render(<Unreachable again={() => starting.now()} />))
