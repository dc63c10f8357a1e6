import { describe, expect, test } from '@jest/globals'
import { overBudget } from '../../bench/budget.ts'
import { replaceSection } from '../../bench/document.ts'
import { percentiles } from '../../bench/percentiles.ts'
import { roundTrips, waitingMs } from '../../bench/spans.ts'

const call = (startedAt: number, endedAt: number) => ({ startedAt, endedAt })

describe('round trips are calls that wait for one another', () => {
  test.each([
    ['none', [], 0],
    ['in parallel', [call(0, 5), call(1, 4)], 1],
    ['one after the other', [call(0, 5), call(5, 9), call(9, 12)], 3],
    ['two during a long one', [call(0, 20), call(0, 5), call(6, 9)], 2],
    ['two that wait for two', [call(0, 5), call(0, 7), call(8, 10), call(8, 12)], 2],
  ])('%s', (_, calls, count) => {
    expect(roundTrips(calls)).toBe(count)
  })
})

test('overlapping waits count once', () => {
  const waiting = (...spans: [number, number][]) => ({ waiting: spans.map(([from, to]) => ({ from, to })) })
  expect(waitingMs([])).toBe(0)
  expect(waitingMs([waiting([0, 10]), waiting([5, 12], [20, 21]), waiting([6, 7])])).toBe(13)
})

test('a zip over its budget, or without a budget, is reported', () => {
  const budget = { getMe: 100, getUser: 100 }
  expect(overBudget({ getMe: 100, getUser: 99 }, budget)).toEqual([])
  expect(overBudget({ getMe: 101, other: 1 }, budget)).toEqual([
    'getMe has 101 bytes; its budget is 100',
    'other has no budget',
  ])
})

test('of 100 values, p95 is the 95th', () => {
  const values = Array.from({ length: 100 }, (_, index) => 100 - index)
  expect(percentiles(values)).toEqual({ p50: 50, p95: 95, p99: 99, max: 100 })
})

test('writing a part of a document changes nothing else', () => {
  const document = 'one\n<!-- bench cost -->\nold\n<!-- end of bench cost -->\ntwo\n'
  const written = 'one\n<!-- bench cost -->\n\nnew\n\n<!-- end of bench cost -->\ntwo\n'
  expect(replaceSection(document, 'cost', 'new')).toBe(written)
  expect(replaceSection(written, 'cost', 'new')).toBe(written)
  expect(() => replaceSection(document, 'speed', 'new')).toThrow('no markers for speed')
})
