export const handlePattern = /^[a-z0-9_]{1,30}$/

export const isHandle = (text: string): boolean => handlePattern.test(text)

export type User = {
  uuid: string
  handle: string
  displayName: string
  cognitoUserId?: string | undefined
}

const longestHandle = 30

/** What a person asked to be called, as a handle: "Zoë O'Hara" becomes `zoe_o_hara`; of nothing usable, nothing is left. */
export const handleFrom = (wish: string): string =>
  wish
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9_]+/g, '_')
    .replace(/^_+|_+$/g, '')
    .slice(0, longestHandle)

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
