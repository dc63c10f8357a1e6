import { readdirSync, readFileSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from '@jest/globals'

const src = fileURLToPath(new URL('../../src', import.meta.url))

/** What the files of a folder of src/ import from outside of it: the first part of each path, relative to src/. */
const importsOf = (folder: string): string[] => {
  const files = readdirSync(join(src, folder), { recursive: true, encoding: 'utf8' })
  const imports = files
    .filter((file) => file.endsWith('.ts'))
    .flatMap((file) => {
      const path = join(src, folder, file)
      const specifiers = readFileSync(path, 'utf8').matchAll(/(?:from|import\()\s*'(\.[^']+)'/g)
      return [...specifiers].map(([, specifier = '']) => relative(src, resolve(path, '..', specifier)))
    })
  return [...new Set(imports.map((path) => path.split('/')[0] ?? ''))]
    .filter((name) => name !== folder)
    .sort()
}

const isWithin = (folder: string, file: string, specifier: string): boolean =>
  !relative(folder, resolve(file, '..', specifier)).startsWith('..')

test.each([
  ['domain', []],
  ['repository', ['cache.ts', 'domain', 'env.ts', 'inParallel.ts', 'log.ts']],
  ['attachments', ['domain', 'env.ts', 'queue.ts', 'repository']],
  [
    'middleware',
    ['attachments', 'cache.ts', 'domain', 'env.ts', 'log.ts', 'push.ts', 'repository', 'softLimits.ts'],
  ],
  ['exports', ['attachments', 'domain', 'inParallel.ts', 'repository']],
  [
    'jobs',
    ['attachments', 'domain', 'env.ts', 'exports', 'inParallel.ts', 'log.ts', 'push.ts', 'repository'],
  ],
  [
    'handlers',
    [
      ...['attachments', 'domain', 'env.ts', 'inParallel.ts', 'jobs', 'log.ts', 'middleware', 'push.ts'],
      ...['pushKeys.ts', 'queue.ts', 'repository', 'softLimits.ts', 'userPool.ts', 'webPush.ts'],
    ],
  ],
])('src/%s imports only what is below it', (folder, below) => {
  const forbidden = importsOf(folder).filter((name) => !below.some((allowed) => allowed === name))
  expect(forbidden).toEqual([])
})

test('the client library imports nothing of the server, the web client or the commands', () => {
  const client = fileURLToPath(new URL('../../client', import.meta.url))
  const files = readdirSync(client, { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.ts'),
  )
  const outside = files.flatMap((file) =>
    [...readFileSync(join(client, file), 'utf8').matchAll(/(?:from|import\()\s*'([^']+)'/g)]
      .map(([, specifier = '']) => specifier)
      .filter((specifier) => !(specifier.startsWith('.') && isWithin(client, join(client, file), specifier))),
  )
  expect(files.length).toBeGreaterThan(20)
  expect(outside).toEqual([])
})
