import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { type Plugin, parseAst } from 'vite'

const source = fileURLToPath(new URL('src/texts.ts', import.meta.url))
/** The file of a translation, if the client is built in another language. */
export const chosenTexts = resolve(process.env.WEB_TEXTS ?? source)

const identifiersIn = (node: object): string[] => [
  ...('type' in node && node.type === 'Identifier' && 'name' in node ? [String(node.name)] : []),
  ...Object.values(node).flatMap((part) => (part && typeof part === 'object' ? identifiersIn(part) : [])),
]

/** A statement of the file of texts, and the identifiers in it. */
type Statement = { code: string; identifiers: string[] }

const readTexts = (file: string) => {
  const content = readFileSync(file, 'utf8')
  const imports: Statement[] = []
  const texts = new Map<string, Statement>()
  for (const node of parseAst(content, { lang: 'ts' }).body) {
    const statement = { code: content.slice(node.start, node.end), identifiers: identifiersIn(node) }
    const [, name] = /^export const (\w+)/.exec(statement.code) ?? []
    if (name) texts.set(name, statement)
    else if (node.type === 'ImportDeclaration') imports.push(statement)
    else throw new Error(`${file} can have only imports and "export const", not ${statement.code}`)
  }
  return { imports, texts }
}

const marker = '?text='
const importOf = (name: string, local = name) =>
  `import { ${name} as ${local} } from ${JSON.stringify(`${source}${marker}${name}`)};`

const importTexts = /^import \* as texts from .*$/m
const usedText = /(?<![\w.])texts\.(\w+)/g

/**
 * Makes each text a module of its own when the client is built, so that it is loaded with the code that uses it. As one module,
 * all texts would be part of what is loaded first.
 */
export const textsPlugin = (): Plugin => {
  const { imports, texts } = readTexts(chosenTexts)
  const missing = [...readTexts(source).texts.keys()].filter((name) => !texts.has(name))
  if (missing.length > 0) throw new Error(`${chosenTexts} has no ${missing.join(', ')}`)

  return {
    name: 'texts',
    apply: 'build',
    enforce: 'pre',
    transform: (code) => {
      if (!importTexts.test(code)) return
      const body = code.replace(importTexts, '')
      const names = new Set([...body.matchAll(usedText)].map(([, name = '']) => name))
      const imported = [...names].map((name) => importOf(name, `texts_${name}`))
      return { code: imported.join('') + body.replace(usedText, 'texts_$1'), map: null }
    },
    resolveId: (id) => (id.startsWith(source + marker) ? id : undefined),
    load: (id) => {
      if (!id.startsWith(source + marker)) return
      const name = id.slice(source.length + marker.length)
      const text = texts.get(name)
      if (!text) throw new Error(`There is no text ${name}`)
      const used = new Set(text.identifiers)
      const statements = [
        ...imports.filter(({ identifiers }) => identifiers.some((each) => used.has(each))),
        ...[...texts.keys()].filter((each) => each !== name && used.has(each)).map((each) => importOf(each)),
      ]
      const code = statements.map((each) => (typeof each === 'string' ? each : each.code))
      return { code: [...code, text.code].join('\n'), moduleType: 'ts' }
    },
  }
}

const escapes: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }

/** The texts of index.html, where {{name}} stands for one, its language, and all other texts while developing. */
export const pageTextsPlugin: Plugin = {
  name: 'page-texts',
  enforce: 'pre',
  resolveId: (id) => (id.endsWith('/texts.ts') ? chosenTexts : undefined),
  transformIndexHtml: {
    order: 'pre',
    handler: async (html) => {
      const texts: Record<string, unknown> = await import(pathToFileURL(chosenTexts).href)
      return html
        .replace('<html lang="en">', '<html lang="{{language}}" dir="{{direction}}">')
        .replace(/\{\{(\w+)\}\}/g, (_, name) =>
          String(texts[name]).replace(/[&<>"]/g, (character) => escapes[character] ?? ''),
        )
    },
  },
}
