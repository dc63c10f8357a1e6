import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from '@jest/globals'

const root = fileURLToPath(new URL('../../', import.meta.url))
const read = (file: string): string => readFileSync(join(root, file), 'utf8')
const find = (pattern: string): string[] => globSync(pattern, { cwd: root })

const documents = find('{*.md,docs/**/*.md}')
const decisions = find('docs/decisions/[0-9]*.md')

/** The anchors that GitHub gives to the headings of a document. */
const anchorsIn = (file: string): string[] =>
  [...read(file).matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  )

const linksIn = (file: string): string[] =>
  [...read(file).matchAll(/\]\(([^)\s]+)\)|src="([^"]+)"/g)]
    .map(([, link = '', image = '']) => link || image)
    .filter((link) => !/^https?:/.test(link))

test('every link of the documents leads to a file or a heading', () => {
  expect(decisions.length).toBeGreaterThan(20)
  const broken = documents.flatMap((document) =>
    linksIn(document).filter((link) => {
      const [path = '', anchor] = link.split('#')
      const target = path ? join(dirname(document), path) : document
      return !existsSync(join(root, target)) || (anchor !== undefined && !anchorsIn(target).includes(anchor))
    }),
  )
  expect(broken).toEqual([])
})

test('every document that the code refers to exists', () => {
  const files = find('{src,client,local,bin,seed,bench,resources,web/src,test/**}/**/*.{ts,tsx,yml}')
  const references = [...files, 'serverless.yml'].flatMap((file) => [
    ...(read(file).match(/\bdocs\/[\w/.-]+\.md\b/g) ?? []),
  ])
  expect(references.length).toBeGreaterThan(5)
  expect(references.filter((file) => !existsSync(join(root, file)))).toEqual([])
})

test('every decision is listed, and has the four sections', () => {
  const list = linksIn('docs/decisions/README.md')
  expect(list.filter((link) => /^\d/.test(link)).sort()).toEqual(
    decisions.map((file) => file.replace('docs/decisions/', '')).sort(),
  )
  const sections = ['**Context.**', '**Decision.**', '**Alternatives.**', '**Consequences.**']
  const incomplete = decisions.filter((file) => !sections.every((section) => read(file).includes(section)))
  expect(incomplete).toEqual([])
})
