import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from './app.tsx'
import { takeOverOldLayout } from './kept.ts'
import './styles/index.css'
import { loadConfig } from './network.ts'
import { Crashed } from './pages/Crashed.tsx'
import { Unreachable } from './pages/Unreachable.tsx'
import { narrowPolicy } from './policy.ts'
import { retryUntilDone } from './retry.ts'

const root = createRoot(document.getElementById('root') as HTMLElement, {
  onUncaughtError: (error) => {
    reportError(error)
    // React has unmounted everything, which would leave a blank page.
    setTimeout(() => root.render(<Crashed />))
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

const starting = retryUntilDone(start, () => root.render(<Unreachable onRetry={() => starting.now()} />))
