import type { Scenario } from '../scenario.ts'
import { aConversation, inOrder, minute, tidyUp } from './given.ts'
import { aGroup } from './namedGroups.ts'

const m1 = { into: true, pictures: ['p1'] }
const m0 = { into: true, pictures: ['p0'] }

const aConversationWithPicture = inOrder(aConversation(10 * minute), (process) =>
  process.addPicture('ann', 'bob', 'p1'),
)

/** Bob has sent p0 to the group, and left. Ann has uploaded p1. */
const aGroupWithPictures = inOrder(
  aGroup(10 * minute, 'bob'),
  (process) => process.addPicture('bob', 'trip', 'p0'),
  (process) => process.send('bob', 'trip', 'm0', m0),
  (process) => process.leave('bob', 'trip'),
  tidyUp,
  (process) => process.addPicture('ann', 'trip', 'p1'),
)

/* Pictures of people who are erased, and of named groups that end. */
export const pictureEnds: Scenario[] = [
  {
    name: 'picture-erase',
    about: 'Somebody is erased while they send a picture.',
    people: ['ann', 'bob'],
    given: aConversationWithPicture,
    actors: () => ({
      a: { work: (process) => process.send('ann', 'bob', 'm1', m1) },
      e: { work: (process) => process.erase('ann') },
    }),
  },
  {
    name: 'picture-erase-delete',
    about: 'Somebody is erased while they delete a message with a picture.',
    people: ['ann', 'bob'],
    given: inOrder(aConversationWithPicture, (process) => process.send('ann', 'bob', 'm1', m1)),
    actors: () => ({
      a: { work: (process) => process.remove('ann', 'bob', 'm1') },
      e: { work: (process) => process.erase('ann') },
    }),
  },
  {
    name: 'picture-report-erase',
    about: 'Somebody is erased while a message of theirs with a picture is reported.',
    people: ['ann', 'bob'],
    faults: 0,
    jobs: { delete_attachments: 1 },
    deliveries: { updateInbox: 1 },
    given: inOrder(aConversationWithPicture, (process) => process.send('ann', 'bob', 'm1', m1)),
    actors: () => ({
      b: { work: (process) => process.report('bob', 'ann', 'm1') },
      e: { work: (process) => process.erase('ann') },
    }),
  },
  {
    name: 'picture-report-ended',
    about: 'Somebody is erased whose picture was reported in a group that has ended.',
    people: ['ann', 'bob'],
    given: inOrder(
      aGroupWithPictures,
      (process) => process.report('ann', 'trip', 'm0'),
      (process) => process.leave('ann', 'trip'),
      tidyUp,
    ),
    actors: () => ({
      e: { work: (process) => process.erase('bob') },
    }),
  },
  {
    name: 'picture-end-send',
    about: 'The last member leaves a group and sends a picture, and then the group ends.',
    people: ['ann', 'bob'],
    given: aGroupWithPictures,
    jobs: { end_group: 1 },
    actors: () => ({
      a: { work: (process) => process.leave('ann', 'trip') },
      b: { work: (process) => process.send('ann', 'trip', 'm1', m1) },
    }),
  },
  {
    name: 'picture-end-upload',
    about: 'The last member leaves a group and uploads another picture, and then the group ends.',
    people: ['ann', 'bob'],
    given: aGroupWithPictures,
    jobs: { end_group: 1 },
    actors: () => ({
      a: { work: (process) => process.leave('ann', 'trip') },
      b: { work: (process) => process.addPicture('ann', 'trip', 'p2') },
    }),
  },
  {
    name: 'picture-end-erase',
    about: 'The last member of a group is erased, who has reported the picture of another one.',
    people: ['ann', 'bob'],
    given: inOrder(aGroupWithPictures, (process) => process.report('ann', 'trip', 'm0')),
    deliveries: { updateInbox: 1 },
    actors: () => ({
      e: { work: (process) => process.erase('ann') },
    }),
  },
]
