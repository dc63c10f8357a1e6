import type { Scenario } from '../scenario.ts'
import { aConversation, inOrder, minute, tidyUp } from './given.ts'

const m1 = { into: true, pictures: ['p1'] }

const shared = {
  people: ['ann', 'bob'],
  given: inOrder(aConversation(10 * minute), (process) => process.addPicture('ann', 'bob', 'p1')),
}

const aSentPicture = inOrder(shared.given, (process) => process.send('ann', 'bob', 'm1', m1))

/* Pictures that are sent, sent again, replaced and deleted. Ann has uploaded p1. */
export const pictures: Scenario[] = [
  {
    ...shared,
    name: 'picture-send',
    about: 'Somebody sends a picture, and any call of the bucket or the queue can fail.',
    hasRefusals: true,
    actors: () => ({
      a: { work: (process) => process.send('ann', 'bob', 'm1', m1) },
      b: { work: (process) => process.send('ann', 'bob', 'm1', m1), after: 'a' },
    }),
  },
  {
    ...shared,
    name: 'picture-two',
    about: 'Two messages with the same picture are sent at once.',
    actors: () => ({
      a: { work: (process) => process.send('ann', 'bob', 'm1', m1) },
      b: { work: (process) => process.send('ann', 'bob', 'm2', m1) },
    }),
  },
  {
    ...shared,
    name: 'picture-pair',
    about: 'Two messages with the same two pictures are sent at once.',
    given: inOrder(shared.given, (process) => process.addPicture('ann', 'bob', 'p2')),
    faults: 0,
    actors: () => ({
      a: { work: (process) => process.send('ann', 'bob', 'm1', { into: true, pictures: ['p1', 'p2'] }) },
      b: { work: (process) => process.send('ann', 'bob', 'm2', { into: true, pictures: ['p2', 'p1'] }) },
    }),
  },
  {
    ...shared,
    name: 'picture-retry',
    about: 'A message with a picture is sent twice, with the same key.',
    actors: () => ({
      a: { work: (process) => process.send('ann', 'bob', 'm1', m1) },
      b: { work: (process) => process.send('ann', 'bob', 'm1', m1) },
    }),
  },
  {
    ...shared,
    name: 'picture-retry-late',
    about: 'The same with a key that is a minute old.',
    actors: (simulation) => {
      simulation.key('m1', minute)
      return {
        a: { work: (process) => process.send('ann', 'bob', 'm1', m1) },
        b: { work: (process) => process.send('ann', 'bob', 'm1', m1), skew: 1500 },
      }
    },
  },
  {
    ...shared,
    name: 'picture-replace',
    about: 'Another file is uploaded while a picture is sent, and then what is no picture.',
    actors: () => ({
      a: { work: (process) => process.send('ann', 'bob', 'm1', m1) },
      u: {
        work: async (process) => {
          await process.upload('p1', 'large')
          await process.upload('p1', 'text')
        },
      },
    }),
  },
  {
    ...shared,
    name: 'picture-two-files',
    about: 'Another file is uploaded while a message is sent twice, with the same key.',
    faults: 0,
    actors: () => ({
      a: { work: (process) => process.send('ann', 'bob', 'm1', m1) },
      b: { work: (process) => process.send('ann', 'bob', 'm1', m1) },
      u: { work: (process) => process.upload('p1', 'large') },
    }),
  },
  {
    ...shared,
    name: 'picture-sweep',
    about: 'The job that tidies up after an attempt runs while the message is sent again.',
    isOrdered: true,
    jobs: { sweep_attachments: 1 },
    actors: () => ({
      a: { work: (process) => process.send('ann', 'bob', 'm1', m1) },
      b: { work: (process) => process.send('ann', 'bob', 'm1', { ...m1, isRetry: true }), after: 'a' },
    }),
  },
  {
    ...shared,
    name: 'picture-sweep-upload',
    about: 'The job that tidies up runs, perhaps twice, while the picture is uploaded again.',
    faults: 0,
    jobs: { sweep_attachments: 2 },
    actors: () => ({
      a: { work: (process) => process.send('ann', 'bob', 'm1', m1) },
      u: { work: (process) => process.upload('p1', 'large') },
    }),
  },
  {
    ...shared,
    name: 'picture-delete-retry',
    about: 'A message with a picture is sent again, and its pictures are deleted meanwhile.',
    faults: 0,
    jobs: { delete_attachments: 1 },
    deliveries: { updateInbox: 1 },
    actors: () => ({
      a: {
        work: async (process) => {
          await process.send('ann', 'bob', 'm1', m1)
          await process.remove('ann', 'bob', 'm1')
        },
      },
      b: { work: (process) => process.send('ann', 'bob', 'm1', m1) },
    }),
  },
  {
    ...shared,
    name: 'picture-delete',
    about:
      'A message with a picture is deleted. The job comes twice, and any call of the bucket or the queue can fail.',
    given: aSentPicture,
    hasRefusals: true,
    jobs: { delete_attachments: 2 },
    deliveries: { updateInbox: 1 },
    actors: () => ({
      a: { work: (process) => process.remove('ann', 'bob', 'm1') },
    }),
  },
  {
    ...shared,
    name: 'picture-delete-again',
    about: 'A message with a picture is sent and deleted while another one with this picture is sent.',
    faults: 0,
    jobs: { delete_attachments: 1 },
    deliveries: { updateInbox: 1 },
    actors: () => ({
      a: {
        work: async (process) => {
          const status = await process.send('ann', 'bob', 'm1', m1)
          if (status === 200) await process.remove('ann', 'bob', 'm1')
        },
      },
      b: { work: (process) => process.send('ann', 'bob', 'm2', m1) },
    }),
  },
  {
    ...shared,
    name: 'picture-redrive',
    about: 'The record of a deleted message with a picture is in the dead-letter queue.',
    given: inOrder(aSentPicture, tidyUp, (process) => process.remove('ann', 'bob', 'm1')),
    lateRecords: ['m1/1'],
    givenUp: ['m1/1'],
    actors: () => ({
      d: { work: (process) => process.redrive('m1/1') },
    }),
  },
  {
    ...shared,
    name: 'picture-report',
    about: 'A message with a picture is reported while it is deleted.',
    given: aSentPicture,
    jobs: { delete_attachments: 1 },
    deliveries: { updateInbox: 1 },
    actors: () => ({
      a: { work: (process) => process.remove('ann', 'bob', 'm1') },
      b: { work: (process) => process.report('bob', 'ann', 'm1') },
    }),
    // The report was stored, and then its pictures were gone.
    pinned: [
      'a.1 b.1 b.2 b.4 a.2 b.3 a.3 a.4 a.5 inbox:m1/1.1 inbox:m1/1.2 inbox:m1/1.3 inbox:m1/1.4 inbox:m1/1.5 files:inbox-m1/1.1 files:inbox-m1/1.2 files:inbox-m1/1.3 files:inbox-m1/1.4 b.5',
    ],
  },
]
