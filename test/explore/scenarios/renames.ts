import type { Scenario } from '../scenario.ts'
import { aConversation, minute } from './given.ts'

const people = ['ann', 'bob']

const renameErase: Scenario = {
  name: 'rename-erase',
  about: 'Somebody is erased while they get another name, and while its job runs.',
  people,
  faults: 0,
  given: aConversation(10 * minute),
  actors: () => ({
    a: { work: (process) => process.rename('ann', 'eve') },
    e: { work: (process) => process.erase('ann') },
    j: { work: (process) => process.deliverRename('ann') },
  }),
}

/* Renames: Ann gets another name. `j` and `k` are deliveries of jobs, which may come before the change, and find nothing. */
export const renames: Scenario[] = [
  {
    name: 'rename-crash',
    about: 'Somebody gets another name, and nobody repeats the request if it crashes.',
    people,
    given: aConversation(10 * minute),
    actors: () => ({ a: { work: (process) => process.rename('ann', 'eve'), isRepeated: false } }),
  },
  {
    name: 'rename-send',
    about: 'Somebody gets another name while a message of theirs is under way, whose record comes late.',
    people,
    given: aConversation(10 * minute),
    actors: () => ({
      a: { work: (process) => process.rename('ann', 'eve') },
      b: { work: (process) => process.send('ann', 'bob', 'm1', { into: true }) },
      j: { work: (process) => process.deliverRename('ann'), after: 'a' },
    }),
    deliveries: { updateInbox: 1 },
  },
  {
    name: 'rename-start',
    about:
      'Somebody gets another name while a process that knows the old one starts a conversation for them.',
    people,
    actors: () => ({
      a: { work: (process) => process.rename('ann', 'eve') },
      b: {
        work: async (process) => {
          await process.request('getMe', 'GET', 'ann')
          await process.send('ann', 'bob', 'm1')
        },
      },
      j: { work: (process) => process.deliverRename('ann'), after: 'a' },
    }),
  },
  {
    name: 'rename-started',
    about: 'Somebody gets another name while somebody else starts a conversation with them.',
    people,
    actors: (simulation) => {
      const { handle } = simulation.person('ann')
      return {
        a: { work: (process) => process.rename('ann', 'eve', handle) },
        b: { work: (process) => process.send('bob', 'ann', 'm1') },
        j: { work: (process) => process.deliverRename('ann'), after: 'a' },
      }
    },
  },
  {
    name: 'rename-twice',
    about: 'Somebody gets two names, one after the other, while the jobs of both run.',
    faults: 0,
    people,
    given: aConversation(10 * minute),
    actors: () => ({
      a: { work: (process) => process.rename('ann', 'eve') },
      b: { work: (process) => process.rename('ann', 'fay'), after: 'a' },
      j: { work: (process) => process.deliverRename('ann'), after: 'a' },
      k: { work: (process) => process.deliverRename('ann'), after: 'a' },
    }),
  },
  {
    name: 'rename-both',
    about: 'Somebody gets two names on two devices at once.',
    people,
    given: aConversation(10 * minute),
    actors: () => ({
      a: { work: (process) => process.rename('ann', 'eve') },
      b: { work: (process) => process.rename('ann', 'fay') },
      j: { work: (process) => process.deliverRename('ann') },
    }),
  },
  {
    name: 'rename-handle',
    about: 'Two people want the same handle, and one of them wants the first one back.',
    people,
    actors: (simulation) => ({
      a: {
        work: async (process) => {
          await process.rename('ann', 'eve')
          await process.rename('ann', 'ann', simulation.person('ann').handle)
        },
      },
      b: { work: (process) => process.rename('bob', 'eve') },
    }),
  },
  renameErase,
  {
    ...renameErase,
    name: 'rename-erase-crash',
    about: 'The same with a crash, in random orders.',
    faults: 1,
    isLarge: true,
  },
  {
    name: 'rename-name-erase',
    about: 'Somebody is erased while they change only their display name.',
    people,
    given: aConversation(10 * minute),
    actors: (simulation) => {
      const { handle } = simulation.person('ann')
      return {
        a: { work: (process) => process.rename('ann', 'eve', handle) },
        e: { work: (process) => process.erase('ann') },
      }
    },
  },
  {
    name: 'rename-erased-other',
    about: 'Somebody gets another name while the other person is erased.',
    people,
    given: aConversation(10 * minute),
    actors: () => ({
      a: { work: (process) => process.rename('ann', 'eve') },
      e: { work: (process) => process.erase('bob') },
      j: { work: (process) => process.deliverRename('ann'), after: 'a' },
    }),
  },
]
