import { useEffect } from 'react'
import { clearNotifications } from '../notifications/clearNotifications.ts'
import type { SignedOutPath } from '../paths.ts'
import { useServices } from '../services.ts'
import { ConfirmEmail } from './ConfirmEmail.tsx'
import { ForgotPassword } from './ForgotPassword.tsx'
import { SignIn } from './SignIn.tsx'
import { SignUp } from './SignUp.tsx'

const pages: Record<SignedOutPath, () => React.JSX.Element> = {
  '/signin': SignIn,
  '/signup': SignUp,
  '/confirm': ConfirmEmail,
  '/forgot': ForgotPassword,
}

/** The pages for signing in and signing up. Loaded on demand, because most visitors are signed in. */
export default ({ path }: { path: SignedOutPath }) => {
  const services = useServices()
  useEffect(() => {
    clearNotifications(services).catch(() => {}) // the browser blocks service workers
  }, [services])
  const Page = pages[path]
  return <Page />
}
