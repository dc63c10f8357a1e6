import type { Scenario } from '../scenario.ts'
import { aConversation, minute } from './given.ts'

export const sockets: Scenario[] = [
  {
    name: 'socket-opens',
    about:
      'A socket opens while a message is pushed, and its client asks `since` when it has been open for a moment.',
    people: ['ann', 'bob'],
    given: aConversation(10 * minute),
    actors: () => ({
      a: {
        work: async (process) => {
          await process.send('ann', 'bob', 'm1', { into: true })
          await process.send('ann', 'bob', 'm2', { into: true })
        },
      },
      c: {
        work: async (process) => {
          const client = process.follow('bob', 'ann')
          await process.catchUp(client)
          await process.open(client)
          await process.wait(2000) // until then, a push may not find the new socket
          await process.catchUp(client)
        },
      },
    }),
    deliveries: { pushMessage: 1 },
  },
]
