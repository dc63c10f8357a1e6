import type { Scenario } from '../scenario.ts'

export const starts: Scenario[] = [
  {
    name: 'start-both',
    about: 'Two people start their conversation at once, each with a message.',
    people: ['ann', 'bob'],
    actors: () => ({
      a: { work: (process) => process.send('ann', 'bob', 'm1') },
      b: { work: (process) => process.send('bob', 'ann', 'm2') },
    }),
  },
  {
    name: 'start-retry',
    about: 'Two processes start a conversation with one message, whose key is a minute old.',
    people: ['ann', 'bob'],
    actors: (simulation) => {
      simulation.key('m1', 60_000)
      return {
        a: { work: (process) => process.send('ann', 'bob', 'm1') },
        b: { work: (process) => process.send('ann', 'bob', 'm1'), skew: 1500 },
      }
    },
  },
  {
    name: 'start-erased',
    about: 'Two people start their conversation while one of them is erased.',
    people: ['ann', 'bob'],
    actors: () => ({
      a: { work: (process) => process.send('ann', 'bob', 'm1') },
      b: { work: (process) => process.send('bob', 'ann', 'm2') },
      e: { work: (process) => process.erase('ann') },
    }),
  },
  {
    name: 'start-erased-once',
    about: 'Somebody starts a conversation with a person who is erased, and one of the two crashes.',
    people: ['ann', 'bob'],
    actors: () => ({
      b: { work: (process) => process.send('bob', 'ann', 'm2') },
      e: { work: (process) => process.erase('ann') },
    }),
  },
]
