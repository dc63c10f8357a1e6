const unseen = /[\p{M}\p{Default_Ignorable_Code_Point}\p{Cf}]/gu

// Unicode does not decompose the letters. `ς` is how Greek ends a word, and phones type the quotation marks.
const similar: Record<string, string> = {
  ...{ ø: 'o', đ: 'd', ð: 'd', ħ: 'h', ł: 'l', ŧ: 't', ı: 'i', æ: 'ae', œ: 'oe', þ: 'th', ß: 'ss', ς: 'σ' },
  ...{ '‘': "'", '’': "'", '“': '"', '”': '"' },
}
const anySimilar = /[øđðħłŧıæœþßς‘’“”]/gu

/** A text as it is searched: without case, accents, invisible characters and different spellings of the same character. */
export const foldText = (text: string): string =>
  text
    .normalize('NFKD')
    .replace(unseen, '')
    .toLowerCase()
    .replace(anySimilar, (character) => similar[character] ?? '')
    .normalize('NFKC')

/** The words of a search, folded. */
export const wordsOf = (text: string): string[] => foldText(text).split(/\s+/u).filter(Boolean)
