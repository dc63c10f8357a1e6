import type { Scenario } from '../scenario.ts'
import { aConversation, minute } from './given.ts'

export const retries: Scenario[] = [
  {
    name: 'retry-fresh',
    about: 'Two processes store one message with the same fresh key; their clocks differ by three seconds.',
    people: ['ann', 'bob'],
    given: aConversation(10 * minute),
    actors: () => ({
      a: { work: (process) => process.send('ann', 'bob', 'm1', { into: true }) },
      b: { work: (process) => process.send('ann', 'bob', 'm1', { into: true }), skew: 3000 },
    }),
    // Each attempt regarded the place that the other one had chosen as not fresh, and chose another.
    pinned: ['a.1 a.2 b.1 b.2 b.3 a.3 a.4 a.5 b.4 b.5'],
  },
  {
    name: 'retry-late',
    about: 'Two processes store one message with the same key, which is a minute old.',
    people: ['ann', 'bob'],
    given: aConversation(10 * minute),
    actors: (simulation) => {
      simulation.key('m1', minute)
      return {
        a: { work: (process) => process.send('ann', 'bob', 'm1', { into: true }) },
        b: { work: (process) => process.send('ann', 'bob', 'm1', { into: true }), skew: 1500 },
      }
    },
  },
  {
    name: 'retry-stalled',
    about: 'A key is no longer fresh before one of two attempts has stored its message.',
    people: ['ann', 'bob'],
    given: aConversation(10 * minute),
    actors: () => ({
      a: { work: (process) => process.send('ann', 'bob', 'm1', { into: true }) },
      b: { work: (process) => process.send('ann', 'bob', 'm1', { into: true }) },
    }),
    clockSteps: [2001],
  },
  {
    name: 'retry-three',
    about: 'Three processes store one message with the same key, which is a minute old.',
    people: ['ann', 'bob'],
    given: aConversation(10 * minute),
    isLarge: true,
    faults: 2,
    actors: (simulation) => {
      simulation.key('m1', minute)
      return {
        a: { work: (process) => process.send('ann', 'bob', 'm1', { into: true }) },
        b: { work: (process) => process.send('ann', 'bob', 'm1', { into: true }), skew: 3000 },
        c: { work: (process) => process.send('ann', 'bob', 'm1', { into: true }), after: 'a' },
        d: { work: (process) => process.send('bob', 'ann', 'm2', { into: true }) },
      }
    },
    clockSteps: [2001, 9000],
  },
  {
    name: 'catch-up',
    about: 'A client asks `since` while a writer stalls and another, later one does not.',
    people: ['ann', 'bob'],
    given: aConversation(10 * minute),
    actors: (simulation) => {
      simulation.key('m1', 30_000)
      return {
        a: { work: (process) => process.send('ann', 'bob', 'm1', { into: true }) },
        b: { work: (process) => process.send('bob', 'ann', 'm2', { into: true }) },
        c: {
          work: async (process) => {
            const client = process.follow('bob', 'ann')
            await process.catchUp(client)
            await process.catchUp(client)
          },
        },
      }
    },
    clockSteps: [9000],
  },
]
