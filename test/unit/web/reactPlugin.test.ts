import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { expect, test } from '@jest/globals'
import { toEsModule } from '../../../web/reactPlugin.ts'

const require = createRequire(import.meta.url)
const pathOf = (name: string, file: string) =>
  join(dirname(require.resolve(`${name}/package.json`)), 'cjs', file)

const namesIn = (code: string): string[] =>
  [...(/\nexport \{ (.*) \}\n$/.exec(code)?.[1] ?? '').matchAll(/ as (\w+)/g)].map(([, name = '']) => name)

test.each([
  ['react', 'react.production.js'],
  ['react', 'react-jsx-runtime.production.js'],
  ['react-dom', 'react-dom.production.js'],
  ['react-dom', 'react-dom-client.production.js'],
  ['scheduler', 'scheduler.production.js'],
])('the ES module of %s/cjs/%s exports what the CommonJS module exports', (name, file) => {
  const path = pathOf(name, file)
  const code = toEsModule(readFileSync(path, 'utf8'))
  expect(namesIn(code).sort()).toEqual(Object.keys(require(path)).sort())
  expect(code).not.toMatch(/\brequire\(|\bexports\./)
})

test('a module that exports or requires in another way is refused instead of being bundled incompletely', () => {
  for (const line of [
    'module.exports = require("./other.js");',
    'Object.assign(exports, {});',
    'exports["a"] = 1;',
    'if (isOld) require("./old.js");',
  ]) {
    expect(() => toEsModule(`"use strict";\nexports.a = 1;\n${line}\n`)).toThrow('Cannot make an ES module')
  }
})
