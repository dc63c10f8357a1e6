import type { Scenario } from '../scenario.ts'
import { day, inOrder, minute } from './given.ts'
import { aGroup, aMessage } from './namedGroups.ts'

const people = ['ann', 'bob', 'cy']
const shared = { people, isOrdered: true }
const into = { into: true }

/* Named groups whose members leave, come back, or hide the group: Ann owns the trip. */
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
]
