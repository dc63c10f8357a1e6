import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, test } from '@jest/globals'

const program = fileURLToPath(new URL('./main.ts', import.meta.url))

const explore = (...parameters: string[]) =>
  new Promise<{ code: unknown; output: string }>((resolve) => {
    execFile(process.execPath, [program, ...parameters], (error, stdout, stderr) =>
      resolve({ code: error?.code ?? 0, output: stdout + stderr }),
    )
  })

const inShort = process.env.TEST_ALL_HISTORIES ? test.skip : test // .ci/run explores all orders

// In a process of its own, because Jest's module loader makes the SDK several times slower.
inShort('no order of events that npm test tries breaks an invariant', async () => {
  const { code, output } = await explore('--share')
  expect([code, output]).toEqual([0, expect.stringMatching(/^all +\d+/m)])
})

// A developer's run leaves it out: 1,200 orders take 13 s.
const inAllHistories = process.env.TEST_ALL_HISTORIES ? test : test.skip

inAllHistories('orders that differ only in calls to different items have the same ends', async () => {
  const endsOf = async (...parameters: string[]) => {
    const { output } = await explore('--scenario', 'retry-fresh', ...parameters)
    return /^retry-fresh +(\d+) +(\d+)/m.exec(output)?.slice(1).map(Number) ?? []
  }
  const [[orders = 0, ends], [allOrders, allEnds]] = await Promise.all([endsOf(), endsOf('--all')])
  expect(allOrders).toBeGreaterThan(10 * orders)
  expect([ends, allEnds]).toEqual([allEnds, expect.any(Number)])
})

test('a defect is found, and its schedule is printed', async () => {
  const defect = 'a retry of a late key takes a new place'
  const { code, output } = await explore('--defects', '--defect', defect, '--scenario', 'retry-late')
  expect([code, output]).toEqual([0, expect.stringContaining(`${defect}  `)])
  expect(output).toMatch(/retry-late after \d+ orders/)
})

test('an unknown scenario, step or number is an error in one line', async () => {
  expect(await explore('--scenario', 'none')).toMatchObject({
    code: 1,
    output: expect.stringMatching(/^No scenario "none"\. /),
  })
  expect(await explore('--scenario', 'retry-late', '--schedule', 'x.1')).toMatchObject({
    code: 1,
    output: expect.stringContaining('retry-late has no step x.1 here'),
  })
  expect(await explore('--seed', 'x')).toMatchObject({ code: 1, output: 'Not a number: x\n' })
})
