import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { build, type Plugin, type Rolldown } from 'vite'
import { pageTextsPlugin, textsPlugin } from './textsPlugin.ts'

const virtualName = 'virtual:build'

type Build = { version: string; entry: string; files: string[] }

const withBuild = (described: Build): Plugin => ({
  name: 'described-build',
  resolveId: (id) => (id === virtualName ? `\0${virtualName}` : undefined),
  load: (id) => (id === `\0${virtualName}` ? `export default ${JSON.stringify(described)}` : undefined),
})

/** Bundles a worker as one script. */
const bundle = async (entry: string, plugins: Plugin[] = []): Promise<string> => {
  const result = await build({
    configFile: false,
    root: join(import.meta.dirname, 'worker'),
    publicDir: false,
    plugins: [...plugins, pageTextsPlugin, textsPlugin()],
    logLevel: 'warn',
    build: {
      write: false,
      target: 'es2023',
      rolldownOptions: {
        input: join(import.meta.dirname, 'worker', entry),
        output: { format: 'iife' },
      },
    },
  })
  const { output } = result as Rolldown.RolldownOutput
  return output[0].code
}

const contentOf = (file: Rolldown.OutputAsset | Rolldown.OutputChunk) =>
  file.type === 'chunk' ? file.code : file.source

const describe = (files: Rolldown.OutputBundle, publicFolder: string): Build => {
  const built = Object.values(files).sort((one, other) => (one.fileName < other.fileName ? -1 : 1))
  const entry = built.find((file) => file.type === 'chunk' && file.isEntry)
  if (!entry) throw new Error('The build has no entry')
  const hash = createHash('sha256')
  for (const file of built) hash.update(file.fileName).update(contentOf(file))
  for (const name of readdirSync(publicFolder).sort()) hash.update(readFileSync(join(publicFolder, name)))
  const assets = built.map(({ fileName }) => fileName).filter((name) => name.startsWith('assets/'))
  return {
    version: hash.digest('hex').slice(0, 16),
    entry: `/${entry.fileName}`,
    files: assets.map((name) => `/${name}`),
  }
}

/**
 * Adds the service worker to a build: another script for each build, so that browsers notice a new one. The development server
 * has a worker that only shows notifications.
 */
export const workerPlugin = (): Plugin => {
  let publicFolder = ''
  return {
    name: 'service-worker',
    enforce: 'post',
    configureServer: ({ middlewares }) => {
      middlewares.use('/sw.js', async (_, response) => {
        response.setHeader('content-type', 'text/javascript').setHeader('cache-control', 'no-cache')
        response.end(await bundle('development.ts'))
      })
    },
    configResolved: ({ publicDir }) => {
      publicFolder = publicDir
    },
    generateBundle: {
      order: 'post',
      async handler(_, built) {
        const source = await bundle('main.ts', [withBuild(describe(built, publicFolder))])
        this.emitFile({ type: 'asset', fileName: 'sw.js', source })
      },
    },
  }
}
