import { BucketError } from './errors.ts'

/** Encodes every character except the unreserved ones of RFC 3986, as signatures require. */
export const encodeComponent = (text: string): string =>
  encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  )

/** Encodes a key in a path: slashes stay. */
export const encodePath = (text: string): string => text.split('/').map(encodeComponent).join('/')

export const decodeComponent = (text: string): string => {
  try {
    return decodeURIComponent(text)
  } catch {
    throw new BucketError('InvalidURI', "Couldn't parse the specified URI.")
  }
}

export type Query = ReadonlyMap<string, string>

export const parseQuery = (text: string): Query => {
  const query = new Map<string, string>()
  for (const part of text === '' ? [] : text.split('&')) {
    const [name = '', value = ''] = part.split(/=(.*)/s).map(decodeComponent)
    if (query.has(name)) throw new BucketError('InvalidArgument', `The parameter ${name} occurs twice.`)
    query.set(name, value)
  }
  return query
}

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }

export const escapeXml = (text: string): string =>
  text
    .replace(/[&<>"]/g, (character) => entities[character] ?? '')
    // biome-ignore lint/suspicious/noControlCharactersInRegex: keys can contain them
    .replace(/[\u0000-\u001f]/g, (character) => `&#${character.charCodeAt(0)};`)

type Content = string | number | boolean | Elements | Elements[] | undefined
type Elements = { [name: string]: Content }

const element = (name: string, content: Content): string => {
  if (content === undefined) return ''
  if (Array.isArray(content)) return content.map((one) => element(name, one)).join('')
  const inner = typeof content === 'object' ? elements(content) : escapeXml(String(content))
  return `<${name}>${inner}</${name}>`
}

const elements = (content: Elements): string =>
  Object.entries(content)
    .map(([name, value]) => element(name, value))
    .join('')

/** An XML document. A list becomes one element for each of its members. */
export const xml = (name: string, content: Elements): string =>
  `<?xml version="1.0" encoding="UTF-8"?>\n${element(name, content)}`
