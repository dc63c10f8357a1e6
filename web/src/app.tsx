import { useEffect, useState } from 'react'
import { MenuProvider } from './components/Menu.tsx'
import { PageDialogs } from './components/PageDialogs.tsx'
import { ToastProvider } from './components/Toast.tsx'
import { MessengerProvider } from './messengerContext.tsx'
import { ConfirmEmail } from './pages/ConfirmEmail.tsx'
import { ForgotPassword } from './pages/ForgotPassword.tsx'
import { Messages } from './pages/Messages.tsx'
import { NotFound } from './pages/NotFound.tsx'
import { SignIn } from './pages/SignIn.tsx'
import { SignUp } from './pages/SignUp.tsx'
import { conversationAt, pathAfterSignIn, signInPath } from './paths.ts'
import { navigate, usePath } from './router.tsx'
import { useServices } from './services.ts'
import { useStore } from './useStore.ts'

const signedOutPages: Record<string, () => React.JSX.Element> = {
  '/signin': SignIn,
  '/signup': SignUp,
  '/confirm': ConfirmEmail,
  '/forgot': ForgotPassword,
}

const Redirect = ({ to }: { to: string }) => {
  useEffect(() => navigate(to, { replace: true }), [to])
  return null
}

export const App = () => {
  const path = usePath().replace(/(.)\/$/, '$1')
  const { session } = useServices()
  const { name, userId } = { userId: undefined, ...useStore(session.state) }
  const signedInId = name === 'expired' ? undefined : userId
  // The page belongs to the first user who is signed in, until it is loaded again.
  const [ownerId, setOwnerId] = useState(signedInId)
  if (!ownerId && signedInId) setOwnerId(signedInId)
  const hasSessionEnded = ownerId !== undefined && ownerId !== signedInId
  useEffect(() => {
    if (!hasSessionEnded) return
    // A full page load, so that none of the previous user's data stays in this tab.
    if (signedInId) location.replace('/messages')
    else if (name === 'expired') location.replace(signInPath(location))
    else location.replace(path === '/signin' ? location.href : '/signin?over')
  }, [hasSessionEnded, signedInId, name, path])
  if (hasSessionEnded) return null
  const SignedOutPage = signedOutPages[path]
  if (SignedOutPage)
    return signedInId ? <Redirect to={pathAfterSignIn(location.search)} /> : <SignedOutPage />
  if (path === '/') return <Redirect to="/messages" />
  const conversation = conversationAt(path)
  if (!conversation) return <NotFound />
  if (!signedInId) return <Redirect to={signInPath(location)} />
  return (
    <MessengerProvider userId={signedInId}>
      <ToastProvider>
        <MenuProvider>
          <PageDialogs>
            <Messages {...conversation} />
          </PageDialogs>
        </MenuProvider>
      </ToastProvider>
    </MessengerProvider>
  )
}
