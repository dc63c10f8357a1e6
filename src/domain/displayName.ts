import { countCodePoints, invisible } from './text.ts'

const maxNameLength = 64
const maxTitleLength = 100

// Names in these scripts contain U+200C and U+200D, which decide how the letters beside them join.
const joiningScripts = [
  ...['Arabic', 'Syriac', 'Nko', 'Mongolian', 'Devanagari', 'Bengali', 'Gurmukhi', 'Gujarati', 'Oriya'],
  ...['Tamil', 'Telugu', 'Kannada', 'Malayalam', 'Sinhala', 'Khmer', 'Myanmar', 'Tibetan', 'Javanese'],
]
const inJoiningScripts = joiningScripts.map((script) => String.raw`\p{Script_Extensions=${script}}`).join('')
const mark = String.raw`[\p{M}&&[${inJoiningScripts}]]`
const letterOrMark = String.raw`[[\p{L}\p{M}]&&[${inJoiningScripts}]]`
const emoji = String.raw`\p{Extended_Pictographic}(?:\p{Emoji_Modifier}|[\ufe0e\ufe0f])?`

const legitimateSequences = [
  String.raw`(?<=${letterOrMark})[\u200c\u200d](?=${letterOrMark})`,
  String.raw`(?<=${mark})[\u200c\u200d]`, // a virama and a joiner can end a word
  String.raw`(?<=\p{Script=Han})[\ufe00-\ufe0f\u{e0100}-\u{e01ef}]`, // a variant of the character
  String.raw`\p{RGI_Emoji_Tag_Sequence}`, // the flags of England, Scotland and Wales
  String.raw`${emoji}(?:\u200d${emoji})*`,
  String.raw`[0-9#*]\ufe0f\u20e3`, // a keycap
]

const compile = () => ({
  legitimate: new RegExp(legitimateSequences.join('|'), 'gv'),
  anyInvisible: new RegExp(`[${invisible}]`, 'u'),
  // Combining marks alone are not a name.
  anyVisible: new RegExp(String.raw`[^\p{White_Space}\p{M}${invisible}]`, 'u'),
})

let patterns: ReturnType<typeof compile> | undefined
// Compiled on first use: it takes milliseconds, and most functions never need them.
const getPatterns = () => {
  patterns ??= compile()
  return patterns
}

/**
 * A text as a name: with single spaces for white space, and invisible characters only where names and emoji need them.
 * Undefined if the text cannot be one.
 */
const nameFrom = (text: string, maxLength: number): string | undefined => {
  const { legitimate, anyInvisible, anyVisible } = getPatterns()
  const name = text.replace(/\p{White_Space}+/gu, ' ').replace(/^ | $/g, '')
  const isName =
    name.isWellFormed() &&
    countCodePoints(name) <= maxLength &&
    anyVisible.test(name) &&
    !anyInvisible.test(name.replace(legitimate, ''))
  return isName ? name : undefined
}

/** A display name of a user: 1 to 64 code points. */
export const displayNameFrom = (text: string): string | undefined => nameFrom(text, maxNameLength)

/** The title of a named group: 1 to 100 code points. */
export const titleFrom = (text: string): string | undefined => nameFrom(text, maxTitleLength)

/** The display name that a user asked for, or their handle if that is not a valid name. */
export const displayNameOr = (handle: string, text = ''): string => displayNameFrom(text) ?? handle
