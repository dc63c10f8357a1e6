const decoded = (part: string): string | undefined => {
  try {
    return decodeURIComponent(part)
  } catch {
    return undefined // malformed, such as /messages/new/%
  }
}

const signedOutPaths = ['/signin', '/signup', '/confirm', '/forgot'] as const

export type SignedOutPath = (typeof signedOutPaths)[number]

export const isSignedOutPath = (path: string): path is SignedOutPath =>
  signedOutPaths.some((known) => known === path)

/** The conversation at a path: `{}` for the list, undefined for an unknown path. */
export const conversationAt = (path: string): { id?: string } | undefined => {
  if (path === '/messages') return {}
  const [, encoded = ''] = /^\/messages\/new\/([^/]+)$/.exec(path) ?? []
  const handle = decoded(encoded)?.replace(/^@/, '')
  if (handle) return { id: `@${handle.toLowerCase()}` }
  const [, id] = /^\/messages\/([0-9a-f-]{36})$/i.exec(path) ?? []
  return id ? { id: id.toLowerCase() } : undefined
}

/** The message that the address of a conversation asks for. */
export const messageAt = (search: string): string | undefined =>
  new URLSearchParams(search).get('message')?.toLowerCase() || undefined

/** The page for signing in, after which the user returns to the current page. */
export const signInPath = ({ pathname, search }: { pathname: string; search: string }): string =>
  `/signin?to=${encodeURIComponent(pathname + search)}`

/** Never an address of another host, whatever a link says. */
export const pathAfterSignIn = (search: string): string => {
  const to = new URLSearchParams(search).get('to') ?? ''
  return /^\/messages([/?]|$)/.test(to) ? to : '/messages'
}
