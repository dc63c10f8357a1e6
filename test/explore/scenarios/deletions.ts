import type { Scenario } from '../scenario.ts'
import { aConversation, inOrder, messagesAt, minute } from './given.ts'
import { aGroup, aMessage } from './namedGroups.ts'

const people = ['ann', 'bob']
const into = { into: true }
const shared = { people, jobs: { erase_user: 1 } }

const twoMessages = messagesAt(
  { name: 'm0', from: 'ann', to: 'bob', ageMs: 10 * minute },
  { name: 'm1', from: 'bob', to: 'ann', ageMs: 9 * minute },
)

/* Ann deletes her account: by a request that marks her, and by a job. `e` is a request, and `j` another delivery of the job. */
export const deletions: Scenario[] = [
  {
    ...shared,
    name: 'delete-me',
    about: 'Somebody deletes their account, and the job ends early and continues.',
    hasCuts: true,
    given: inOrder(twoMessages, aGroup(8 * minute, 'bob')),
    isLarge: true,
    actors: () => ({ e: { work: (process) => process.deleteMe('ann') } }),
    // The job ends between two of its last steps: the account in the user pool and the names.
    pinnedForDefects: [
      'e.1 e.2 e.3 e.4 e.5 erase:e.1 erase:e.2 erase:e.3 erase:e.5 erase:e.4 erase:e.6 erase:e.7 erase:e.8 erase:erase-e.1 erase:erase-e.2 erase:erase-e.3 erase:erase-e.4 erase:erase-e.6 erase:erase-e.7 erase:erase-e.8 erase:erase-e.9 erase:erase-e.5 erase:erase-e.10 erase:erase-e.11 erase:erase-e.12 erase:erase-e.13 erase:erase-e.14 erase:erase-e.15 erase:erase-e.16 erase:erase-e.17 erase:erase-e.18 erase:erase-e.19 erase:erase-e.20 erase:erase-e.21 erase:erase-e.22 erase:erase-e.23 erase:erase-e.24 erase:erase-e.25 erase:erase-e.26*',
      'e.1 e.2 e.3 e.4 e.5 erase:e.1 erase:e.2 erase:e.3 erase:e.5 erase:e.4 erase:e.6 erase:e.7 erase:e.8 erase:erase-e.1 erase:erase-e.2 erase:erase-e.3 erase:erase-e.4 erase:erase-e.6 erase:erase-e.7 erase:erase-e.8 erase:erase-e.9 erase:erase-e.5 erase:erase-e.10 erase:erase-e.11 erase:erase-e.12 erase:erase-e.13 erase:erase-e.14 erase:erase-e.15 erase:erase-e.16 erase:erase-e.17 erase:erase-e.18 erase:erase-e.19 erase:erase-e.20 erase:erase-e.21 erase:erase-e.22 erase:erase-e.23 erase:erase-e.24 erase:erase-e.25 erase:erase-e.26 erase:erase-e.27*',
      'e.1 e.2 e.3 e.4 e.5 erase:e.1 erase:e.2 erase:e.3 erase:e.5 erase:e.4 erase:e.6 erase:e.7 erase:e.8 erase:erase-e.1 erase:erase-e.2 erase:erase-e.3 erase:erase-e.4 erase:erase-e.6 erase:erase-e.7 erase:erase-e.8 erase:erase-e.9 erase:erase-e.5 erase:erase-e.10 erase:erase-e.11 erase:erase-e.12 erase:erase-e.13 erase:erase-e.14 erase:erase-e.15 erase:erase-e.16 erase:erase-e.17 erase:erase-e.18 erase:erase-e.19 erase:erase-e.20 erase:erase-e.21 erase:erase-e.22 erase:erase-e.23 erase:erase-e.24 erase:erase-e.25 erase:erase-e.26 erase:erase-e.27 erase:erase-e.28*',
    ],
  },
  {
    ...shared,
    name: 'delete-me-twice',
    about: 'The job is delivered twice at once, and the person asks for it on two devices.',
    faults: 0,
    given: aConversation(10 * minute),
    isLarge: true,
    actors: () => ({
      e: { work: (process) => process.deleteMe('ann') },
      j: { work: (process) => process.deliverErasure('ann') },
    }),
    // One delivery deletes the membership that the other one has read.
    pinnedForDefects: [
      'j.1 e.1 e.2 j.2 j.3 j.4 erase:e.1 erase:e.2 j.5 e.3 erase:j.1 erase:j.2 erase:j.3 erase:j.4 erase:j.5 erase:e.3 erase:j.6 erase:j.7 erase:j.8 erase:j.9 erase:j.10 erase:e.4 erase:j.11 erase:j.12 erase:j.13 erase:j.14 erase:j.15 erase:j.16 erase:j.17 erase:j.18 erase:j.19 erase:j.20',
    ],
  },
  {
    ...shared,
    name: 'delete-me-send',
    about: 'Somebody deletes their account while a message of theirs is under way.',
    faults: 0,
    given: aConversation(10 * minute),
    actors: () => ({
      a: { work: (process) => process.send('ann', 'bob', 'm1', into) },
      e: { work: (process) => process.deleteMe('ann') },
    }),
  },
  {
    ...shared,
    name: 'delete-me-start',
    about: 'Somebody deletes their account while somebody else starts a conversation with them.',
    faults: 0,
    actors: () => ({
      b: { work: (process) => process.send('bob', 'ann', 'm0') },
      e: { work: (process) => process.deleteMe('ann') },
    }),
  },
  {
    ...shared,
    name: 'delete-me-react',
    about: 'Somebody deletes their account while they react to a message.',
    faults: 0,
    given: twoMessages,
    actors: () => ({
      a: { work: (process) => process.react('ann', 'bob', 'm1', '👍') },
      j: { work: (process) => process.deliverErasure('ann') },
    }),
  },
  {
    ...shared,
    name: 'delete-me-rename',
    about: 'Somebody deletes their account while they get another name.',
    faults: 0,
    given: aConversation(10 * minute),
    actors: () => ({
      a: { work: (process) => process.rename('ann', 'eve') },
      e: { work: (process) => process.deleteMe('ann') },
    }),
  },
  {
    ...shared,
    name: 'delete-me-record',
    about: 'Somebody deletes their account while the record of a message of theirs is delivered.',
    faults: 0,
    given: inOrder(aConversation(10 * minute), (process) => process.send('ann', 'bob', 'm1', into)),
    lateRecords: ['m1'],
    actors: () => ({ e: { work: (process) => process.deleteMe('ann') } }),
    deliveries: { updateInbox: 1 },
    areChangesLast: true,
  },
  {
    ...shared,
    name: 'delete-me-owner',
    about: 'The owner of a group deletes their account while another member writes.',
    people: ['ann', 'bob'],
    faults: 0,
    given: aGroup(10 * minute, 'bob'),
    actors: () => ({
      b: { work: (process) => process.send('bob', 'trip', 'm1', into) },
      j: { work: (process) => process.deliverErasure('ann') },
    }),
  },
  {
    ...shared,
    name: 'delete-me-last',
    about: 'The owner of a group deletes their account while the only other member leaves.',
    faults: 0,
    given: inOrder(aGroup(10 * minute, 'bob'), aMessage('m1', 5 * minute)),
    isLarge: true,
    actors: () => ({
      b: { work: (process) => process.leave('bob', 'trip') },
      j: { work: (process) => process.deliverErasure('ann') },
    }),
    jobs: { erase_user: 1, end_group: 1 },
  },
  {
    ...shared,
    name: 'delete-me-added',
    about: 'Somebody deletes their account while they are added to a group.',
    people: ['ann', 'bob', 'cy'],
    faults: 0,
    given: aGroup(10 * minute, 'bob'),
    actors: () => ({
      a: { work: (process) => process.addMember('ann', 'trip', 'cy') },
      e: { work: (process) => process.deleteMe('cy') },
    }),
  },
  {
    ...shared,
    name: 'delete-me-block',
    about: 'Somebody deletes their account while they block somebody, who blocks them, too.',
    faults: 0,
    given: aConversation(10 * minute),
    isLarge: true,
    actors: () => ({
      a: { work: (process) => process.block('ann', 'bob') },
      b: { work: (process) => process.block('bob', 'ann') },
      j: { work: (process) => process.deliverErasure('ann') },
    }),
  },
  {
    ...shared,
    name: 'delete-me-report',
    about: 'Somebody deletes their account while a message of theirs is reported.',
    faults: 0,
    given: aConversation(10 * minute),
    isLarge: true,
    actors: () => ({
      b: { work: (process) => process.report('bob', 'ann', 'm0') },
      j: { work: (process) => process.deliverErasure('ann') },
    }),
  },
  {
    ...shared,
    name: 'delete-me-picture',
    about: 'Somebody deletes their account while they send a picture.',
    faults: 0,
    given: inOrder(aConversation(10 * minute), (process) => process.addPicture('ann', 'bob', 'p1')),
    isLarge: true,
    actors: () => ({
      a: { work: (process) => process.send('ann', 'bob', 'm1', { ...into, pictures: ['p1'] }) },
      j: { work: (process) => process.deliverErasure('ann') },
    }),
  },
]
