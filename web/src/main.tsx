import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from './app.tsx'
import './look/index.css'
import { loadConfig } from './network.ts'
import { Unreachable } from './pages/Unreachable.tsx'
import { narrowPolicy } from './policy.ts'

const root = createRoot(document.getElementById('root') as HTMLElement)

const start = async () => {
  try {
    const config = await loadConfig()
    if (import.meta.env.PROD) narrowPolicy(config)
  } catch {
    root.render(<Unreachable again={start} />)
    return
  }
  root.render(
    <StrictMode>
      <App />
    </StrictMode>,
  )
}

start()
