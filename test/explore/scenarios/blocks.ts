import type { Scenario } from '../scenario.ts'
import { aConversation, inOrder, messagesAt, minute } from './given.ts'

const people = ['ann', 'bob']
const shared = { people, isOrdered: true }
const annHasBlocked: Scenario['given'] = (process) => process.block('ann', 'bob')

/* Blocks: Ann is the one who blocks. */
export const blocks: Scenario[] = [
  {
    ...shared,
    name: 'block-send',
    about: 'Somebody is blocked while a message of theirs is under way, whose record comes late.',
    given: aConversation(10 * minute),
    actors: () => ({
      a: { work: (process) => process.block('ann', 'bob') },
      b: { work: (process) => process.send('bob', 'ann', 'm1', { into: true }) },
    }),
    deliveries: { updateInbox: 1 },
  },
  {
    ...shared,
    name: 'block-own-send',
    about: 'Somebody who has archived a conversation blocks on one device, and writes on another.',
    given: inOrder(aConversation(10 * minute), (process) => process.archive('ann', 'bob')),
    actors: () => ({
      a: { work: (process) => process.block('ann', 'bob') },
      c: { work: (process) => process.send('ann', 'bob', 'm1', { into: true }) },
    }),
    deliveries: { updateInbox: 1 },
  },
  {
    ...shared,
    name: 'block-start',
    about: 'Somebody is blocked while they start a conversation.',
    actors: () => ({
      a: { work: (process) => process.block('ann', 'bob') },
      b: { work: (process) => process.send('bob', 'ann', 'm1') },
    }),
  },
  {
    ...shared,
    name: 'block-own-start',
    about: 'Somebody blocks on one device, and starts the conversation on another.',
    actors: () => ({
      a: { work: (process) => process.block('ann', 'bob') },
      c: { work: (process) => process.send('ann', 'bob', 'm1') },
    }),
  },
  {
    ...shared,
    name: 'block-both',
    about: 'Two people block each other before they have talked, and one takes it back.',
    actors: () => ({
      a: {
        work: async (process) => {
          await process.block('ann', 'bob')
          await process.unblock('ann', 'bob')
        },
      },
      b: { work: (process) => process.block('bob', 'ann') },
    }),
  },
  {
    ...shared,
    name: 'block-retry',
    about: 'Somebody is blocked while a message of theirs is sent twice, whose key is a minute old.',
    given: aConversation(10 * minute),
    actors: (simulation) => {
      simulation.key('m1', minute)
      return {
        a: { work: (process) => process.block('ann', 'bob') },
        b: { work: (process) => process.send('bob', 'ann', 'm1', { into: true, isRetry: true }) },
        c: { work: (process) => process.send('bob', 'ann', 'm1', { into: true, isRetry: true }), after: 'b' },
      }
    },
  },
  {
    ...shared,
    name: 'block-migrate',
    about:
      'The operator moves the conversation of the original application while one of the two blocks the other.',
    actors: () => ({
      a: { work: (process) => process.block('ann', 'bob') },
      m: { work: (process) => process.migrate('bob', 'ann', 'm0') },
    }),
  },
  {
    ...shared,
    name: 'unblock-migrate',
    about: 'The same while a block from before is taken back.',
    faults: 0,
    given: annHasBlocked,
    actors: () => ({
      a: { work: (process) => process.unblock('ann', 'bob') },
      m: { work: (process) => process.migrate('bob', 'ann', 'm0') },
    }),
  },
  {
    ...shared,
    name: 'block-erase',
    about: 'Somebody is erased while a process that knows their profile blocks for them.',
    given: aConversation(10 * minute),
    actors: () => ({
      a: {
        work: async (process) => {
          await process.request('getMe', 'GET', 'ann')
          await process.block('ann', 'bob')
        },
      },
      e: { work: (process) => process.erase('ann') },
    }),
  },
  {
    ...shared,
    name: 'block-erase-first',
    about: 'Two people who have never talked: one blocks, and is erased, while the other blocks as well.',
    given: annHasBlocked,
    actors: () => ({
      b: { work: (process) => process.block('bob', 'ann') },
      e: { work: (process) => process.erase('ann') },
    }),
  },
  {
    ...shared,
    name: 'block-erase-blocked',
    about: 'Somebody is erased while they are blocked, and a block from before is taken back.',
    given: annHasBlocked,
    actors: () => ({
      a: { work: (process) => process.unblock('ann', 'bob') },
      e: { work: (process) => process.erase('bob') },
    }),
  },
  {
    ...shared,
    name: 'block-read',
    about: 'Somebody blocks and marks as read on two devices, and the other one, with an open socket, looks.',
    given: inOrder(aConversation(10 * minute), async (process) => {
      await process.open(process.follow('ann', 'bob'))
    }),
    actors: () => ({
      b: { work: (process) => process.block('bob', 'ann') },
      c: { work: (process) => process.markRead('bob', 'ann', 'm0') },
      l: {
        work: async (process) => {
          await process.lookAtSeen('ann', 'bob')
          await process.lookAtSeen('ann', 'bob')
        },
      },
    }),
  },
  {
    ...shared,
    name: 'unblock-start',
    about: 'A block is taken back while the other one starts the conversation.',
    given: annHasBlocked,
    actors: () => ({
      a: { work: (process) => process.unblock('ann', 'bob') },
      b: { work: (process) => process.send('bob', 'ann', 'm1') },
    }),
  },
  {
    ...shared,
    name: 'unblock-block',
    about: 'A block is taken back on one device, and made on another.',
    given: annHasBlocked,
    actors: () => ({
      a: { work: (process) => process.unblock('ann', 'bob') },
      c: { work: (process) => process.block('ann', 'bob') },
    }),
  },
  {
    ...shared,
    name: 'block-toggle',
    about: 'Somebody blocks and takes it back three times, while the other one starts a conversation.',
    faults: 0,
    actors: () => ({
      a: {
        work: async (process) => {
          await process.block('ann', 'bob')
          await process.unblock('ann', 'bob')
          await process.block('ann', 'bob')
          await process.unblock('ann', 'bob')
          await process.block('ann', 'bob')
          await process.unblock('ann', 'bob')
        },
      },
      b: { work: (process) => process.send('bob', 'ann', 'm1') },
    }),
    // After three blocks, the message was stored without rows.
    pinned: [
      'a.1 a.2 a.3 a.4 b.1 b.2 b.3 b.4 a.5 a.6 a.7 a.8 a.9 b.5 a.10 a.11 a.12 a.13 a.14 a.15 b.6 a.16 a.17 a.18 a.19 a.20 b.7 a.21 a.22 a.23 a.24 a.25 a.26 b.8 a.27 a.28 a.29 b.9 a.30 a.31 a.32 a.33 a.34 b.10',
    ],
  },
  {
    ...shared,
    name: 'block-archived',
    about: 'Somebody has archived, got a message, and blocks and unblocks before its record comes.',
    faults: 0,
    given: inOrder(
      aConversation(10 * minute),
      (process) => process.archive('ann', 'bob'),
      messagesAt({ name: 'm1', from: 'bob', to: 'ann', ageMs: 1000 }),
    ),
    lateRecords: ['m1'],
    actors: () => ({
      a: {
        work: async (process) => {
          await process.block('ann', 'bob')
          await process.unblock('ann', 'bob')
        },
      },
    }),
    deliveries: { updateInbox: 1 },
    // The record of a message from before the block moved the row within the archive.
    pinned: ['a.1 a.2 a.3 a.4 a.5 a.6 a.7 inbox:m1.1 a.8 a.9 a.10 a.11 a.12 a.13 a.14'],
  },
]
