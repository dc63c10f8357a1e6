export type Part = { text: string; href?: string }

const urlPattern = /https?:\/\/[^\s<>"“”]+/giu
const openingBrackets: Record<string, string> = { ')': '(', ']': '[', '}': '{' }

const count = (text: string, char: string): number => text.split(char).length - 1

/** Trailing punctuation belongs to the sentence, as does a closing bracket that was opened before the URL. */
const trimPunctuation = (url: string): string => {
  const last = url.at(-1) ?? ''
  const opening = openingBrackets[last]
  const isTrailing = opening ? count(url, last) > count(url, opening) : /[.,;:!?'’…*_~]/u.test(last)
  return isTrailing ? trimPunctuation(url.slice(0, -1)) : url
}

// Control, bidi, unassigned and other characters that are invisible or look different on each device.
const invisible = /[\p{C}\p{Z}\p{Default_Ignorable_Code_Point}\u2800]/u

const asciiHost = /^[a-z0-9._:[\]-]+$/
const asciiLabel = /^[a-z0-9_-]+$/

// Scripts whose letters cannot be mistaken for ASCII letters or a slash, so that a host may mix such labels with ASCII labels.
// Right-to-left scripts are absent, because the bidi algorithm can display their labels in another order.
const distinctLabel = [
  /^[a-z0-9ß-öø-ÿāăąćĉċčďđēĕėęěĝğġģĥħĩīĭįĵķĺļľłńņňŋōŏőœŕŗřśŝşšţťŧũūŭůűųŵŷźżž-]+$/,
  /^(?:(?![ノ丶丿〳-〵])[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}ー0-9-])+$/u,
  /^[\p{Script=Hangul}0-9-]+$/u,
  /^(?=\P{Nd}*$)\p{Script=Devanagari}+$/u,
  /^(?=\P{Nd}*$)\p{Script=Tamil}+$/u,
  /^(?=\P{Nd}*$)\p{Script=Thai}+$/u,
]

// Cyrillic or Greek letters alone can spell "apple" (аррӏе): allowed only under a top-level domain in the same script.
const lookalikeHost = [/^[\p{Script=Cyrillic}0-9.-]+$/u, /^[\p{Script=Greek}0-9.-]+$/u]

/** Whether the host that people read is the host that the browser opens. A label that mixes scripts can imitate any name. */
const showsItsHost = (typed: string, url: URL): boolean => {
  if (asciiHost.test(typed)) return typed === url.host
  if (url.port || typed.includes(':') || typed.normalize('NFKC') !== typed) return false
  const labels = typed.split('.')
  if (labels.length !== url.host.split('.').length) return false
  if (lookalikeHost.some((host) => host.test(typed))) return /\p{L}$/u.test(typed)
  return labels.every((label) => asciiLabel.test(label) || distinctLabel.some((script) => script.test(label)))
}

/** The URL to open, if the text shows its real host. */
const hrefOf = (address: string): string | undefined => {
  if (invisible.test(address)) return undefined
  const url = URL.parse(address)
  const [, typed = ''] = /^https?:\/\/([^/?#]*)/i.exec(address) ?? []
  // Only ASCII letters: toLowerCase turns the Kelvin sign into a k.
  const host = typed.replace(/[A-Z]/g, (letter) => letter.toLowerCase())
  return url && showsItsHost(host, url) ? url.href : undefined
}

/** Splits a text into plain parts and links. Joined, the parts are the text. */
export const linkify = (text: string): Part[] => {
  const parts: Part[] = []
  let from = 0
  for (const { 0: match, index } of text.matchAll(urlPattern)) {
    const url = trimPunctuation(match)
    const href = hrefOf(url)
    if (!href) continue
    if (index > from) parts.push({ text: text.slice(from, index) })
    parts.push({ text: url, href })
    from = index + url.length
  }
  if (from < text.length) parts.push({ text: text.slice(from) })
  return parts
}
