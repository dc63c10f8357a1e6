import type { Scenario } from '../scenario.ts'
import { aConversation, day, messagesAt, minute } from './given.ts'

const people = ['ann', 'bob']
const longAgo = day + 60 * minute

/** Bob began a day ago, and Ann answered within two minutes: her message is quiet. */
const aQuietAnswer = messagesAt(
  { name: 'm0', from: 'bob', to: 'ann', ageMs: longAgo },
  { name: 'm1', from: 'ann', to: 'bob', ageMs: longAgo - minute },
)

/* Rows that are settled: docs/decisions/0009-settled-rows.md. */
export const settling: Scenario[] = [
  {
    name: 'settle-loud',
    about:
      'A row that has rested for a day is settled while a loud message comes, whose record is delivered twice.',
    people,
    given: aConversation(longAgo),
    actors: () => ({
      a: { work: (process) => process.send('ann', 'bob', 'm1', { into: true }) },
      r: { work: (process) => process.inbox('bob') },
    }),
    deliveries: { updateInbox: 2 },
  },
  {
    name: 'settle-crash',
    about: 'The same with one delivery, and a crash or a lost response.',
    people,
    given: aConversation(longAgo),
    actors: () => ({
      b: { work: (process) => process.send('bob', 'ann', 'm1', { into: true }) },
      r: { work: (process) => process.inbox('bob') },
    }),
    deliveries: { updateInbox: 1 },
  },
  {
    name: 'settle-quiet',
    about: 'Somebody looks at their inbox on two devices, where a conversation ends with a quiet message.',
    people,
    given: aQuietAnswer,
    actors: () => ({
      b: { work: (process) => process.inbox('bob') },
      c: {
        work: async (process) => {
          await process.inbox('bob')
          await process.inbox('bob')
        },
      },
    }),
  },
  {
    name: 'settle-read',
    about:
      'Somebody marks different messages as read on two devices, which settles the row, and looks at their inbox.',
    people,
    given: messagesAt(
      { name: 'm0', from: 'ann', to: 'bob', ageMs: longAgo },
      { name: 'm1', from: 'ann', to: 'bob', ageMs: longAgo - minute },
    ),
    actors: () => ({
      b: { work: (process) => process.markRead('bob', 'ann', 'm0') },
      c: { work: (process) => process.markRead('bob', 'ann', 'm1') },
      r: { work: (process) => process.inbox('bob') },
    }),
  },
  {
    name: 'settle-read-loud',
    about: 'A read mark settles a row while the reader writes a loud message on another device.',
    people,
    given: aConversation(10 * minute),
    actors: () => ({
      b: { work: (process) => process.markRead('bob', 'ann', 'm0') },
      c: { work: (process) => process.send('bob', 'ann', 'm1', { into: true }) },
    }),
    deliveries: { updateInbox: 1 },
  },
  {
    name: 'settle-awake',
    about: 'A read mark meets a quiet message: the conversation is not at rest.',
    people,
    given: aConversation(minute),
    actors: () => ({
      a: { work: (process) => process.send('ann', 'bob', 'm1', { into: true }) },
      b: { work: (process) => process.markRead('bob', 'ann', 'm0') },
    }),
  },
  {
    name: 'settle-late-record',
    about:
      "A read mark in a row that has rested, but a loud message's record is late, and a quiet message follows it.",
    people,
    given: messagesAt(
      { name: 'm0', from: 'ann', to: 'bob', ageMs: 10 * minute },
      { name: 'm1', from: 'ann', to: 'bob', ageMs: 1000 },
    ),
    lateRecords: ['m1'],
    actors: () => ({
      a: { work: (process) => process.send('ann', 'bob', 'm2', { into: true }) },
      b: { work: (process) => process.markRead('bob', 'ann', 'm0') },
    }),
    deliveries: { updateInbox: 1 },
  },
  {
    name: 'settle-two-windows',
    about:
      'Loud messages at 0:00 and 1:50, and the record of the second is late; a quiet one follows at 3:30, and a read mark before it.',
    people,
    given: messagesAt(
      { name: 'm0', from: 'ann', to: 'bob', ageMs: 20 * minute },
      { name: 'm1', from: 'bob', to: 'ann', ageMs: 210_000 },
      { name: 'm2', from: 'bob', to: 'ann', ageMs: 100_000 },
    ),
    lateRecords: ['m2'],
    actors: () => ({
      d: { work: (process) => process.send('bob', 'ann', 'm3', { into: true }) },
      r: { work: (process) => process.markRead('ann', 'bob', 'm1') },
    }),
    deliveries: { updateInbox: 1 },
  },
  {
    name: 'settle-erase',
    about:
      'Somebody is erased while the other one settles their row, whose last message is from the erased person.',
    people,
    given: aQuietAnswer,
    actors: () => ({
      e: { work: (process) => process.erase('ann') },
      r: { work: (process) => process.inbox('bob') },
    }),
  },
  {
    name: 'settle-rebuild',
    about: 'The operator rebuilds the rows while one is settled and a loud message comes.',
    people,
    given: aQuietAnswer,
    actors: () => ({
      a: { work: (process) => process.send('ann', 'bob', 'm2', { into: true }) },
      o: { work: (process) => process.rebuild('ann', 'bob') },
      r: { work: (process) => process.inbox('bob') },
    }),
    deliveries: { updateInbox: 1 },
  },
]
