import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { browserPlatform } from '../../client/browser.ts'
import { withFallback } from '../../client/storage.ts'
import { App } from './app.tsx'
import { applyAppearance, readAppearance } from './appearance.ts'
import './styles/index.css'
import { loadConfig } from './config.ts'
import { Crashed } from './pages/Crashed.tsx'
import { Starting, Unreachable } from './pages/Unreachable.tsx'
import { narrowPolicy } from './policy.ts'
import { retryUntilDone } from './retryUntilDone.ts'
import { createServices, ServicesContext } from './services.ts'

const root = createRoot(document.getElementById('root') as HTMLElement, {
  onUncaughtError: (error) => {
    reportError(error)
    // React has unmounted everything, which would leave a blank page.
    setTimeout(() => root.render(<Crashed />))
  },
})

const platform = browserPlatform(window)
applyAppearance(readAppearance(withFallback(platform.storage)))

root.render(<Starting />)

const start = async () => {
  const loaded = await loadConfig()
  if (import.meta.env.PROD) narrowPolicy(loaded.config)
  const services = createServices(loaded, platform)
  root.render(
    <StrictMode>
      <ServicesContext value={services}>
        <App />
      </ServicesContext>
    </StrictMode>,
  )
}

const starting = retryUntilDone(start, () => root.render(<Unreachable onRetry={() => starting.now()} />))
