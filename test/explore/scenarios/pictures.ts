import type { Scenario } from '../scenario.ts'
import { aConversation, inOrder, minute } from './given.ts'

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
      b: { work: (process) => process.send('ann', 'bob', 'm1', { ...m1, isRetry: true }), after: 'a' },
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
    name: 'picture-retry',
    about: 'A message with a picture is sent twice, with the same key.',
    actors: () => ({
      a: { work: (process) => process.send('ann', 'bob', 'm1', m1) },
      b: { work: (process) => process.send('ann', 'bob', 'm1', m1) },
    }),
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
    name: 'picture-replace-retry',
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
    jobs: { sweep_attachments: 1 },
    actors: () => ({
      a: { work: (process) => process.send('ann', 'bob', 'm1', m1) },
      b: { work: (process) => process.send('ann', 'bob', 'm1', m1), after: 'a' },
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
    about: 'A message with a picture is deleted, and its record and the job come twice, or fail.',
    given: aSentPicture,
    hasRefusals: true,
    jobs: { delete_attachments: 2 },
    deliveries: { updateInbox: 2 },
    actors: () => ({
      a: { work: (process) => process.remove('ann', 'bob', 'm1') },
    }),
  },
  {
    ...shared,
    name: 'picture-delete-again',
    about: 'A message with a picture is deleted while another one with this picture is sent.',
    given: aSentPicture,
    faults: 0,
    jobs: { delete_attachments: 1 },
    deliveries: { updateInbox: 1 },
    actors: () => ({
      a: { work: (process) => process.remove('ann', 'bob', 'm1') },
      b: { work: (process) => process.send('ann', 'bob', 'm2', m1) },
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
  },
]
