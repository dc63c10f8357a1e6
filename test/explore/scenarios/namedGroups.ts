import type { Process } from '../process.ts'
import type { Scenario } from '../scenario.ts'
import type { Simulation } from '../simulation.ts'
import { inOrder, minute } from './given.ts'

const people = ['ann', 'bob', 'cy']
const shared = { people, isOrdered: true }

/** Ann has made a group with these people this long ago. */
export const aGroup =
  (ageMs: number, ...others: string[]) =>
  async (process: Process, simulation: Simulation) => {
    const start = simulation.clock.now
    simulation.namedGroup('trip', ageMs)
    simulation.clock.now = start - ageMs
    await process.createGroup('ann', 'trip', others)
    simulation.clock.now = start
  }

/** Ann has written to the group this long ago. */
export const aMessage = (name: string, ageMs: number) => async (process: Process, simulation: Simulation) => {
  const start = simulation.clock.now
  simulation.key(name, ageMs)
  simulation.clock.now = start - ageMs
  await process.send('ann', 'trip', name, into)
  simulation.clock.now = start
}

const into = { into: true }

/* Named groups: Ann owns the trip. */
export const namedGroups: Scenario[] = [
  {
    name: 'group-create-twice',
    about: 'A group is created by two requests with the same key.',
    people: ['ann', 'bob'],
    actors: () => ({
      a: { work: (process) => process.createGroup('ann', 'trip', ['bob']) },
      b: { work: (process) => process.createGroup('ann', 'trip', ['bob']) },
    }),
  },
  {
    name: 'group-create-key',
    about: 'Two people create different groups with the same key.',
    people: ['ann', 'bob'],
    actors: () => ({
      a: { work: (process) => process.createGroup('ann', 'trip', ['bob']) },
      b: { work: (process) => process.createGroup('bob', 'trip', ['ann']) },
    }),
  },
  {
    ...shared,
    name: 'group-create-block',
    about: 'Somebody blocks another one who creates a group with them.',
    people: ['ann', 'bob'],
    actors: () => ({
      a: { work: (process) => process.createGroup('ann', 'trip', ['bob']) },
      b: { work: (process) => process.block('bob', 'ann') },
    }),
  },
  {
    name: 'group-create-erase',
    faults: 0,
    about: 'Somebody is erased while a group with them is created.',
    people,
    actors: () => ({
      a: { work: (process) => process.createGroup('ann', 'trip', ['bob', 'cy']) },
      e: { work: (process) => process.erase('bob') },
    }),
  },
  {
    ...shared,
    name: 'group-add-send',
    about: 'Somebody is added, by a server whose clock is behind, while a message is sent after a pause.',
    given: aGroup(10 * minute, 'bob'),
    actors: () => ({
      a: { work: (process) => process.send('ann', 'trip', 'm1', into) },
      b: { work: (process) => process.addMember('bob', 'trip', 'cy'), skew: -1000 },
    }),
    deliveries: { updateInbox: 1 },
    areEventsLast: true,
  },
  {
    ...shared,
    name: 'group-add-quiet',
    about: 'Somebody is added while a message is sent within two minutes, and looks.',
    given: aGroup(minute, 'bob'),
    actors: () => ({
      a: { work: (process) => process.send('ann', 'trip', 'm1', into) },
      b: { work: (process) => process.addMember('bob', 'trip', 'cy') },
      c: { work: (process) => process.lookInto('cy', 'trip') },
    }),
    deliveries: { updateInbox: 1 },
    areEventsLast: true,
  },
  {
    ...shared,
    name: 'group-add-push',
    about:
      'Somebody with an open socket is added, by a server whose clock is ahead, while another member writes.',
    faults: 0,
    given: inOrder(aGroup(10 * minute, 'bob'), async (process) => {
      await process.open(process.follow('cy', 'trip'))
    }),
    actors: () => ({
      a: { work: (process) => process.send('ann', 'trip', 'm1', into) },
      b: { work: (process) => process.addMember('bob', 'trip', 'cy'), skew: 1000 },
    }),
    deliveries: { pushMessage: 1 },
    areEventsLast: true,
  },
  {
    name: 'group-add-twice',
    about: 'Two members add the same person.',
    people,
    given: aGroup(10 * minute, 'bob'),
    actors: () => ({
      a: { work: (process) => process.addMember('ann', 'trip', 'cy') },
      b: { work: (process) => process.addMember('bob', 'trip', 'cy') },
    }),
  },
  {
    ...shared,
    name: 'group-add-block',
    about: 'Somebody blocks a member who adds them.',
    given: aGroup(10 * minute, 'bob'),
    actors: () => ({
      b: { work: (process) => process.addMember('bob', 'trip', 'cy') },
      c: { work: (process) => process.block('cy', 'bob') },
    }),
  },
  {
    ...shared,
    name: 'group-add-request',
    about: 'Somebody chooses requests while a stranger adds them.',
    given: aGroup(10 * minute, 'bob'),
    actors: () => ({
      b: { work: (process) => process.addMember('bob', 'trip', 'cy') },
      c: { work: (process) => process.setStrangers('cy', 'requests') },
    }),
  },
  {
    ...shared,
    name: 'group-remove-send',
    about: 'Somebody is removed while a message of theirs is under way.',
    given: aGroup(10 * minute, 'bob', 'cy'),
    actors: () => ({
      a: { work: (process) => process.removeMember('ann', 'trip', 'bob') },
      b: { work: (process) => process.send('bob', 'trip', 'm1', into) },
    }),
    deliveries: { updateInbox: 1 },
    areEventsLast: true,
  },
  {
    ...shared,
    name: 'group-remove-read',
    about: 'Somebody is removed while they read, and mark as read.',
    given: inOrder(aGroup(10 * minute, 'bob'), (process) => process.send('ann', 'trip', 'm0', into)),
    actors: () => ({
      a: { work: (process) => process.removeMember('ann', 'trip', 'bob') },
      b: { work: (process) => process.lookInto('bob', 'trip') },
      c: { work: (process) => process.markRead('bob', 'trip', 'm0') },
    }),
  },
  {
    ...shared,
    name: 'group-remove-push',
    about: 'Somebody with an open socket is removed while another member writes.',
    given: inOrder(aGroup(10 * minute, 'bob', 'cy'), async (process) => {
      await process.open(process.follow('bob', 'trip'))
    }),
    actors: () => ({
      a: { work: (process) => process.removeMember('ann', 'trip', 'bob') },
      c: { work: (process) => process.send('cy', 'trip', 'm1', into) },
    }),
    deliveries: { pushMessage: 1 },
  },
  {
    ...shared,
    name: 'group-remove-edit',
    about: 'Somebody is removed while they edit a message of theirs.',
    given: inOrder(aGroup(10 * minute, 'bob'), (process) => process.send('bob', 'trip', 'm0', into)),
    actors: () => ({
      a: { work: (process) => process.removeMember('ann', 'trip', 'bob') },
      b: { work: (process) => process.edit('bob', 'trip', 'm0', 'e1') },
    }),
  },
]
