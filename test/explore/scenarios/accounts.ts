import type { Scenario } from '../scenario.ts'
import { aConversation, inOrder, messagesAt, minute } from './given.ts'
import { aGroup, aMessage } from './namedGroups.ts'

const people = ['ann', 'bob']

const severalMessages = inOrder(
  messagesAt(
    { name: 'm0', from: 'ann', to: 'bob', ageMs: 10 * minute },
    { name: 'm1', from: 'bob', to: 'ann', ageMs: 9 * minute },
  ),
  aGroup(8 * minute, 'bob'),
  aMessage('m2', 5 * minute),
)

const aRunningExport = inOrder(severalMessages, (process) => process.startExport('ann'))

/* Exports of what is stored about a person, and the end of sessions. */
export const accounts: Scenario[] = [
  {
    name: 'export-twice',
    about: 'The job of an export is delivered twice at once, and ends early.',
    people,
    hasCuts: true,
    given: aRunningExport,
    actors: () => ({
      j: { work: (process) => process.deliverExport() },
      k: { work: (process) => process.deliverExport() },
    }),
  },
  {
    name: 'export-send',
    about: 'The job of an export ends early, is delivered again and again, and the person writes meanwhile.',
    people,
    hasCuts: true,
    given: aRunningExport,
    actors: () => ({
      j: { work: (process) => process.deliverExport() },
      k: { work: (process) => process.deliverExport(), after: 'j' },
      a: { work: (process) => process.send('ann', 'bob', 'm3', { into: true }) },
    }),
  },
  {
    name: 'export-both',
    about: 'An export is begun on two devices at once.',
    people,
    given: aConversation(10 * minute),
    actors: () => ({
      a: { work: (process) => process.startExport('ann') },
      b: { work: (process) => process.startExport('ann') },
    }),
  },
  {
    name: 'export-erase',
    about: 'Somebody deletes their account while their export is written.',
    people,
    given: inOrder(aConversation(10 * minute), (process) => process.startExport('ann')),
    faults: 0,
    isLarge: true,
    actors: () => ({
      j: { work: (process) => process.deliverExport() },
      e: { work: (process) => process.deliverErasure('ann') },
    }),
    jobs: { erase_user: 1 },
  },
  {
    name: 'export-begin-erase',
    about: 'Somebody deletes their account while a process that knows their profile begins an export.',
    people,
    faults: 0,
    given: aConversation(10 * minute),
    actors: () => ({
      a: {
        work: async (process) => {
          await process.request('getMe', 'GET', 'ann')
          await process.startExport('ann')
        },
      },
      e: { work: (process) => process.deliverErasure('ann') },
    }),
    jobs: { erase_user: 1 },
  },
  {
    name: 'sign-out-rename',
    about: 'Somebody signs out everywhere while they get another name.',
    people: ['ann'],
    actors: () => ({
      a: { work: (process) => process.rename('ann', 'eve') },
      s: { work: (process) => process.signOut('ann') },
    }),
  },
  {
    name: 'sign-out-suspend',
    about:
      'Somebody signs out everywhere while the operator suspends their account, and while they change a setting.',
    faults: 0,
    people: ['ann'],
    actors: () => ({
      a: { work: (process) => process.setStrangers('ann', 'requests') },
      o: { work: (process) => process.suspend('ann') },
      s: { work: (process) => process.signOut('ann') },
    }),
  },
  {
    name: 'sign-out-twice',
    about: 'Somebody signs out everywhere on two devices at once, one of which is slow.',
    people: ['ann'],
    actors: () => ({
      s: { work: (process) => process.signOut('ann') },
      t: { work: (process) => process.signOut('ann'), skew: 1000 },
    }),
  },
  {
    name: 'sign-out-erase',
    about: 'Somebody signs out everywhere while they delete their account.',
    people: ['ann'],
    faults: 0,
    isLarge: true,
    actors: () => ({
      s: { work: (process) => process.signOut('ann') },
      e: { work: (process) => process.deleteMe('ann') },
    }),
    jobs: { erase_user: 1 },
  },
]
