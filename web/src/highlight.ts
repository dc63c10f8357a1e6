import { foldText } from '../../src/domain/foldText.ts'

/** A piece of a text, and whether it is among what was searched. */
export type Piece = { text: string; isMatch: boolean }

const maxLength = 140
const maxBefore = 32

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' })

/** The characters of a text as people see them, and which of them are in one of the words. */
const charactersOf = (text: string, words: readonly string[]): Piece[] => {
  const characters = Array.from(graphemes.segment(text), ({ segment }) => ({ text: segment, isMatch: false }))
  let folded = ''
  const owners: Piece[] = [] // of each code unit that is folded: a ligature, for example, has several
  for (const character of characters) {
    folded += foldText(character.text)
    while (owners.length < folded.length) owners.push(character)
  }
  for (const word of words.map(foldText).filter(Boolean)) {
    for (let at = folded.indexOf(word); at >= 0; at = folded.indexOf(word, at + word.length)) {
      for (const owner of owners.slice(at, at + word.length)) owner.isMatch = true
    }
  }
  return characters
}

/** Joins neighbours that are alike. */
const joined = (characters: readonly Piece[]): Piece[] => {
  const pieces: Piece[] = []
  for (const { text, isMatch } of characters) {
    const last = pieces.at(-1)
    if (last?.isMatch === isMatch) last.text += text
    else pieces.push({ text, isMatch })
  }
  return pieces
}

/** Where the excerpt begins: at the beginning of a word that is a little before the first match. */
const startOf = (characters: readonly Piece[]): number => {
  const first = characters.findIndex(({ isMatch }) => isMatch)
  if (characters.length <= maxLength || first <= maxBefore) return 0
  const from = first - maxBefore
  const space = characters.slice(from, first).findIndex(({ text }) => /\s/u.test(text))
  return space < 0 ? from : from + space + 1
}

/**
 * An excerpt of a text with the words of a search, which are folded. They are matched as the server does it: without case and
 * accents, and also within words.
 */
export const excerptOf = (text: string, words: readonly string[]): Piece[] => {
  const characters = charactersOf(text, words)
  const start = startOf(characters)
  const end = start + maxLength
  const dots = { text: '…', isMatch: false }
  return joined([
    ...(start > 0 ? [dots] : []),
    ...characters.slice(start, end),
    ...(end < characters.length ? [dots] : []),
  ])
}
