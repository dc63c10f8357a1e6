import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from '@jest/globals'

const src = fileURLToPath(new URL('../../src/', import.meta.url))

test('functions do not import the code that only commands need', () => {
  const files = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'))
  const functionFiles = files.filter((file) => !file.startsWith('repository/admin/'))
  expect(functionFiles.length).toBeLessThan(files.length)
  const importers = functionFiles.filter((file) => /'[^']*\/admin\//.test(readFileSync(src + file, 'utf8')))
  expect(importers).toEqual([])
})
