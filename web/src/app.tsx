import { useEffect } from 'react'
import { Confirm } from './pages/Confirm.tsx'
import { Forgot } from './pages/Forgot.tsx'
import { Messages } from './pages/Messages.tsx'
import { NotFound } from './pages/NotFound.tsx'
import { SignIn } from './pages/SignIn.tsx'
import { SignUp } from './pages/SignUp.tsx'
import { navigate, usePath } from './router.tsx'
import { expiredSub, tabOwner, useSignedIn } from './session.ts'

const outside: Record<string, () => React.JSX.Element> = {
  '/signin': SignIn,
  '/signup': SignUp,
  '/confirm': Confirm,
  '/forgot': Forgot,
}

const Redirect = ({ to }: { to: string }) => {
  useEffect(() => navigate(to, { replace: true }), [to])
  return null
}

const decoded = (part: string): string | undefined => {
  try {
    return decodeURIComponent(part)
  } catch {
    return undefined // an address that somebody has typed, such as /messages/new/%
  }
}

const conversationIn = (path: string): { id?: string } | undefined => {
  if (path === '/messages') return {}
  const [, encoded = ''] = /^\/messages\/new\/@?([^/]+)$/.exec(path) ?? []
  const handle = decoded(encoded)
  if (handle) return { id: `@${handle.toLowerCase()}` }
  const [, id] = /^\/messages\/([0-9a-f-]{36})$/i.exec(path) ?? []
  return id ? { id: id.toLowerCase() } : undefined
}

export const App = () => {
  const path = usePath().replace(/(.)\/$/, '$1')
  const signedIn = useSignedIn()
  const owner = tabOwner()
  const isOver = owner !== undefined && owner !== signedIn
  useEffect(() => {
    if (!isOver) return
    // Loaded anew, so that nothing of the one before stays in this tab.
    if (signedIn) location.replace('/messages')
    else location.replace(expiredSub() ? signInPath() : '/signin?over')
  }, [isOver, signedIn])
  if (isOver) return null
  const Outside = outside[path]
  if (Outside) return signedIn ? <Redirect to={pathAfterSignIn()} /> : <Outside />
  if (path === '/') return <Redirect to="/messages" />
  const conversation = conversationIn(path)
  if (!conversation) return <NotFound />
  if (!signedIn) return <Redirect to={signInPath()} />
  return <Messages {...conversation} />
}

/** Signing in leads back to where one is now. */
const signInPath = (): string => `/signin?to=${encodeURIComponent(location.pathname + location.search)}`

const pathAfterSignIn = (): string => {
  const to = new URLSearchParams(location.search).get('to') ?? ''
  return /^\/messages([/?]|$)/.test(to) ? to : '/messages'
}
