import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Result } from './part.ts'
import { markdownOf } from './table.ts'

const docs = new URL('../docs/', import.meta.url)
const document = new URL('performance.md', docs)
const formatter = fileURLToPath(new URL('../node_modules/.bin/biome', import.meta.url))

/** Replaces the text between the two markers of a name. */
export const replaceSection = (content: string, name: string, text: string): string => {
  const [begin, end] = [`<!-- bench ${name} -->`, `<!-- end of bench ${name} -->`]
  const [from, to] = [content.indexOf(begin), content.indexOf(end)]
  if (from < 0 || to < from)
    throw new Error(`docs/performance.md has no markers for ${name}: ${begin} … ${end}`)
  return `${content.slice(0, from + begin.length)}\n\n${text.trim()}\n\n${content.slice(to)}`
}

type Circumstances = { machine: { node: string; platform: string; cores: number }; isFull: boolean }

/** Writes the tables of a part into the document, with the command and the date, and its images beside it. */
export const writeIntoDocument = (
  name: string,
  { tables, images = {} }: Pick<Result, 'tables' | 'images'>,
  { machine, isFull }: Circumstances,
) => {
  const command = `npm run bench -- --only ${name}${isFull ? ' --full' : ''}`
  const { node, platform, cores } = machine
  const date = new Date().toISOString().slice(0, 10)
  const heading = `\`${command}\`, ${date}, Node ${node.slice(1)}, ${platform}, ${cores} cores`
  const text = [heading, '', ...tables.map(markdownOf)].join('\n')
  writeFileSync(document, replaceSection(readFileSync(document, 'utf8'), name, text))
  execFileSync(formatter, ['format', '--write', fileURLToPath(document)], { stdio: 'ignore' })
  for (const [file, content] of Object.entries(images))
    writeFileSync(new URL(`images/${file}`, docs), content)
}
