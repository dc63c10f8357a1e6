import type { Scenario } from '../scenario.ts'
import { aConversation, messagesAt, minute } from './given.ts'

export const inboxes: Scenario[] = [
  {
    name: 'quiet-edge',
    about: 'Both write around the edge of two minutes; updateInbox comes late and out of order.',
    people: ['ann', 'bob'],
    given: aConversation(2 * minute - 1),
    actors: (simulation) => {
      simulation.key('m1', 0)
      return {
        a: { work: (process) => process.send('ann', 'bob', 'm1', { into: true }) },
        b: { work: (process) => process.send('bob', 'ann', 'm2', { into: true }), skew: 2 },
      }
    },
    deliveries: { updateInbox: 1 },
    clockSteps: [1],
  },
  {
    name: 'inbox-order',
    about: 'Two loud messages, whose records come twice and in any order.',
    people: ['ann', 'bob'],
    given: aConversation(10 * minute),
    actors: () => ({
      a: { work: (process) => process.send('ann', 'bob', 'm1', { into: true }) },
      b: { work: (process) => process.send('bob', 'ann', 'm2', { into: true }) },
    }),
    deliveries: { updateInbox: 2 },
  },
  {
    name: 'inbox-crash',
    about: 'updateInbox crashes between two rows, or loses the response to a write.',
    people: ['ann', 'bob'],
    given: aConversation(10 * minute),
    actors: () => ({
      a: { work: (process) => process.send('ann', 'bob', 'm1', { into: true }) },
      b: { work: (process) => process.send('bob', 'ann', 'm2', { into: true }) },
    }),
    deliveries: { updateInbox: 1 },
  },
  {
    name: 'redrive',
    about: 'The operator redrives two records while Lambda still delivers them.',
    people: ['ann', 'bob'],
    given: aConversation(10 * minute),
    actors: () => ({
      a: {
        work: async (process) => {
          await process.send('ann', 'bob', 'm1', { into: true })
          await process.send('bob', 'ann', 'm2', { into: true })
        },
      },
      o: { work: (process) => process.redrive('m1', 'm2'), after: 'a' },
    }),
    deliveries: { updateInbox: 1 },
  },
  {
    name: 'redrive-late',
    about: 'The operator redrives a record that Lambda has given up, while a newer one is delivered twice.',
    people: ['ann', 'bob'],
    given: messagesAt(
      { name: 'm0', from: 'ann', to: 'bob', ageMs: 10 * minute },
      { name: 'm1', from: 'ann', to: 'bob', ageMs: 5 * minute },
    ),
    lateRecords: ['m1'],
    givenUp: ['m1'],
    actors: () => ({
      b: { work: (process) => process.send('bob', 'ann', 'm2', { into: true }) },
      o: { work: (process) => process.redrive('m1') },
    }),
    deliveries: { updateInbox: 2 },
  },
  {
    name: 'read-marks',
    about: 'Somebody marks as read while a message of their own moves the same row.',
    people: ['ann', 'bob'],
    given: aConversation(10 * minute),
    actors: () => ({
      a: {
        work: async (process) => {
          await process.send('ann', 'bob', 'm1', { into: true })
          await process.markRead('bob', 'ann', 'm1')
        },
      },
      b: { work: (process) => process.send('bob', 'ann', 'm2', { into: true }) },
    }),
    deliveries: { updateInbox: 1 },
  },
  {
    name: 'read-twice',
    about: 'Somebody marks different messages as read, on two devices.',
    people: ['ann', 'bob'],
    given: messagesAt(
      { name: 'm0', from: 'ann', to: 'bob', ageMs: 10 * minute },
      { name: 'm1', from: 'ann', to: 'bob', ageMs: 9 * minute },
    ),
    actors: () => ({
      b: { work: (process) => process.markRead('bob', 'ann', 'm0') },
      c: { work: (process) => process.markRead('bob', 'ann', 'm1') },
    }),
  },
  {
    name: 'read-again',
    about: 'Somebody looks at their inbox and the conversation twice while messages come.',
    people: ['ann', 'bob'],
    given: aConversation(10 * minute),
    actors: () => ({
      a: { work: (process) => process.send('ann', 'bob', 'm1', { into: true }) },
      r: {
        work: async (process) => {
          await process.inbox('bob')
          await process.look('bob', 'ann')
          await process.inbox('bob')
        },
      },
    }),
    deliveries: { updateInbox: 1 },
  },
  {
    name: 'rebuild',
    about: 'The operator rebuilds the rows while a message and its record come.',
    people: ['ann', 'bob'],
    given: aConversation(10 * minute),
    actors: () => ({
      a: { work: (process) => process.send('ann', 'bob', 'm1', { into: true }) },
      r: { work: (process) => process.rebuild('ann', 'bob') },
    }),
    deliveries: { updateInbox: 1 },
  },
  {
    name: 'rebuild-missed',
    about: 'The operator rebuilds rows that have missed a message, while another one and its record come.',
    people: ['ann', 'bob'],
    given: messagesAt(
      { name: 'm0', from: 'ann', to: 'bob', ageMs: 10 * minute },
      { name: 'm1', from: 'ann', to: 'bob', ageMs: 5 * minute },
    ),
    lateRecords: ['m1'],
    givenUp: ['m1'],
    actors: () => ({
      b: { work: (process) => process.send('bob', 'ann', 'm2', { into: true }) },
      r: { work: (process) => process.rebuild('ann', 'bob') },
    }),
    deliveries: { updateInbox: 1 },
  },
]
