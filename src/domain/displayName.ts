import { codePoints, invisible } from './text.ts'

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

const waysToWriteInvisible = [
  String.raw`(?<=${letterOrMark})[\u200c\u200d](?=${letterOrMark})`,
  String.raw`(?<=${mark})[\u200c\u200d]`, // a virama and a joiner can end a word
  String.raw`(?<=\p{Script=Han})[\ufe00-\ufe0f\u{e0100}-\u{e01ef}]`, // selects a form of the character
  String.raw`\p{RGI_Emoji_Tag_Sequence}`, // the flags of England, Scotland and Wales
  String.raw`${emoji}(?:\u200d${emoji})*`,
  String.raw`[0-9#*]\ufe0f\u20e3`, // a keycap
]

const compile = () => ({
  writtenWithInvisible: new RegExp(waysToWriteInvisible.join('|'), 'gv'),
  anyInvisible: new RegExp(`[${invisible}]`, 'u'),
  // A combining mark alone has nothing to stand on.
  anyVisible: new RegExp(String.raw`[^\p{White_Space}\p{M}${invisible}]`, 'u'),
})

let patterns: ReturnType<typeof compile> | undefined
// When they are needed first: compiling takes milliseconds, which a function that creates no user need not spend.
const getPatterns = () => {
  patterns ??= compile()
  return patterns
}

/**
 * A text as a display name: 1 to 64 code points, nothing invisible but what the writing of names and emoji needs, and a
 * single space wherever there is white space. Undefined where it is none.
 */
export const displayNameFrom = (text: string): string | undefined => {
  const { writtenWithInvisible, anyInvisible, anyVisible } = getPatterns()
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
