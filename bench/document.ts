import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Result } from './part.ts'
import { markdownOf } from './table.ts'

const docs = new URL('../docs/', import.meta.url)
const document = new URL('performance.md', docs)
const formatter = fileURLToPath(new URL('../node_modules/.bin/biome', import.meta.url))

/** Puts a text between the two markers of a name, and leaves the rest as it is. */
export const between = (content: string, name: string, text: string): string => {
  const [begin, end] = [`<!-- bench ${name} -->`, `<!-- end of bench ${name} -->`]
  const [from, to] = [content.indexOf(begin), content.indexOf(end)]
  if (from < 0 || to < from)
    throw new Error(`docs/performance.md has no place for ${name}: ${begin} … ${end}`)
  return `${content.slice(0, from + begin.length)}\n\n${text.trim()}\n\n${content.slice(to)}`
}

type Where = { machine: { node: string; platform: string; cores: number }; isFull: boolean }

/** The tables of a part, dated, with the command that measured them; pictures beside the document. */
export const writeIntoDocument = (
  name: string,
  { tables, pictures = {} }: Pick<Result, 'tables' | 'pictures'>,
  { machine, isFull }: Where,
) => {
  const command = `npm run bench -- --only ${name}${isFull ? ' --full' : ''}`
  const { node, platform, cores } = machine
  const date = new Date().toISOString().slice(0, 10)
  const heading = `\`${command}\`, ${date}, Node ${node.slice(1)}, ${platform}, ${cores} cores`
  const text = [heading, '', ...tables.map(markdownOf)].join('\n')
  writeFileSync(document, between(readFileSync(document, 'utf8'), name, text))
  execFileSync(formatter, ['format', '--write', fileURLToPath(document)], { stdio: 'ignore' })
  for (const [file, content] of Object.entries(pictures))
    writeFileSync(new URL(`images/${file}`, docs), content)
}
