import type { Scenario } from '../scenario.ts'
import { aConversation, editKeys, minute } from './given.ts'

const shared = { people: ['ann', 'bob'], given: aConversation(10 * minute) }

/* Edits that meet each other, deletions, sends, blocks and erasures. Ann has written m0. */
export const edits: Scenario[] = [
  {
    ...shared,
    name: 'edit-twice',
    about: 'A message is edited on two devices.',
    actors: (simulation) => {
      editKeys(simulation, 'k1', 'k2')
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
      editKeys(simulation, 'k1')
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
      editKeys(simulation, 'k1', 'k2')
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
      editKeys(simulation, 'k1', 'k2')
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
      editKeys(simulation, 'k1')
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
      editKeys(simulation, 'k1')
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
      editKeys(simulation, 'k1')
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
    name: 'block-edit',
    about: 'Somebody is blocked while they edit their message, and delete it.',
    isOrdered: true,
    actors: (simulation) => {
      editKeys(simulation, 'k1')
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
    name: 'erase-edit',
    about: 'Somebody is erased while they edit their message.',
    actors: (simulation) => {
      editKeys(simulation, 'k1')
      return {
        a: { work: (process) => process.edit('ann', 'bob', 'm0', 'e1', { key: 'k1' }) },
        e: { work: (process) => process.erase('ann') },
      }
    },
  },
]
