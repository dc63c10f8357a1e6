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

// Control, bidi, unassigned and other characters that show nothing, or show something else on each device.
const invisible = /[\p{C}\p{Z}\p{Default_Ignorable_Code_Point}\u2800]/u

const asciiHost = /^[a-z0-9._:[\]-]+$/
const asciiLabel = /^[a-z0-9_-]+$/

// Scripts whose letters nobody takes for ASCII letters or for a slash: such a label may stand beside ASCII ones.
// Right-to-left scripts are absent, because the bidi algorithm can show their labels in another order.
const distinctLabel = [
  /^[a-z0-9ß-öø-ÿāăąćĉċčďđēĕėęěĝğġģĥħĩīĭįĵķĺļľłńņňŋōŏőœŕŗřśŝşšţťŧũūŭůűųŵŷźżž-]+$/,
  /^(?:(?![ノ丶丿〳-〵])[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}ー0-9-])+$/u,
  /^[\p{Script=Hangul}0-9-]+$/u,
  /^(?=\P{Nd}*$)\p{Script=Devanagari}+$/u,
  /^(?=\P{Nd}*$)\p{Script=Tamil}+$/u,
  /^(?=\P{Nd}*$)\p{Script=Thai}+$/u,
]

// Cyrillic or Greek letters alone can spell "apple" (аррӏе): only below a top-level domain of the same script.
const lookalikeHost = [/^[\p{Script=Cyrillic}0-9.-]+$/u, /^[\p{Script=Greek}0-9.-]+$/u]

/** Whether people read the host that the browser goes to. Several scripts in one label can imitate any name. */
const showsItsHost = (typed: string, url: URL): boolean => {
  if (asciiHost.test(typed)) return typed === url.host
  if (url.port || typed.includes(':') || typed.normalize('NFKC') !== typed) return false
  const labels = typed.split('.')
  if (labels.length !== url.host.split('.').length) return false
  if (lookalikeHost.some((host) => host.test(typed))) return /\p{L}$/u.test(typed)
  return labels.every((label) => asciiLabel.test(label) || distinctLabel.some((script) => script.test(label)))
}

/** The address to go to, if the text shows where it leads. */
const hrefOf = (address: string): string | undefined => {
  if (invisible.test(address)) return undefined
  const url = URL.parse(address)
  const [, typed = ''] = /^https?:\/\/([^/?#]*)/i.exec(address) ?? []
  // ASCII letters only: the Kelvin sign becomes a k in lower case.
  const host = typed.replace(/[A-Z]/g, (letter) => letter.toLowerCase())
  return url && showsItsHost(host, url) ? url.href : undefined
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
