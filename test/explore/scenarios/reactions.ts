import type { Scenario } from '../scenario.ts'
import { aConversation, editKeys, inOrder, minute } from './given.ts'

const shared = { people: ['ann', 'bob'], given: aConversation(10 * minute) }

/* Reactions and answers that meet each other, deletions, edits, blocks and erasures. Ann has written m0. */
export const reactions: Scenario[] = [
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
      editKeys(simulation, 'k1')
      return {
        a: { work: (process) => process.edit('ann', 'bob', 'm0', 'e1', { key: 'k1' }) },
        b: { work: (process) => process.react('bob', 'ann', 'm0', '🎉') },
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
      editKeys(simulation, 'k1')
      return {
        a: { work: (process) => process.edit('ann', 'bob', 'm0', 'e1', { key: 'k1' }) },
        b: { work: (process) => process.react('bob', 'ann', 'm0', '🎉') },
        e: { work: (process) => process.erase('bob') },
      }
    },
  },
]
