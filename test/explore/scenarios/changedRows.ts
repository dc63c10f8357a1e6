import type { Scenario } from '../scenario.ts'
import { aConversation, day, inOrder, messagesAt, minute } from './given.ts'

const people = ['ann', 'bob']
const longAgo = day + 60 * minute

/** Two messages that Bob has not read. The second one is quiet. */
const twoUnread = (ageMs: number) =>
  messagesAt(
    { name: 'm0', from: 'ann', to: 'bob', ageMs },
    { name: 'm1', from: 'ann', to: 'bob', ageMs: ageMs - minute },
  )

/** Two loud messages that Bob has not read. */
const twoLoud = messagesAt(
  { name: 'm0', from: 'ann', to: 'bob', ageMs: longAgo },
  { name: 'm1', from: 'ann', to: 'bob', ageMs: longAgo - 10 * minute },
)

/** Bob's own message, which is quiet, is how far he has read. */
const anAnswer = (ageMs: number) =>
  messagesAt(
    { name: 'm0', from: 'ann', to: 'bob', ageMs },
    { name: 'm1', from: 'bob', to: 'ann', ageMs: ageMs - minute },
  )

/** Loud, with a record that comes late. */
const aLateRecord = messagesAt(
  { name: 'm0', from: 'ann', to: 'bob', ageMs: 10 * minute },
  { name: 'm1', from: 'ann', to: 'bob', ageMs: 5 * minute },
)

/* What the rows of conversations show of messages that are edited and deleted. */
export const changedRows: Scenario[] = [
  {
    name: 'delete-settle',
    about:
      'The last message of a conversation that has rested for a day is deleted while its row is settled.',
    people,
    given: aConversation(longAgo),
    actors: () => ({
      a: { work: (process) => process.remove('ann', 'bob', 'm0') },
      r: { work: (process) => process.inbox('bob') },
    }),
    deliveries: { updateInbox: 1 },
  },
  {
    name: 'delete-settled',
    about: 'The last message of a settled row is deleted; its reader looks twice.',
    people,
    given: inOrder(aConversation(longAgo), (process) => process.inbox('bob')),
    actors: () => ({
      a: { work: (process) => process.remove('ann', 'bob', 'm0') },
      r: {
        work: async (process) => {
          await process.inbox('bob')
          await process.inbox('bob')
        },
      },
    }),
    deliveries: { updateInbox: 1 },
  },
  {
    name: 'delete-counted',
    about: 'An unread message is deleted that a settled row counts, but does not show.',
    people,
    given: inOrder(twoLoud, (process) => process.inbox('bob')),
    actors: () => ({
      a: { work: (process) => process.remove('ann', 'bob', 'm0') },
      r: {
        work: async (process) => {
          await process.inbox('bob')
          await process.inbox('bob')
        },
      },
    }),
    deliveries: { updateInbox: 1 },
  },
  {
    name: 'delete-own',
    about: 'Somebody deletes the message that shows how far they have read, and looks at their inbox.',
    people,
    given: anAnswer(10 * minute),
    actors: () => ({
      b: { work: (process) => process.remove('bob', 'ann', 'm1') },
      r: {
        work: async (process) => {
          await process.inbox('bob')
          await process.inbox('bob')
        },
      },
    }),
    deliveries: { updateInbox: 1 },
  },
  {
    name: 'delete-own-settle',
    about: 'The same in a conversation that has rested for a day.',
    people,
    given: anAnswer(longAgo),
    actors: () => ({
      b: { work: (process) => process.remove('bob', 'ann', 'm1') },
      r: { work: (process) => process.inbox('bob') },
    }),
    deliveries: { updateInbox: 1 },
  },
  {
    name: 'delete-mark',
    about: 'A read mark settles a row while the last message is deleted.',
    people,
    given: twoUnread(10 * minute),
    actors: () => ({
      a: { work: (process) => process.remove('ann', 'bob', 'm1') },
      b: { work: (process) => process.markRead('bob', 'ann', 'm0') },
    }),
    deliveries: { updateInbox: 1 },
  },
  {
    name: 'edit-mark',
    about: 'A read mark settles a row while the last message is edited.',
    people,
    given: twoUnread(10 * minute),
    actors: (simulation) => {
      simulation.key('k1')
      return {
        a: { work: (process) => process.edit('ann', 'bob', 'm1', 'e1', { key: 'k1' }) },
        b: { work: (process) => process.markRead('bob', 'ann', 'm1') },
      }
    },
    deliveries: { updateInbox: 1 },
  },
  {
    name: 'delete-late',
    about: 'A message is deleted before its record comes, and both records come twice, in any order.',
    people,
    given: aLateRecord,
    lateRecords: ['m1'],
    actors: () => ({
      a: { work: (process) => process.remove('ann', 'bob', 'm1') },
    }),
    deliveries: { updateInbox: 2 },
    faults: 0,
  },
  {
    name: 'edit-late',
    faults: 0,
    about: 'A message is edited before its record comes, and both records come in any order.',
    people,
    given: aLateRecord,
    lateRecords: ['m1'],
    actors: (simulation) => {
      simulation.key('k1')
      return { a: { work: (process) => process.edit('ann', 'bob', 'm1', 'e1', { key: 'k1' }) } }
    },
    deliveries: { updateInbox: 1 },
  },
  {
    name: 'edit-delete-records',
    about: 'A message is edited and deleted, and its records come in any order; a row is settled.',
    people,
    given: inOrder(aConversation(10 * minute), (process) => process.markRead('bob', 'ann', 'm0')),
    actors: (simulation) => {
      simulation.key('k1')
      return {
        a: {
          work: async (process) => {
            await process.edit('ann', 'bob', 'm0', 'e1', { key: 'k1' })
            await process.remove('ann', 'bob', 'm0')
          },
        },
      }
    },
    faults: 0,
    deliveries: { updateInbox: 1 },
  },
  {
    name: 'delete-rebuild',
    about: 'The operator rebuilds the rows while the last message is deleted and a row is settled.',
    people,
    given: aConversation(longAgo),
    actors: () => ({
      a: { work: (process) => process.remove('ann', 'bob', 'm0') },
      o: { work: (process) => process.rebuild('ann', 'bob') },
      r: { work: (process) => process.inbox('bob') },
    }),
    faults: 0,
    deliveries: { updateInbox: 1 },
  },
]
