import type { Scenario } from '../scenario.ts'
import { aConversation, minute } from './given.ts'

export const sockets: Scenario[] = [
  {
    name: 'socket-opens',
    about: 'A socket opens while a message is pushed, and its client asks `since`.',
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
          await process.catchUp(client)
          // A push may not have found the new socket yet.
          await process.wait(3000)
          await process.catchUp(client)
        },
      },
    }),
    deliveries: { pushMessage: 1 },
  },
]
