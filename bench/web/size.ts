import { readdirSync, readFileSync } from 'node:fs'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import type { Table } from '../table.ts'

const dist = new URL('../../web/dist/', import.meta.url)

const kilobytes = (contents: Buffer[], compress: (content: Buffer) => Buffer) =>
  contents.reduce((sum, content) => sum + compress(content).length, 0) / 1000

const rowOf = (what: string, names: string[]) => {
  const contents = names.map((name) => readFileSync(new URL(`assets/${name}`, dist)))
  const compressions = [
    (content: Buffer) => content,
    (content: Buffer) => gzipSync(content),
    (content: Buffer) => brotliCompressSync(content),
  ]
  return [what, ...compressions.map((compress) => kilobytes(contents, compress))]
}

/** The sizes of the built client. */
export const sizeTable = (): Table => {
  const page = readFileSync(new URL('index.html', dist), 'utf8')
  const names = readdirSync(new URL('assets/', dist))
  const scripts = names.filter((name) => name.endsWith('.js'))
  const isFirst = (name: string) => page.includes(`/assets/${name}"`)
  return {
    title: 'The files of the client, KB',
    columns: [{ heading: '' }, ...['plain', 'gzip', 'brotli'].map((heading) => ({ heading, digits: 1 }))],
    rows: [
      rowOf('JavaScript, first load', scripts.filter(isFirst)),
      rowOf(
        'JavaScript, on demand',
        scripts.filter((name) => !isFirst(name)),
      ),
      rowOf(
        'CSS',
        names.filter((name) => name.endsWith('.css')),
      ),
    ],
  }
}
