export const handlePattern = /^[a-z0-9_]{1,30}$/

export const isHandle = (text: string): boolean => handlePattern.test(text)

export type User = {
  uuid: string
  handle: string
  displayName: string
  cognitoUserId?: string | undefined
  /** The hash of an imported e-mail address: a sign-up with that address gets this user. */
  claim?: string | undefined
  /** What becomes of a first message by somebody to whom the user never wrote. If absent: `inbox`. */
  strangers?: Strangers | undefined
  /** When the account was suspended. */
  suspendedAt?: string | undefined
  /** When the user last signed out everywhere. Sign-ins before that have ended. */
  signedOutAt?: string | undefined
  /** How often the display name or the handle has changed. If absent: never. */
  profileVersion?: number | undefined
  /** The profile version that is in every conversation row of others. If absent: the first one. */
  shownVersion?: number | undefined
  /** The handles that the user has given up, and until when nobody else can have them. */
  reservedHandles?: ReservedHandle[] | undefined
}

export type ReservedHandle = { handle: string; until: string }

export const strangersOptions = ['inbox', 'requests', 'nobody'] as const
export type Strangers = (typeof strangersOptions)[number]

const maxHandleLength = 30

/** Shown as the handle of an erased user. It is not a valid handle, so no user can have it. */
export const erasedHandle = '[deleted]'

/**
 * Normalises a handle: "Zoë O'Hara" becomes `zoe_o_hara`, "@Bayko" `bayko`. A valid handle stays the same, so every user
 * can be found. Empty if the text has no usable characters.
 */
export const handleFrom = (text: string): string => {
  const handle = text.trim().replace(/^@/, '').toLowerCase()
  if (isHandle(handle)) return handle
  if (handle === erasedHandle) return '' // not `deleted`, which may be somebody's handle
  return handle
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9_]+/g, '_')
    .replace(/^_+/, '')
    .slice(0, maxHandleLength) // first, because the next pattern is slow on a long text
    .replace(/_+$/, '')
}

/**
 * The handles to try for a new user, in order: the one that they asked for, then one with their Cognito id, which nobody
 * else has. Both follow from the arguments, so a retried sign-up tries the same ones.
 */
export const candidateHandles = (preferred: string, cognitoUserId: string): [string, ...string[]] => {
  const handle = handleFrom(preferred)
  const idPart = cognitoUserId.replace(/[^a-z0-9]/g, '').slice(0, 12)
  const fallback = `${(handle || 'user').slice(0, maxHandleLength - 1 - idPart.length)}_${idPart}`
  return handle ? [handle, fallback] : [fallback]
}
