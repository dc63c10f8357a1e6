export const handlePattern = /^[a-z0-9_]{1,30}$/

export const isHandle = (text: string): boolean => handlePattern.test(text)

export type User = {
  uuid: string
  handle: string
  displayName: string
  cognitoUserId?: string | undefined
  /** The hash of an imported e-mail address, until somebody has claimed the user with it. */
  claim?: string | undefined
}

const longestHandle = 30

/** What is shown as the handle of an erased user. It must lead to nobody, also where somebody has the handle `deleted`. */
export const handleOfErased = '[deleted]'

/**
 * A text as a handle, wherever somebody gives one: "Zoë O'Hara" becomes `zoe_o_hara`, "@Bayko" `bayko`. A handle stays as
 * it is, so that everybody can be found; of a text that has nothing usable, nothing is left.
 */
export const handleFrom = (text: string): string => {
  const handle = text.trim().replace(/^@/, '').toLowerCase()
  if (isHandle(handle)) return handle
  if (handle === handleOfErased) return ''
  return handle
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9_]+/g, '_')
    .replace(/^_+/, '')
    .slice(0, longestHandle) // before the end is looked for, which in a long text would take long
    .replace(/_+$/, '')
}

/**
 * The handles to try for a new person, in order: the one wished for, then one that is theirs alone.
 * It follows from the Cognito id, so that a sign-up that is tried again asks for the same.
 */
export const handlesFor = (wish: string, cognitoUserId: string): [string, ...string[]] => {
  const wished = handleFrom(wish)
  const own = cognitoUserId.replace(/[^a-z0-9]/g, '').slice(0, 12)
  const fallback = `${(wished || 'user').slice(0, longestHandle - 1 - own.length)}_${own}`
  return wished ? [wished, fallback] : [fallback]
}
