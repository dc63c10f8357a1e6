import { posix } from 'node:path'
import type { Plugin } from 'vite'

const files = new Map([
  ['react', 'react.production.js'],
  ['react/jsx-runtime', 'react-jsx-runtime.production.js'],
  ['react-dom', 'react-dom.production.js'],
  ['react-dom/client', 'react-dom-client.production.js'],
  ['scheduler', 'scheduler.production.js'],
])

/** Turns a CommonJS file that requires at its top and assigns each export by name into an ES module. */
export const toEsModule = (code: string): string => {
  const imports: string[] = []
  const exported = new Set<string>()
  const body = code
    .replace(/^var (?:\s*\w+ = require\("[^"]+"\)[,;])+/m, (required) => {
      for (const [, local, name] of required.matchAll(/(\w+) = require\("([^"]+)"\)/g))
        imports.push(`import * as ${local} from '${name}'`)
      return required.endsWith(',') ? 'var' : ''
    })
    .replaceAll(/^exports\.(\w+) =/gm, (_, name) => {
      exported.add(name)
      return `var export_${name} =`
    })
    .replaceAll(/\bexports\.(\w+)/g, 'export_$1')
  const rest = /^.*\b(?:require\(|module\.|exports\b).*$/m.exec(body)
  if (rest) throw new Error(`Cannot make an ES module of: ${rest[0]}`)
  const names = [...exported].map((name) => `export_${name} as ${name}`)
  return `${imports.join('\n')}\n${body}\nexport { ${names.join(', ')} }\n`
}

/**
 * Bundles React as ES modules. Its packages contain CommonJS, of which a bundler has to keep everything: also what the client
 * does not use.
 */
export const reactPlugin: Plugin = {
  name: 'react-as-es-modules',
  apply: 'build',
  enforce: 'pre',
  resolveId: {
    async handler(name, importer, options) {
      const file = files.get(name)
      const found = file && (await this.resolve(name, importer, { ...options, skipSelf: true }))
      return found && posix.join(posix.dirname(found.id), 'cjs', file)
    },
  },
  transform: {
    filter: { id: /\/(?:react|react-dom|scheduler)\/cjs\// },
    handler: toEsModule,
  },
  // React looks for functions that only a test version of its scheduler has.
  onLog: (_, { code, message }) =>
    code === 'IMPORT_IS_UNDEFINED' && message.includes('/scheduler/cjs/') ? false : undefined,
}
