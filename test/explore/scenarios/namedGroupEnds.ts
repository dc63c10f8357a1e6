import type { Scenario } from '../scenario.ts'
import { day, inOrder, minute } from './given.ts'
import { aGroup, aMessage } from './namedGroups.ts'

const people = ['ann', 'bob', 'cy']
const shared = { people, isOrdered: true }
const into = { into: true }

/* Named groups whose members leave, come back, hide the group, or are erased: Ann owns the trip. */
export const namedGroupEnds: Scenario[] = [
  {
    ...shared,
    name: 'group-return',
    about:
      'Somebody was removed, and catches up while they are added again. Meanwhile, a message was sent and one was edited.',
    people: ['ann', 'bob'],
    faults: 0,
    given: inOrder(
      aGroup(10 * minute, 'bob'),
      aMessage('m0', 5 * minute),
      async (process) => {
        await process.catchUp(process.follow('bob', 'trip'))
        await process.removeMember('ann', 'trip', 'bob')
        await process.edit('ann', 'trip', 'm0', 'e1')
      },
      aMessage('m1', 500),
    ),
    actors: ({ clients: [client] }) => ({
      a: { work: (process) => process.addMember('ann', 'trip', 'bob') },
      b: { work: async (process) => client && process.catchUp(client) },
    }),
  },
  {
    ...shared,
    name: 'group-return-settle',
    about: 'Somebody lists a group at rest, while they are removed and added again.',
    people: ['ann', 'bob'],
    faults: 0,
    given: inOrder(aGroup(3 * day, 'bob')),
    actors: () => ({
      a: {
        work: async (process) => {
          await process.removeMember('ann', 'trip', 'bob')
          await process.addMember('ann', 'trip', 'bob')
        },
      },
      b: { work: (process) => process.list('bob', 'inbox') },
    }),
  },
  {
    ...shared,
    name: 'group-owner-leaves',
    about: 'The owner leaves on one device, and removes the next owner on another.',
    given: aGroup(10 * minute, 'bob', 'cy'),
    actors: () => ({
      a: { work: (process) => process.leave('ann', 'trip') },
      b: { work: (process) => process.removeMember('ann', 'trip', 'bob') },
    }),
  },
  {
    ...shared,
    name: 'group-both-leave',
    about: 'The owner and the next owner leave at once.',
    given: aGroup(10 * minute, 'bob', 'cy'),
    actors: () => ({
      a: { work: (process) => process.leave('ann', 'trip') },
      b: { work: (process) => process.leave('bob', 'trip') },
    }),
  },
  {
    ...shared,
    name: 'group-last-two',
    about: 'The last two members leave at once.',
    people: ['ann', 'bob'],
    given: aGroup(10 * minute, 'bob'),
    actors: () => ({
      a: { work: (process) => process.leave('ann', 'trip') },
      b: { work: (process) => process.leave('bob', 'trip') },
    }),
  },
  {
    ...shared,
    name: 'group-end-send',
    about: 'The last member leaves on one device and writes on another, and then the messages are deleted.',
    people: ['ann', 'bob'],
    given: inOrder(aGroup(10 * minute, 'bob'), (process) => process.leave('bob', 'trip')),
    actors: () => ({
      a: { work: (process) => process.leave('ann', 'trip') },
      b: { work: (process) => process.send('ann', 'trip', 'm1', into) },
      j: { work: (process) => process.deliverEnd(), after: 'a' },
    }),
  },
  {
    ...shared,
    name: 'group-end-add',
    about: 'The last member leaves on one device, and adds somebody on another.',
    given: inOrder(aGroup(10 * minute, 'bob'), (process) => process.leave('bob', 'trip')),
    actors: () => ({
      a: { work: (process) => process.leave('ann', 'trip') },
      b: { work: (process) => process.addMember('ann', 'trip', 'cy') },
    }),
  },
  {
    ...shared,
    name: 'group-end-create',
    about: 'The last member leaves while a request to create the group comes again.',
    people: ['ann', 'bob'],
    given: inOrder(aGroup(1000, 'bob'), (process) => process.leave('bob', 'trip')),
    actors: () => ({
      a: { work: (process) => process.leave('ann', 'trip') },
      b: { work: (process) => process.createGroup('ann', 'trip', ['bob']) },
    }),
  },
  {
    ...shared,
    name: 'group-archive-send',
    about: 'Somebody archives a group while another member writes within two minutes.',
    people: ['ann', 'bob'],
    given: aGroup(minute, 'bob'),
    actors: () => ({
      a: { work: (process) => process.send('ann', 'trip', 'm1', into) },
      b: { work: (process) => process.archive('bob', 'trip') },
    }),
  },
  {
    ...shared,
    name: 'group-archived-send',
    about:
      'Two members have archived a group. One takes it back and archives it again, and the other one writes.',
    people: ['ann', 'bob'],
    faults: 0,
    given: inOrder(
      aGroup(minute, 'bob'),
      (process) => process.archive('ann', 'trip'),
      (process) => process.archive('bob', 'trip'),
    ),
    actors: () => ({
      a: { work: (process) => process.send('ann', 'trip', 'm1', into) },
      b: {
        work: async (process) => {
          await process.unarchive('bob', 'trip')
          await process.archive('bob', 'trip')
        },
      },
    }),
  },
  {
    ...shared,
    name: 'group-archive-remove',
    about: 'Somebody archives a group while they are removed, and added again.',
    people: ['ann', 'bob'],
    faults: 0,
    given: aGroup(minute, 'bob'),
    actors: () => ({
      a: {
        work: async (process) => {
          await process.removeMember('ann', 'trip', 'bob')
          await process.addMember('ann', 'trip', 'bob')
          await process.send('ann', 'trip', 'm1', into)
        },
      },
      b: { work: (process) => process.archive('bob', 'trip') },
    }),
  },
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
    people,
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
    pinned: [
      'e.1 e.2 e.3 e.4 e.5 b.1 c.1 e.6 b.2 b.3 c.2 b.4 b.5 e.7 c.3 e.8 e.9 c.4 e.10 e.11 e.12 e.13 e.14 e.15 e.16 e.17 e.18 e.19',
    ],
  },
]
