import { linkify } from './linkify.ts'

/** A part of a message. `markup` is text that is not shown: backticks, and the line breaks around a block of code. */
export type MessagePart = { text: string; href?: string; style?: 'code' | 'block' | 'markup' }

type Run = { from: number; to: number }
type Code = { from: number; to: number; codeFrom: number; codeTo: number; style: 'code' | 'block' }

const lengthOf = ({ from, to }: Run): number => to - from

/** The backticks from one run to another as code, if something other than white space is between them. */
const inlineCode = (text: string, opening: Run, closing: Run): Code | undefined => {
  const code = text.slice(opening.to, closing.from)
  if (code.includes('\n') || code.trim() === '') return undefined
  return { from: opening.from, to: closing.to, codeFrom: opening.to, codeTo: closing.from, style: 'code' }
}

/** Without the language on the opening line, and without the line breaks next to the backticks on both sides. */
const codeBlock = (text: string, opening: Run, closing: Run): Code | undefined => {
  const code = text.slice(opening.to, closing.from)
  const firstLine = /^[\w+#.-]*[ \t]*\n/.exec(code)?.[0] ?? ''
  if (code.slice(firstLine.length).trim() === '') return undefined
  return {
    from: text[opening.from - 1] === '\n' ? opening.from - 1 : opening.from,
    to: text[closing.to] === '\n' ? closing.to + 1 : closing.to,
    codeFrom: opening.to + firstLine.length,
    codeTo: code.endsWith('\n') ? closing.from - 1 : closing.from,
    style: 'block',
  }
}

/**
 * Code between single backticks on one line, and blocks between three. Each run of backticks is looked at a constant number
 * of times: only a search for the end of a block goes on to a later run, and once there is none, there is no further search.
 */
const findCode = (text: string): Code[] => {
  const runs = [...text.matchAll(/`+/g)].map(({ 0: { length }, index }) => ({
    from: index,
    to: index + length,
  }))
  const found: Code[] = []
  let hasFence = true
  for (let index = 0; index < runs.length; index += 1) {
    const opening = runs[index]
    const next = runs[index + 1]
    if (!opening || !next) break
    let end = -1
    let code: Code | undefined
    if (lengthOf(opening) === 3 && hasFence) {
      end = index + 1
      while (end < runs.length && lengthOf(runs[end] ?? opening) !== 3) end += 1
      hasFence = end < runs.length
      const closing = runs[end]
      code = closing && codeBlock(text, opening, closing)
    } else if (lengthOf(opening) === 1 && lengthOf(next) === 1) {
      end = index + 1
      code = inlineCode(text, opening, next)
    }
    if (!code) continue
    found.push(code)
    index = end
  }
  return found
}

/** Splits a message into plain text, links and code. Joined, the parts are the message. */
export const formatMessage = (text: string): MessagePart[] => {
  const parts: MessagePart[] = []
  let end = 0
  for (const { from, to, codeFrom, codeTo, style } of findCode(text)) {
    // Two blocks may share the line break between them.
    const begin = Math.max(from, end)
    parts.push(
      ...linkify(text.slice(end, begin)),
      { text: text.slice(begin, codeFrom), style: 'markup' },
      { text: text.slice(codeFrom, codeTo), style },
      { text: text.slice(codeTo, to), style: 'markup' },
    )
    end = to
  }
  parts.push(...linkify(text.slice(end)))
  return parts
}
