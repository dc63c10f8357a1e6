import type { Scenario } from '../scenario.ts'
import type { Simulation } from '../simulation.ts'
import { aConversation, inOrder, minute } from './given.ts'

const shared = { people: ['ann', 'bob'], given: aConversation(10 * minute) }

/** Keys of edits, from the oldest to the newest. */
const keys = (simulation: Simulation, ...names: string[]) => {
  for (const [index, name] of names.entries()) simulation.key(name, -index)
}

/* Edits, deletions and reactions that meet each other, sends, blocks and erasures. Ann has written m0. */
export const messageChanges: Scenario[] = [
  {
    ...shared,
    name: 'edit-twice',
    about: 'A message is edited on two devices.',
    actors: (simulation) => {
      keys(simulation, 'k1', 'k2')
      return {
        a: { work: (process) => process.edit('ann', 'bob', 'm0', 'e1', { key: 'k1' }) },
        b: { work: (process) => process.edit('ann', 'bob', 'm0', 'e2', { key: 'k2' }) },
      }
    },
  },
  {
    ...shared,
    name: 'edit-unkeyed',
    about: 'A message is edited on two devices, once without a key.',
    actors: (simulation) => {
      keys(simulation, 'k1')
      return {
        a: { work: (process) => process.edit('ann', 'bob', 'm0', 'e1', { key: 'k1' }) },
        b: { work: (process) => process.edit('ann', 'bob', 'm0', 'e2') },
      }
    },
  },
  {
    ...shared,
    name: 'edit-retry',
    about: 'An edit is sent twice, and a newer one follows the first attempt.',
    faults: 0,
    actors: (simulation) => {
      keys(simulation, 'k1', 'k2')
      return {
        a: { work: (process) => process.edit('ann', 'bob', 'm0', 'e1', { key: 'k1' }) },
        b: { work: (process) => process.edit('ann', 'bob', 'm0', 'e2', { key: 'k2' }) },
        c: { work: (process) => process.edit('ann', 'bob', 'm0', 'e1', { key: 'k1' }) },
      }
    },
  },
  {
    ...shared,
    name: 'edit-back',
    about: 'An edit stalls while a newer one sets the first text again.',
    actors: (simulation) => {
      keys(simulation, 'k1', 'k2')
      return {
        a: { work: (process) => process.edit('ann', 'bob', 'm0', 'e1', { key: 'k1' }) },
        b: { work: (process) => process.edit('ann', 'bob', 'm0', 'm0', { key: 'k2' }) },
      }
    },
  },
  {
    ...shared,
    name: 'edit-delete',
    about: 'A message is edited on one device and deleted on another.',
    actors: (simulation) => {
      keys(simulation, 'k1')
      return {
        a: { work: (process) => process.edit('ann', 'bob', 'm0', 'e1', { key: 'k1' }) },
        b: { work: (process) => process.remove('ann', 'bob', 'm0') },
      }
    },
  },
  {
    ...shared,
    name: 'edit-delete-retry',
    about: 'An edit is sent again after the message was deleted.',
    actors: (simulation) => {
      keys(simulation, 'k1')
      return {
        a: {
          work: async (process) => {
            await process.edit('ann', 'bob', 'm0', 'e1', { key: 'k1' })
            await process.remove('ann', 'bob', 'm0')
          },
        },
        b: { work: (process) => process.edit('ann', 'bob', 'm0', 'e1', { key: 'k1' }) },
      }
    },
  },
  {
    ...shared,
    name: 'send-edit',
    about: 'A message is sent again, whose key is a minute old, while it is edited and deleted.',
    actors: (simulation) => {
      simulation.key('m1', minute)
      keys(simulation, 'k1')
      return {
        a: {
          work: async (process) => {
            await process.send('ann', 'bob', 'm1', { into: true })
            await process.edit('ann', 'bob', 'm1', 'e1', { key: 'k1' })
            await process.remove('ann', 'bob', 'm1')
          },
        },
        b: { work: (process) => process.send('ann', 'bob', 'm1', { into: true }) },
      }
    },
  },
  {
    ...shared,
    name: 'delete-reply',
    about: 'A message is answered while it is deleted.',
    actors: () => ({
      a: { work: (process) => process.remove('ann', 'bob', 'm0') },
      b: { work: (process) => process.send('bob', 'ann', 'm1', { into: true, replyTo: 'm0' }) },
    }),
  },
  {
    ...shared,
    name: 'delete-react',
    about: 'A message is deleted while somebody reacts to it first.',
    actors: () => ({
      a: { work: (process) => process.remove('ann', 'bob', 'm0') },
      b: { work: (process) => process.react('bob', 'ann', 'm0', '👍') },
    }),
  },
  {
    ...shared,
    name: 'delete-react-again',
    about: 'A message with a reaction is deleted while somebody changes theirs and takes it back.',
    given: inOrder(shared.given, (process) => process.react('bob', 'ann', 'm0', '👍')),
    actors: () => ({
      a: { work: (process) => process.remove('ann', 'bob', 'm0') },
      b: {
        work: async (process) => {
          await process.react('bob', 'ann', 'm0', '🎉')
          await process.unreact('bob', 'ann', 'm0')
        },
      },
    }),
  },
  {
    ...shared,
    name: 'react-both',
    about: 'Two people react to a message at once.',
    actors: () => ({
      a: { work: (process) => process.react('ann', 'bob', 'm0', '👍') },
      b: { work: (process) => process.react('bob', 'ann', 'm0', '🎉') },
    }),
  },
  {
    ...shared,
    name: 'react-again',
    about: 'Two people react and change their minds, one of them on two devices.',
    faults: 0,
    given: inOrder(shared.given, (process) => process.react('bob', 'ann', 'm0', '👍')),
    actors: () => ({
      a: {
        work: async (process) => {
          await process.react('ann', 'bob', 'm0', '👍')
          await process.react('ann', 'bob', 'm0', '🎉')
        },
      },
      b: { work: (process) => process.unreact('bob', 'ann', 'm0') },
      c: { work: (process) => process.react('bob', 'ann', 'm0', '😀', { device: 'tablet' }) },
    }),
  },
  {
    ...shared,
    name: 'react-edit',
    about: 'A message is edited while somebody reacts to it.',
    actors: (simulation) => {
      keys(simulation, 'k1')
      return {
        a: { work: (process) => process.edit('ann', 'bob', 'm0', 'e1', { key: 'k1' }) },
        b: { work: (process) => process.react('bob', 'ann', 'm0', '🎉') },
      }
    },
  },
  {
    ...shared,
    name: 'block-edit',
    about: 'Somebody is blocked while they edit their message, and delete it.',
    isOrdered: true,
    actors: (simulation) => {
      keys(simulation, 'k1')
      return {
        a: {
          work: async (process) => {
            await process.edit('ann', 'bob', 'm0', 'e1', { key: 'k1' })
            await process.remove('ann', 'bob', 'm0')
          },
        },
        b: { work: (process) => process.block('bob', 'ann') },
      }
    },
  },
  {
    ...shared,
    name: 'block-react',
    about: 'Somebody is blocked while they react, and take the reaction back.',
    isOrdered: true,
    actors: () => ({
      a: { work: (process) => process.block('ann', 'bob') },
      b: {
        work: async (process) => {
          await process.react('bob', 'ann', 'm0', '👍')
          await process.unreact('bob', 'ann', 'm0')
        },
      },
    }),
  },
  {
    ...shared,
    name: 'erase-edit',
    about: 'Somebody is erased while they edit their message.',
    actors: (simulation) => {
      keys(simulation, 'k1')
      return {
        a: { work: (process) => process.edit('ann', 'bob', 'm0', 'e1', { key: 'k1' }) },
        e: { work: (process) => process.erase('ann') },
      }
    },
  },
  {
    ...shared,
    name: 'erase-delete',
    faults: 0,
    about: 'Somebody is erased while they delete their message, and the other one reacts to it.',
    actors: () => ({
      a: { work: (process) => process.remove('ann', 'bob', 'm0') },
      b: { work: (process) => process.react('bob', 'ann', 'm0', '👍') },
      e: { work: (process) => process.erase('ann') },
    }),
  },
  {
    ...shared,
    name: 'erase-react',
    faults: 0,
    about: 'Somebody who has reacted is erased while they react again, and the message is edited.',
    given: inOrder(shared.given, (process) => process.react('bob', 'ann', 'm0', '👍')),
    actors: (simulation) => {
      keys(simulation, 'k1')
      return {
        a: { work: (process) => process.edit('ann', 'bob', 'm0', 'e1', { key: 'k1' }) },
        b: { work: (process) => process.react('bob', 'ann', 'm0', '🎉') },
        e: { work: (process) => process.erase('bob') },
      }
    },
  },
]
