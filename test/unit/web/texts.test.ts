import { globSync, readFileSync } from 'node:fs'
import { expect, test } from '@jest/globals'
import { parseAst } from 'vite'
import * as texts from '../../../web/src/texts.ts'

type Node = { type: string } & Record<string, unknown>

const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string'

const childrenOf = (node: Node): Node[] => Object.values(node).flat().filter(isNode)

/** Attributes and properties whose value people read. */
const properties = ['text', 'label', 'title', 'hint', 'placeholder']
const attributes = [
  ...properties,
  'alt',
  'action',
  'intro',
  'aria-label',
  'aria-description',
  'aria-valuetext',
]

const nameOf = (name: unknown): string => (isNode(name) ? String(name.name ?? name.value) : '')

/** A value that people read, as opposed to what decides about it. */
const isDecision = ({ type, operator }: Node) =>
  type === 'CallExpression' || (type === 'BinaryExpression' && operator !== '+')

const hasWord = (text: unknown): text is string => typeof text === 'string' && /\p{L}{2}/u.test(text)
const isSentence = (text: unknown) =>
  typeof text === 'string' && /^\p{Lu}[\p{L}’']+ \p{L}|^\p{Lu}\p{L}+…$/u.test(text)

/** The literal texts in a part of a file. `isRead`: whether people read every string of it. */
const literalTexts = (node: Node, isRead = false): string[] => {
  const { type, value, name, key } = node
  if (type === 'JSXText') return hasWord(value) ? [value.trim()] : []
  if (type === 'Literal' || type === 'TemplateElement') {
    const text = type === 'Literal' ? value : (value as { cooked: string }).cooked
    return (isRead && hasWord(text)) || isSentence(text) ? [String(text)] : []
  }
  if (type === 'NewExpression' || type.startsWith('Import')) return [] // an Error is for developers
  const inside = (isInsideRead: boolean) =>
    childrenOf(node).flatMap((child) => literalTexts(child, isInsideRead))
  if (type === 'JSXAttribute') return inside(attributes.includes(nameOf(name)))
  if (type === 'Property') return inside(properties.includes(nameOf(key)))
  if (type === 'JSXElement' || type === 'JSXFragment') return inside(true)
  if (type === 'JSXOpeningElement' || isDecision(node)) return inside(false)
  return inside(isRead)
}

const textsIn = (file: string, code: string) =>
  literalTexts(parseAst(code, { lang: file.endsWith('x') ? 'tsx' : 'ts' }) as unknown as Node)

test.each([
  ['<p>Nothing archived</p>', 'Nothing archived'],
  ["<p>{isOpen ? 'less' : count}</p>", 'less'],
  ['<a title={`Edited at`} />', 'Edited at'],
  ["<button aria-label={isOpen && 'Close'} />", 'Close'],
  ["showToast({ text: 'Undo' })", 'Undo'],
  ["setError('Choose a reason.')", 'Choose a reason.'],
])('%s has a literal text', (code, text) => {
  expect(textsIn('a.tsx', code)).toEqual([text])
})

test('every text of the client is in web/src/texts.ts, so that it can be translated', () => {
  const files = globSync('web/src/**/*.{ts,tsx}').filter((file) => file !== 'web/src/texts.ts')
  expect(files.length).toBeGreaterThan(100)
  const found = files.map((file) => [file, textsIn(file, readFileSync(file, 'utf8'))] as const)
  expect(found.filter(([, texts]) => texts.length > 0)).toEqual([])
})

test('every text is used', () => {
  const files = globSync('web/{src/**/*.{ts,tsx},index.html,*.ts}')
  const code = files.map((file) => readFileSync(file, 'utf8')).join('\n')
  const isReferred = (name: string) => new RegExp(`texts\\.${name}\\b|\\{\\{${name}\\}\\}`).test(code)
  const inTexts = ['formatNumber', 'plural', 'tooManyAttempts'] // used by other texts
  expect(Object.keys(texts).filter((name) => !isReferred(name) && !inTexts.includes(name))).toEqual([])
})
