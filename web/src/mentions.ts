type Piece = { text: string; isMention: boolean; from: number }

/** Splits a text at the mentions of a person: `@` and their handle, as a word of its own. Joined, the pieces are the text. */
export const splitAtMentions = (text: string, handle: string): Piece[] =>
  text.split(new RegExp(`(?<![\\w@])(@${handle})(?!\\w)`, 'i')).reduce<Piece[]>((pieces, piece, index) => {
    const last = pieces.at(-1)
    const from = last ? last.from + last.text.length : 0
    pieces.push({ text: piece, isMention: index % 2 === 1, from })
    return pieces
  }, [])
