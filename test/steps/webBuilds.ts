import { cpSync, mkdtempSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import type { ServerResponse } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { serveWeb } from './webServer.ts'

const dist = fileURLToPath(new URL('../../web/dist/', import.meta.url))

/** The address of the page's script. */
const entryOf = (folder: string): string => {
  const [, entry = ''] =
    /<script[^>]* src="([^"]+)"/.exec(readFileSync(join(folder, 'index.html'), 'utf8')) ?? []
  return entry
}

/** A copy of the build, in which all scripts have other names, as if something in them had changed. */
const nextBuild = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'cruddur-build-'))
  cpSync(dist, folder, { recursive: true })
  const assets = join(folder, 'assets')
  const names = readdirSync(assets).filter((name) => name.endsWith('.js'))
  const nextName = (name: string) => name.replace('.js', '.next.js')
  const files = [
    join(folder, 'index.html'),
    join(folder, 'sw.js'),
    ...names.map((name) => join(assets, name)),
  ]
  for (const file of files) {
    const content = readFileSync(file, 'utf8')
    writeFileSync(
      file,
      names.reduce((changed, name) => changed.replaceAll(name, nextName(name)), content),
    )
  }
  for (const name of names) renameSync(join(assets, name), join(assets, nextName(name)))
  // Each build has a cache of its own.
  const worker = join(folder, 'sw.js')
  const content = readFileSync(worker, 'utf8')
  const [, version = ''] = /version:[`'"](\w+)/.exec(content) ?? []
  writeFileSync(worker, content.replace(version, `${version}next`))
  return folder
}

// Nothing listens there, which is enough for what the page does by itself.
const nowhere = 'http://127.0.0.1:9'
const config = {
  apiUrl: nowhere,
  cognitoUrl: nowhere,
  userPoolId: 'none',
  clientId: 'none',
  signIn: 'password',
}

/** A host on which two builds are deployed, one after the other. */
export const aHost = async () => {
  const builds = { first: dist, next: nextBuild() }
  const now = {
    folder: builds.first,
    answers: (_pathname: string, _response: ServerResponse): boolean => false,
  }
  const server = await serveWeb(config, {
    folder: () => now.folder,
    answers: (...request) => now.answers(...request),
  })
  return {
    url: server.origin,
    end: server.end,
    entries: { first: entryOf(builds.first), next: entryOf(builds.next) },
    deploys: (build: keyof typeof builds) => {
      now.folder = builds[build]
    },
    /** From now on, it answers some requests in another way. */
    answers: (answers: typeof now.answers) => {
      now.answers = answers
    },
    answersAsUsual: () => {
      now.answers = () => false
    },
  }
}
