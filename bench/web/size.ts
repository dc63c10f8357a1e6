import { readdirSync, readFileSync } from 'node:fs'
import { extname } from 'node:path'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import type { Table } from '../table.ts'

const assets = new URL('../../web/dist/assets/', import.meta.url)

const kilobytes = (all: Buffer[], compress: (content: Buffer) => Buffer) =>
  all.reduce((sum, content) => sum + compress(content).length, 0) / 1000

/** The sizes of the built client. */
export const sizeTable = (): Table => ({
  title: 'All JavaScript and CSS of the client, KB',
  columns: [{ heading: '' }, ...['plain', 'gzip', 'brotli'].map((heading) => ({ heading, digits: 1 }))],
  rows: ['.js', '.css'].map((type) => {
    const names = readdirSync(assets).filter((name) => extname(name) === type)
    const contents = names.map((name) => readFileSync(new URL(name, assets)))
    const sizes = [(content: Buffer) => content, gzipSync, brotliCompressSync].map((compress) =>
      kilobytes(contents, compress as (content: Buffer) => Buffer),
    )
    return [type.slice(1), ...sizes]
  }),
})
