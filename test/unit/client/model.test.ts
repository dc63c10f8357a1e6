import { afterAll, beforeAll, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { problemsOf, unreadProblemsOf } from '../../steps/modelCheck.ts'
import { aHistory, history } from '../../steps/modelHistory.ts'
import { numRuns } from '../../steps/numRuns.ts'

// MODEL_RUNS makes longer searches, and MODEL_SEED repeats one: both are printed when a history fails.
const { MODEL_RUNS, MODEL_SEED } = process.env

const unhandled: unknown[] = []
const report = (error: unknown) => unhandled.push(error)
beforeAll(() => void process.on('unhandledRejection', report))
afterAll(() => void process.off('unhandledRejection', report))

test('after any history, both tabs show what the server has stored, and every message is stored once and in order', async () => {
  await fc.assert(
    fc.asyncProperty(history, async (drawn) => {
      const run = await aHistory(drawn)
      for (const event of drawn.events) await run.happens(event)
      await run.heals()
      expect([...problemsOf(run), ...unreadProblemsOf(run, false)]).toEqual([])
      await run.refreshes()
      expect([...unreadProblemsOf(run, true), ...unhandled.splice(0)]).toEqual([])
    }),
    {
      numRuns: MODEL_RUNS ? Number(MODEL_RUNS) : numRuns(500),
      ...(MODEL_SEED ? { seed: Number(MODEL_SEED) } : {}),
    },
  )
})
