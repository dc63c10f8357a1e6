import type { Scenario } from '../scenario.ts'
import { aConversation, aRequest, inOrder, messagesAt, minute } from './given.ts'

const people = ['ann', 'bob']
const shared = { people, isOrdered: true }

/* Lists: Ann archives, accepts and declines. */
export const lists: Scenario[] = [
  {
    ...shared,
    name: 'archive-quiet',
    about: 'Somebody archives while the other one writes within two minutes.',
    given: aConversation(minute),
    actors: () => ({
      a: { work: (process) => process.archive('ann', 'bob') },
      b: { work: (process) => process.send('bob', 'ann', 'm1', { into: true }) },
    }),
    deliveries: { updateInbox: 1 },
  },
  {
    ...shared,
    name: 'archive-own-send',
    about: 'Somebody has written and archives before the record comes, and the other one answers at once.',
    faults: 0,
    given: messagesAt(
      { name: 'm0', from: 'ann', to: 'bob', ageMs: 10 * minute },
      { name: 'm1', from: 'ann', to: 'bob', ageMs: 1000 },
    ),
    lateRecords: ['m1'],
    actors: () => ({
      a: { work: (process) => process.archive('ann', 'bob') },
      b: { work: (process) => process.send('bob', 'ann', 'm2', { into: true }) },
    }),
    deliveries: { updateInbox: 1 },
    // The other row showed the message of the one who archives, whose own row did not yet: the answer was quiet.
    pinned: ['a.1 a.2 a.3 a.4 a.5 a.6 a.7 inbox:m1.2 b.1 b.2 b.3 b.4'],
  },
  {
    ...shared,
    name: 'archive-other-send',
    about: 'Somebody archives on one device and writes on another.',
    given: aConversation(10 * minute),
    actors: () => ({
      a: { work: (process) => process.archive('ann', 'bob') },
      c: { work: (process) => process.send('ann', 'bob', 'm1', { into: true }) },
    }),
    deliveries: { updateInbox: 1 },
  },
  {
    ...shared,
    name: 'archive-both',
    about: 'Somebody archives while the other one, who has archived as well, writes.',
    faults: 0,
    given: inOrder(aConversation(minute), (process) => process.archive('bob', 'ann')),
    actors: () => ({
      a: { work: (process) => process.archive('ann', 'bob') },
      b: { work: (process) => process.send('bob', 'ann', 'm1', { into: true }) },
    }),
    deliveries: { updateInbox: 1 },
  },
  {
    ...shared,
    name: 'archive-rebuild',
    about: 'The operator rebuilds rows that have missed a message, while one of them is archived.',
    given: messagesAt(
      { name: 'm0', from: 'ann', to: 'bob', ageMs: 10 * minute },
      { name: 'm1', from: 'bob', to: 'ann', ageMs: 5 * minute },
    ),
    lateRecords: ['m1'],
    givenUp: ['m1'],
    actors: () => ({
      a: { work: (process) => process.archive('ann', 'bob') },
      r: { work: (process) => process.rebuild('ann', 'bob') },
    }),
  },
  {
    ...shared,
    name: 'archived-rebuild',
    about: 'The operator rebuilds the row of somebody who has archived, while a message and its record come.',
    faults: 0,
    given: inOrder(aConversation(10 * minute), (process) => process.archive('ann', 'bob')),
    actors: () => ({
      b: { work: (process) => process.send('bob', 'ann', 'm1', { into: true }) },
      r: { work: (process) => process.rebuild('ann', 'bob') },
    }),
    deliveries: { updateInbox: 1 },
  },
  {
    ...shared,
    name: 'archive-erase',
    about: 'Somebody archives while they are erased.',
    given: aConversation(10 * minute),
    actors: () => ({
      a: { work: (process) => process.archive('ann', 'bob') },
      e: { work: (process) => process.erase('ann') },
    }),
    // The row of the other one kept the mark of somebody who is gone.
    pinned: ['a.1 a.2 a.3 a.4 a.5 a.6 a.7 e.1'],
  },
  {
    ...shared,
    name: 'archive-again',
    about:
      'Somebody takes the conversation out of the archive and archives it again, while the other one writes.',
    given: inOrder(aConversation(minute), (process) => process.archive('ann', 'bob')),
    actors: () => ({
      a: {
        work: async (process) => {
          await process.unarchive('ann', 'bob')
          await process.archive('ann', 'bob')
        },
      },
      b: { work: (process) => process.send('bob', 'ann', 'm1', { into: true }) },
    }),
    deliveries: { updateInbox: 1 },
  },
  {
    ...shared,
    name: 'archived-erase',
    about: 'A message brings a conversation back, while the one who archived it is erased.',
    faults: 0,
    given: inOrder(aConversation(minute), (process) => process.archive('ann', 'bob')),
    actors: () => ({
      b: { work: (process) => process.send('bob', 'ann', 'm1', { into: true }) },
      e: { work: (process) => process.erase('ann') },
    }),
    deliveries: { updateInbox: 1 },
  },
  {
    ...shared,
    name: 'decline-quiet',
    about: 'Somebody declines a request while the other one writes again within two minutes.',
    given: aRequest(minute),
    actors: () => ({
      a: { work: (process) => process.decline('ann', 'bob') },
      b: { work: (process) => process.send('bob', 'ann', 'm1', { into: true }) },
    }),
    deliveries: { updateInbox: 1 },
  },
  {
    ...shared,
    name: 'decline-loud',
    about: 'The same after a pause.',
    given: aRequest(10 * minute),
    actors: () => ({
      a: { work: (process) => process.decline('ann', 'bob') },
      b: { work: (process) => process.send('bob', 'ann', 'm1', { into: true }) },
    }),
    deliveries: { updateInbox: 1 },
  },
  {
    ...shared,
    name: 'accept-decline',
    about: 'A request is accepted on one device and declined on another.',
    given: aRequest(10 * minute),
    actors: () => ({
      a: { work: (process) => process.accept('ann', 'bob') },
      c: { work: (process) => process.decline('ann', 'bob') },
    }),
  },
  {
    ...shared,
    name: 'answer-decline',
    about: 'A request is answered on one device and declined on another.',
    given: aRequest(10 * minute),
    actors: () => ({
      a: { work: (process) => process.send('ann', 'bob', 'm1', { into: true }) },
      c: { work: (process) => process.decline('ann', 'bob') },
    }),
    deliveries: { updateInbox: 1 },
  },
  {
    ...shared,
    name: 'answer-late',
    about: 'A request is answered while the record of its second message is late.',
    given: aRequest(10 * minute),
    actors: () => ({
      a: { work: (process) => process.send('ann', 'bob', 'm2', { into: true }) },
      b: { work: (process) => process.send('bob', 'ann', 'm1', { into: true }) },
    }),
    deliveries: { updateInbox: 1 },
  },
  {
    ...shared,
    name: 'request-start',
    about: 'Somebody chooses requests while another one starts a conversation with them.',
    actors: () => ({
      a: { work: (process) => process.setStrangers('ann', 'requests') },
      b: { work: (process) => process.send('bob', 'ann', 'm0') },
    }),
  },
  {
    ...shared,
    name: 'request-both',
    about: 'Two people start their conversation at once, and one of them has chosen requests.',
    given: (process) => process.setStrangers('ann', 'requests'),
    actors: () => ({
      a: { work: (process) => process.send('ann', 'bob', 'm1') },
      b: { work: (process) => process.send('bob', 'ann', 'm2') },
    }),
  },
]
