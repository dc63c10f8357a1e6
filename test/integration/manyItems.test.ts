import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'

import { directoryTextsOf } from '../../src/domain/directory.ts'
import { conversationOf } from '../steps/conversation.ts'
import * as given from '../steps/given.ts'
import { bytesIn, inMemoryOf } from '../steps/memory.ts'
import { runsIn } from '../steps/program.ts'
import { killLeftovers, runCommand } from '../steps/stack.ts'
import { putManyItems } from '../steps/table.ts'

given.anEngine({ hasStream: false })
afterAll(killLeftovers)

// The texts do not fit into this heap, so a command that kept them all would run out of memory. Few long texts make as many
// pages of 1 MB as many short ones, and are faster to write and read.
const memory = { old: 32, young: 4 }
const inLittleMemory = inMemoryOf(memory)
const long = 'x'.repeat(20_000)
const count = 1900
const newest = 1890

const from = Date.parse('2026-03-01T12:00:00.000Z')
const at = (index: number) => new Date(from + index * 1000).toISOString()
const since = ['--since', '2026-03-01T12:00:00Z', '--limit', '50000']

type Somebody = Awaited<ReturnType<typeof given.aUser>>
let me: Somebody
let other: Somebody
/** Items of the whole table; each user has three. */
let total = 0

beforeAll(async () => {
  ;[me, other] = await Promise.all([given.aUser(), given.aUser()])
  const said = Array.from({ length: count }, (_, index) => ({ at: at(index), text: `${index} ${long}` }))
  const { items } = conversationOf(me, other, said)
  await putManyItems(items)
  total = items.length + 2 * (3 + directoryTextsOf(me).length)
})

/** Pipes the output of a scan into another program. */
const scansInto = (reader: string) => {
  const { AWS_ENDPOINT_URL_DYNAMODB = '', TABLE_NAME = '' } = process.env
  const line = `{ node bin/cruddur.js ddb:scan; echo "ended with $?" >&2; } | ${reader}`
  const environment = { AWS_ENDPOINT_URL_DYNAMODB, TABLE_NAME, ...inLittleMemory.environment }
  return runCommand(['sh', '-c', line], environment).result()
}

const linesOf = (stdout: string) => stdout.trim().split('\n')
const numbersOf = (texts: string[]) => texts.map((text) => Number.parseInt(text, 10))
const all = Array.from({ length: count }, (_, index) => index)

describe('a table of 38 MB, with less memory than its items take', () => {
  test('is that large', () => {
    expect(count * long.length).toBeGreaterThan(bytesIn(memory))
  })

  test('ddb:scan prints every item once', async () => {
    const { code, stdout, stderr } = await runsIn(inLittleMemory, 'ddb:scan', '--json')
    expect([code, stderr]).toEqual([0, expect.stringContaining(`\n${total.toLocaleString('en')} items of `)])
    const keys = linesOf(stdout).map((line) => `${/"pk":"[^"]+"/.exec(line)} ${/"sk":"[^"]+"/.exec(line)}`)
    expect([keys.length, new Set(keys).size]).toEqual([total, total])
  })

  test('ddb:get-conversation --since prints every message, in order', async () => {
    const words = ['ddb:get-conversation', me.handle, other.handle, '--json', ...since]
    const { code, stdout } = await runsIn(inLittleMemory, ...words)
    expect(code).toBe(0)
    const texts = linesOf(stdout).map((line) => /"message":"(\d+)/.exec(line)?.[1] ?? '')
    expect(numbersOf(texts)).toEqual(all)
  })

  test('ddb:get-conversation prints any number of the newest messages', async () => {
    const words = ['ddb:get-conversation', me.handle, other.handle, '--json', '--limit', `${newest}`] as const
    const { code, stdout } = await runsIn(inLittleMemory, ...words)
    expect(code).toBe(0)
    const texts = linesOf(stdout).map((line) => /"message":"(\d+)/.exec(line)?.[1] ?? '')
    expect(numbersOf(texts)).toEqual(all.slice(-newest))
  })

  test('ddb:scan ends quietly when its output is closed', async () => {
    const { stdout, stderr } = await scansInto('head -1')
    expect(linesOf(stdout)).toHaveLength(1)
    expect(stderr).toBe('ended with 0\n')
  })
})
