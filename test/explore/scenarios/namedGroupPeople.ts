import type { Scenario } from '../scenario.ts'
import { inOrder, minute } from './given.ts'
import { aGroup } from './namedGroups.ts'

const into = { into: true }

/* Named groups whose members get other names, or are erased: Ann owns the trip. */
export const namedGroupPeople: Scenario[] = [
  {
    name: 'group-rename-crash',
    about: 'The job that shows the new name of a member crashes, and comes again.',
    people: ['ann', 'bob'],
    given: inOrder(aGroup(10 * minute, 'bob'), (process) => process.rename('ann', 'eve')),
    actors: () => ({
      j: { work: (process) => process.deliverRename('ann') },
    }),
    // The group had the new name, and the rows kept the old one.
    pinned: ['j.1 j.2 j.3 j.4*'],
  },
  {
    name: 'group-rename-member',
    about: 'The job that shows the new name of a member runs while the record of a new title comes.',
    people: ['ann', 'bob'],
    faults: 0,
    given: inOrder(
      aGroup(10 * minute, 'bob'),
      (process) => process.rename('ann', 'eve'),
      (process) => process.retitle('bob', 'trip', 'walk'),
    ),
    lateRecords: ['renamed-bob'],
    actors: () => ({
      j: { work: (process) => process.deliverRename('ann') },
    }),
    deliveries: { updateInbox: 1 },
  },
  {
    name: 'group-rename-create',
    about: 'Somebody gets another name while a group with them is created.',
    people: ['ann', 'bob'],
    faults: 0,
    actors: () => ({
      a: { work: (process) => process.createGroup('ann', 'trip', ['bob']) },
      b: { work: (process) => process.rename('bob', 'eve') },
      j: { work: (process) => process.deliverRename('bob'), after: 'b' },
    }),
  },
  {
    name: 'group-erase-send',
    about: 'A member is erased while a message of theirs is under way.',
    people: ['ann', 'bob'],
    given: aGroup(10 * minute, 'bob'),
    actors: () => ({
      b: { work: (process) => process.send('bob', 'trip', 'm1', into) },
      e: { work: (process) => process.erase('bob') },
    }),
  },
  {
    name: 'group-erase-remove',
    faults: 0,
    about: 'A member is erased while the owner removes them.',
    given: aGroup(10 * minute, 'bob', 'cy'),
    people: ['ann', 'bob', 'cy'],
    actors: () => ({
      a: { work: (process) => process.removeMember('ann', 'trip', 'bob') },
      e: { work: (process) => process.erase('bob') },
    }),
  },
  {
    name: 'group-erase-last',
    about: 'The owner is erased while the only other member leaves.',
    people: ['ann', 'bob'],
    faults: 0,
    given: aGroup(10 * minute, 'bob'),
    actors: () => ({
      b: { work: (process) => process.leave('bob', 'trip') },
      e: { work: (process) => process.erase('ann') },
    }),
  },
  {
    name: 'group-erase-late',
    about: 'The same while a message of the member who leaves is under way.',
    people: ['ann', 'bob'],
    isLarge: true,
    given: aGroup(10 * minute, 'bob'),
    actors: () => ({
      b: { work: (process) => process.leave('bob', 'trip') },
      c: { work: (process) => process.send('bob', 'trip', 'm1', into) },
      e: { work: (process) => process.erase('ann') },
    }),
    // The erasure deleted the messages of the group that had ended, and then the message was stored.
    pinnedForDefects: [
      'e.1 e.2 e.3 e.4 e.5 e.6 c.1 c.2 b.1 b.2 b.3 b.4 b.5 e.7 e.8 e.9 e.10 e.11 e.12 e.13 e.14 e.15 e.16 e.17 e.18 e.19 e.20 e.21 e.22 e.23 e.24 e.25 e.26 e.27 e.28 e.29 e.30 e.31 c.3',
    ],
  },
]
