import type { Scenario } from '../scenario.ts'
import { aConversation, minute } from './given.ts'

const eraseRecord: Scenario = {
  name: 'erase-record',
  about: 'Somebody is erased while the record of a message of theirs is late, and comes twice.',
  people: ['ann', 'bob'],
  faults: 0,
  given: aConversation(10 * minute),
  actors: () => ({
    a: { work: (process) => process.send('ann', 'bob', 'm1', { into: true }) },
    e: { work: (process) => process.erase('ann'), after: 'a' },
  }),
  deliveries: { updateInbox: 2 },
  areChangesLast: true,
}

export const erasures: Scenario[] = [
  {
    name: 'erase-send',
    about: 'Somebody is erased while a message of theirs is under way.',
    people: ['ann', 'bob'],
    given: aConversation(10 * minute),
    actors: () => ({
      a: { work: (process) => process.send('ann', 'bob', 'm1', { into: true }) },
      e: { work: (process) => process.erase('ann') },
    }),
  },
  {
    name: 'erase-cached',
    about: 'Somebody is erased while a process that knows their profile starts a conversation for them.',
    people: ['ann', 'bob'],
    actors: () => ({
      a: {
        work: async (process) => {
          await process.request('getMe', 'GET', 'ann')
          await process.send('ann', 'bob', 'm1')
        },
      },
      e: { work: (process) => process.erase('ann') },
    }),
  },
  {
    name: 'erase-cached-send',
    about: 'Somebody is erased while a process that knows their profile sends a message for them.',
    people: ['ann', 'bob'],
    given: aConversation(10 * minute),
    actors: () => ({
      a: {
        work: async (process) => {
          await process.request('getMe', 'GET', 'ann')
          await process.send('ann', 'bob', 'm1', { into: true })
        },
      },
      e: { work: (process) => process.erase('ann') },
    }),
  },
  {
    name: 'erase-retry',
    about: 'Somebody is erased while a message of theirs is sent again, whose key is a minute old.',
    people: ['ann', 'bob'],
    given: aConversation(10 * minute),
    actors: (simulation) => {
      simulation.key('m1', minute)
      return {
        a: { work: (process) => process.send('ann', 'bob', 'm1', { into: true }) },
        b: { work: (process) => process.send('ann', 'bob', 'm1', { into: true }), after: 'a' },
        e: { work: (process) => process.erase('ann') },
      }
    },
  },
  eraseRecord,
  {
    ...eraseRecord,
    name: 'erase-record-crash',
    about: 'The same with a crash, in random orders.',
    faults: 1,
    isLarge: true,
  },
  {
    name: 'erase-answer',
    about: 'Somebody is erased while the other one writes, and both records come late.',
    people: ['ann', 'bob'],
    given: aConversation(10 * minute),
    actors: () => ({
      b: { work: (process) => process.send('bob', 'ann', 'm2', { into: true }) },
      e: { work: (process) => process.erase('ann') },
    }),
    deliveries: { updateInbox: 1 },
    areChangesLast: true,
  },
  {
    name: 'erase-read',
    about: 'Somebody is erased while they mark as read, and the other one looks.',
    people: ['ann', 'bob'],
    given: aConversation(10 * minute),
    actors: () => ({
      a: { work: (process) => process.markRead('ann', 'bob', 'm0') },
      e: { work: (process) => process.erase('ann') },
      r: { work: (process) => process.inbox('bob') },
    }),
  },
]
