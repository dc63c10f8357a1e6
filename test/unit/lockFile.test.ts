import { readFileSync } from 'node:fs'
import { expect, test } from '@jest/globals'

type Entry = { link?: boolean; inBundle?: boolean; integrity?: string; resolved?: string }

const file = new URL('../../package-lock.json', import.meta.url)
const { packages } = JSON.parse(readFileSync(file, 'utf8')) as { packages: Record<string, Entry> }
const installed = Object.entries(packages).filter(([path, { link, inBundle }]) => path && !link && !inBundle)

// Not every registry has these. Where one does, "npm view <name>@<version> dist.integrity" prints the hash to add.
const withoutHash = ['darwin-arm64', 'darwin-x64', 'linux-arm64', 'win32-x64'].map(
  (platform) => `node_modules/@dynoxide/${platform}`,
)

test('the lock file has the hash of every package, for every platform', () => {
  const unchecked = installed.filter(([, { integrity }]) => !integrity?.startsWith('sha512-'))
  expect(unchecked.map(([path]) => path)).toEqual(withoutHash)
  expect(installed.length).toBeGreaterThan(900)
})

test('the lock file has no registry address', () => {
  expect(installed.filter(([, { resolved }]) => resolved !== undefined)).toEqual([])
})
