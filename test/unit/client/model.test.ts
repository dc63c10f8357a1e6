import { afterAll, beforeAll, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { pieceProblemsOf, problemsOf, unreadProblemsOf } from '../../steps/modelCheck.ts'
import { history } from '../../steps/modelEvents.ts'
import { aHistory } from '../../steps/modelHistory.ts'
import { numRuns } from '../../steps/numRuns.ts'

// The same histories in each run, so that a failure is about the change at hand. MODEL_RUNS searches among that many others;
// MODEL_SEED repeats such a search with the seed that a failure prints.
const { MODEL_RUNS, MODEL_SEED } = process.env
const search = MODEL_RUNS
  ? { numRuns: Number(MODEL_RUNS), ...(MODEL_SEED ? { seed: Number(MODEL_SEED) } : {}) }
  : { numRuns: numRuns(1500), seed: 1 }

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
      expect(pieceProblemsOf(run)).toEqual([])
      await run.acts()
      expect([...problemsOf(run), ...unreadProblemsOf(run, false)]).toEqual([])
      await run.refreshes()
      expect([...unreadProblemsOf(run, true), ...unhandled.splice(0)]).toEqual([])
    }),
    search,
  )
})
