import { codePoints, invisible } from './text.ts'

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
const longestName = 64

// In these scripts U+200C and U+200D decide how the letters beside them join, and names are written with them.
const joiningScripts = [
  ...['Arabic', 'Syriac', 'Nko', 'Mongolian', 'Devanagari', 'Bengali', 'Gurmukhi', 'Gujarati', 'Oriya'],
  ...['Tamil', 'Telugu', 'Kannada', 'Malayalam', 'Sinhala', 'Khmer', 'Myanmar', 'Tibetan', 'Javanese'],
]
const ofJoiningScripts = joiningScripts.map((script) => String.raw`\p{Script_Extensions=${script}}`).join('')
const mark = String.raw`[\p{M}&&[${ofJoiningScripts}]]`
const letterOrMark = String.raw`[[\p{L}\p{M}]&&[${ofJoiningScripts}]]`
const emoji = String.raw`\p{Extended_Pictographic}(?:\p{Emoji_Modifier}|[\ufe0e\ufe0f])?`

const writtenWithInvisible = new RegExp(
  [
    String.raw`(?<=${letterOrMark})[\u200c\u200d](?=${letterOrMark})`,
    String.raw`(?<=${mark})[\u200c\u200d]`, // a virama and a joiner can end a word
    String.raw`(?<=\p{Script=Han})[\ufe00-\ufe0f\u{e0100}-\u{e01ef}]`, // selects a form of the character
    String.raw`\p{RGI_Emoji_Tag_Sequence}`, // the flags of England, Scotland and Wales
    String.raw`${emoji}(?:\u200d${emoji})*`,
    String.raw`[0-9#*]\ufe0f\u20e3`, // a keycap
  ].join('|'),
  'gv',
)
const anyInvisible = new RegExp(`[${invisible}]`, 'u')
// A combining mark alone has nothing to stand on.
const anyVisible = new RegExp(String.raw`[^\p{White_Space}\p{M}${invisible}]`, 'u')

/**
 * A text as a display name: 1 to 64 code points, nothing invisible but what the writing of names and emoji needs, and a
 * single space wherever there is white space. Undefined where it is none.
 */
export const displayNameFrom = (text: string): string | undefined => {
  const name = text.replace(/\p{White_Space}+/gu, ' ').replace(/^ | $/g, '')
  const isName =
    name.isWellFormed() &&
    codePoints(name) <= longestName &&
    anyVisible.test(name) &&
    !anyInvisible.test(name.replace(writtenWithInvisible, ''))
  return isName ? name : undefined
}

/** The name to show of somebody who asked for this one: where it is no display name, their handle. */
export const displayNameOr = (handle: string, text = ''): string => displayNameFrom(text) ?? handle

/**
 * A text as a handle, wherever somebody gives one: "Zoë O'Hara" becomes `zoe_o_hara`, "@Bayko" `bayko`. A handle stays as
 * it is, so that everybody can be found; of a text that has nothing usable, nothing is left.
 */
export const handleFrom = (text: string): string => {
  const handle = text.trim().replace(/^@/, '').toLowerCase()
  if (isHandle(handle)) return handle
  return handle
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9_]+/g, '_')
    .replace(/^_+|_+$/g, '')
    .slice(0, longestHandle)
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
