export type Part = { text: string; href?: string }

const urlPattern = /https?:\/\/[^\s<>"“”]+/giu

// A domain or an e-mail address without a scheme. It starts a word, and after the host there is a path or the end of the word:
// so nothing within a longer word is a link, such as the name of a file or a host after a character that looks like a slash.
const domainPattern =
  /(?<=(?:^|[\s<>"“”])[‘'([{]{0,2})(?:([\w.+-]+)@)?((?:[\p{L}\p{N}-]+\.)+[a-z]{2,})(?:(?=[.,;:!?'’…*_~)\]}]*(?:$|[\s<>"“”]))|(?:\/|\?|#|:\d+\/)[^\s<>"“”]*)/gu

/*
 * Only common top-level domains, in lower case: "it.Is" and "ASP.NET" are none. Those that are words or the endings of files
 * as well need a path (youtu.be/abc), and all others need "www.".
 */
const topLevelDomains = new Set(
  `com org net edu gov dev io eu ar br ca ch cn cz de dk es fi fr gr hk hu ie jp kr mx ng nl nz se sg th tr tw ua uk
  za`.split(/\s+/),
)
const topLevelDomainsWithPath = new Set(
  'ai app at au be by cc co gg gl il in info it ke lt ly me my no pl pt ro ru si sk to tv us'.split(' '),
)
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

const isCommonDomain = (host: string, hasPath: boolean): boolean => {
  const name = host.slice(host.lastIndexOf('.') + 1)
  // Numbers such as 3.5 are no domains.
  if (!/\p{L}/u.test(host.slice(0, -name.length))) return false
  return (
    host.startsWith('www.') || topLevelDomains.has(name) || (hasPath && topLevelDomainsWithPath.has(name))
  )
}

const isMailAddress = (local: string, host: string): boolean =>
  /^[a-z0-9.-]+$/i.test(host) && /^\w(?:[\w+-]|\.(?!\.))*(?<!\.)$/.test(local)

/** The URL of a domain or an e-mail address without a scheme. */
const hrefOfDomain = (address: string, local: string | undefined, host: string): string | undefined => {
  if (local === undefined) {
    return isCommonDomain(host, /[/].|[?#]/.test(address)) ? hrefOf(`https://${address}`) : undefined
  }
  const isWhole = address === `${local}@${host}`
  return isWhole && isMailAddress(local, host) && hrefOf(`https://${host}`) ? `mailto:${address}` : undefined
}

type Found = { text: string; href: string; index: number }

const findLinks = (text: string): Found[] => {
  const found: Found[] = []
  const add = (match: string, index: number, hrefOfText: (text: string) => string | undefined) => {
    const trimmed = trimPunctuation(match)
    const href = hrefOfText(trimmed)
    if (href) found.push({ text: trimmed, href, index })
  }
  for (const { 0: match, index } of text.matchAll(urlPattern)) add(match, index, hrefOf)
  for (const { 0: match, 1: local, 2: host = '', index } of text.matchAll(domainPattern))
    add(match, index, (address) => hrefOfDomain(address, local, host))
  return found.sort((one, other) => one.index - other.index)
}

/** Splits a text into plain parts and links. Joined, the parts are the text. */
export const linkify = (text: string): Part[] => {
  const parts: Part[] = []
  let from = 0
  for (const { text: url, href, index } of findLinks(text)) {
    if (index < from) continue // within the link before it
    if (index > from) parts.push({ text: text.slice(from, index) })
    parts.push({ text: url, href })
    from = index + url.length
  }
  if (from < text.length) parts.push({ text: text.slice(from) })
  return parts
}
