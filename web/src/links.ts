export type Part = { text: string; href?: string }

const candidate = /https?:\/\/[^\s<>"“”]+/giu
const closers: Record<string, string> = { ')': '(', ']': '[', '}': '{' }

const count = (text: string, sign: string): number => text.split(sign).length - 1

/** A full stop after an address belongs to the sentence, and so does a bracket that was opened before it. */
const withoutTail = (address: string): string => {
  const last = address.at(-1) ?? ''
  const opener = closers[last]
  const isTail = opener ? count(address, last) > count(address, opener) : /[.,;:!?'’…*_~]/u.test(last)
  return isTail ? withoutTail(address.slice(0, -1)) : address
}

/** The address to go to, if it is one that shows where it leads: no user name may stand before the host. */
const hrefOf = (address: string): string | undefined => {
  const url = URL.parse(address)
  return url && !url.username && !url.password && url.hostname ? url.href : undefined
}

/** A message's text in pieces, of which some are links. Put together again, the pieces are the text. */
export const partsOf = (text: string): Part[] => {
  const parts: Part[] = []
  let from = 0
  for (const { 0: found, index } of text.matchAll(candidate)) {
    const address = withoutTail(found)
    const href = hrefOf(address)
    if (!href) continue
    if (index > from) parts.push({ text: text.slice(from, index) })
    parts.push({ text: address, href })
    from = index + address.length
  }
  if (from < text.length) parts.push({ text: text.slice(from) })
  return parts
}
