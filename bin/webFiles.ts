import { createHash } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { extname, join, relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { CommandError } from './command.ts'

/** A file of the web client, with its metadata in the bucket. */
export type WebFile = { key: string; content: Buffer; md5: string; type: string; cacheControl: string }

const types: Record<string, string> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.jpg': 'image/jpeg',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.webmanifest': 'application/manifest+json',
  '.webp': 'image/webp',
  '.woff2': 'font/woff2',
}

/** Whether the file name contains a hash of the content. The bundler puts all such files into this folder. */
export const isHashed = (key: string) => key.startsWith('assets/')

/** The file that makes browsers load a new build, so it is uploaded when everything else is there. */
const worker = 'sw.js'

export const cacheControlOf = (key: string): string => {
  if (isHashed(key)) return 'public, max-age=31536000, immutable'
  return key === 'config.json' ? 'no-store' : 'no-cache'
}

const fileFrom = (key: string, content: Buffer): WebFile => {
  const type = types[extname(key)]
  if (!type)
    throw new CommandError(`${key}: unknown content type of ${extname(key)}. Add it to bin/webFiles.ts.`)
  const md5 = createHash('md5').update(content).digest('hex')
  return { key, content, md5, type, cacheControl: cacheControlOf(key) }
}

/** Builds the client into a temporary folder, so that concurrent builds do not interfere. */
export const buildWeb = async (): Promise<string> => {
  const folder = mkdtempSync(join(tmpdir(), 'cruddur-web-'))
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
  process.env.NODE_ENV = 'production' // React reads it, and the caller may have set another
  const { build } = await import('vite')
  await build({
    configFile: fileURLToPath(new URL('../web/vite.config.ts', import.meta.url)),
    build: { outDir: folder, emptyOutDir: true },
    logLevel: 'error',
  }).catch((error: Error) => {
    throw new CommandError(`The build of the web client failed: ${error.message}`)
  })
  return folder
}

const keysIn = (folder: string): string[] => {
  try {
    return readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'))
      .sort()
  } catch {
    throw new CommandError(`No such folder: ${folder}`)
  }
}

/** A build and its configuration in the order of upload: a file comes after all files that it refers to. */
export const filesIn = (folder: string, config: object): WebFile[][] => {
  const keys = keysIn(folder).filter((key) => key !== 'config.json')
  if (!keys.includes('index.html'))
    throw new CommandError(`Not a build of the web client: ${folder} has no index.html`)
  const read = (key: string) => fileFrom(key, readFileSync(join(folder, key)))
  const others = keys.filter((key) => !isHashed(key) && key !== 'index.html' && key !== worker)
  return [
    keys.filter(isHashed).map(read),
    others.map(read),
    [fileFrom('config.json', Buffer.from(`${JSON.stringify(config, null, 2)}\n`))],
    [read('index.html')],
    keys.filter((key) => key === worker).map(read),
  ]
}
