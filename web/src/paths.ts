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

/** The lists of conversations, except for the inbox, by their names in addresses. */
const lists = { requests: 'request', archived: 'archived', blocked: 'blocked' } as const

export type OtherList = (typeof lists)[keyof typeof lists]

/** A list, and a conversation that is open beside it. Without a list, the inbox. */
export type MessagesPath = { list?: OtherList | undefined; id?: string | undefined }

/** What is at a path: `{}` for the inbox alone, undefined for an unknown path. */
export const conversationAt = (path: string): MessagesPath | undefined => {
  const [, encoded = ''] = /^\/messages\/new\/([^/]+)$/.exec(path) ?? []
  const handle = decoded(encoded)?.replace(/^@/, '')
  if (handle) return { id: `@${handle.toLowerCase()}` }
  const [isFound, name, id] =
    /^\/messages(?:\/(requests|archived|blocked))?(?:\/([0-9a-f-]{36}))?$/i.exec(path) ?? []
  if (isFound === undefined) return undefined
  return {
    ...(name && { list: lists[name.toLowerCase() as keyof typeof lists] }),
    ...(id && { id: id.toLowerCase() }),
  }
}

/** The address of a list, or of a conversation beside it. */
export const pathOf = ({ list, id }: MessagesPath): string =>
  ['/messages', list === 'request' ? 'requests' : list, id?.startsWith('@') ? `new/${id}` : id]
    .filter(Boolean)
    .join('/')

/** The message that the address of a conversation asks for. */
export const messageAt = (search: string): string | undefined =>
  new URLSearchParams(search).get('message')?.toLowerCase() || undefined

/** The current address, asking for another message, or for none. */
export const addressWith = (
  { pathname, search }: { pathname: string; search: string },
  message = '',
): string => {
  const parameters = new URLSearchParams(search)
  if (message) parameters.set('message', message)
  else parameters.delete('message')
  return parameters.size > 0 ? `${pathname}?${parameters}` : pathname
}

/** The search in the open conversation, and which of its results is shown: then a narrow screen does not show the others. */
export const searchAt = (search: string): { query: string; result: string | null } | undefined => {
  const parameters = new URLSearchParams(search)
  const query = parameters.get('search')
  return query === null ? undefined : { query, result: parameters.get('result') }
}

/** The page for signing in, after which the user returns to the current page. */
export const signInPath = ({ pathname, search }: { pathname: string; search: string }): string =>
  `/signin?to=${encodeURIComponent(pathname + search)}`

/** Never an address of another host, whatever a link says. */
export const pathAfterSignIn = (search: string): string => {
  const to = new URLSearchParams(search).get('to') ?? ''
  return /^\/messages([/?]|$)/.test(to) ? to : '/messages'
}
