import type { Scenario } from '../world.ts'
import { aConversation } from './given.ts'

export const retries: Scenario[] = [
  {
    name: 'retry-fresh',
    about: 'Two processes store one message into a conversation, with the same fresh key.',
    people: ['ann', 'bob'],
    given: aConversation(600_000),
    actors: () => ({
      a: { work: (process) => process.send('ann', 'bob', 'm1', { into: true, text: 'x' }) },
      b: { work: (process) => process.send('ann', 'bob', 'm1', { into: true, text: 'x' }), skew: 2000 },
    }),
  },
]
