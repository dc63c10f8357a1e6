import { useEffect, useState } from 'react'
import { MenuProvider } from './components/Menu.tsx'
import { PageDialogs } from './components/PageDialogs.tsx'
import { ToastProvider } from './components/Toast.tsx'
import { MessengerProvider } from './messengerContext.tsx'
import { Messages } from './pages/Messages.tsx'
import { NotFound } from './pages/NotFound.tsx'
import { Starting, Unreachable } from './pages/Unreachable.tsx'
import { conversationAt, isSignedOutPath, pathAfterSignIn, type SignedOutPath, signInPath } from './paths.ts'
import { navigate, usePath } from './router.tsx'
import { useServices } from './services.ts'
import { useStore } from './useStore.ts'

/** With the part of the library that these pages call, so that a form can be sent as soon as it is shown. */
const loadSignedOut = async () => {
  const loading = [import('./pages/SignedOut.tsx'), import('../../client/cognito/signingIn.ts')] as const
  return (await Promise.all(loading))[0]
}
const CannotLoad = () => <Unreachable onRetry={() => location.reload()} isRetried={false} />
// At the same time as the configuration, instead of after it.
if (isSignedOutPath(location.pathname)) loadSignedOut().catch(() => {}) // it is shown when it is rendered

type SignedOutPage = (props: { path: SignedOutPath }) => React.JSX.Element

/** Shown as soon as it is loaded. After Suspense has shown its fallback, it waits for 300 ms. */
const SignedOut = ({ path }: { path: SignedOutPath }) => {
  const [Page, setPage] = useState<SignedOutPage>()
  useEffect(() => {
    loadSignedOut().then(
      ({ default: loaded }) => setPage(() => loaded),
      () => setPage(() => CannotLoad),
    )
  }, [])
  return Page ? <Page path={path} /> : <Starting />
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
  if (isSignedOutPath(path)) {
    if (signedInId) return <Redirect to={pathAfterSignIn(location.search)} />
    return <SignedOut path={path} />
  }
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
