import type { Scenario } from '../scenario.ts'
import { aConversation, inOrder, messagesAt, minute } from './given.ts'

const people = ['ann', 'bob']
const shared = { people, isOrdered: true }

/** Ann has written m1 to Bob, who has a browser with the endpoint x. */
const aPushedMessage = inOrder(
  messagesAt(
    { name: 'm0', from: 'ann', to: 'bob', ageMs: 10 * minute },
    { name: 'm1', from: 'ann', to: 'bob', ageMs: 1000 },
  ),
  (process) => process.register('bob', 'phone', 'x'),
)

const annHas = inOrder(aConversation(10 * minute), (process) => process.register('ann', 'laptop', 'x'))

/* Browsers that get pushes: their subscriptions, and what is pushed to them. */
export const browsers: Scenario[] = [
  {
    ...shared,
    name: 'push-register-both',
    about: 'Two people register the endpoint of one browser at once.',
    faults: 0,
    actors: () => ({
      a: { work: (process) => process.register('ann', 'laptop', 'x') },
      b: { work: (process) => process.register('bob', 'laptop', 'x') },
    }),
  },
  {
    ...shared,
    name: 'push-take-over',
    about:
      'Somebody takes over the endpoint of a browser while its owner registers it again, with a new uuid.',
    given: annHas,
    faults: 0,
    actors: () => ({
      a: { work: (process) => process.register('ann', 'other', 'x') },
      b: { work: (process) => process.register('bob', 'laptop', 'x') },
    }),
  },
  {
    ...shared,
    name: 'push-renew',
    about:
      'A browser gets a new endpoint, and registers it in two tabs, while it is signed out in a third one.',
    given: annHas,
    faults: 0,
    actors: () => ({
      a: { work: (process) => process.register('ann', 'laptop', 'y') },
      b: { work: (process) => process.register('ann', 'laptop', 'z') },
    }),
  },
  {
    ...shared,
    name: 'push-unregister',
    about: 'A browser is signed out while it registers a new endpoint.',
    given: annHas,
    faults: 0,
    actors: () => ({
      a: { work: (process) => process.register('ann', 'laptop', 'y') },
      c: { work: (process) => process.unregister('ann', 'laptop') },
    }),
  },
  {
    ...shared,
    name: 'push-send',
    about: 'A message is pushed twice at once.',
    given: aPushedMessage,
    arePushed: true,
    actors: () => ({
      p: { work: (process) => process.push('ann', 'bob', 'm1') },
      q: { work: (process) => process.push('ann', 'bob', 'm1') },
    }),
  },
  {
    ...shared,
    name: 'push-gone',
    about: 'A push finds the old endpoint of a browser gone while the browser registers a new one.',
    given: inOrder(aPushedMessage, async (process) => process.giveUp('x')),
    actors: () => ({
      p: { work: (process) => process.push('ann', 'bob', 'm1') },
      b: { work: (process) => process.register('bob', 'phone', 'y') },
    }),
  },
  {
    ...shared,
    name: 'push-gone-taken',
    about: 'A push finds an endpoint gone while somebody else takes it over.',
    given: inOrder(aPushedMessage, async (process) => process.giveUp('x')),
    actors: () => ({
      p: { work: (process) => process.push('ann', 'bob', 'm1') },
      a: { work: (process) => process.register('ann', 'phone', 'x') },
    }),
  },
  {
    ...shared,
    name: 'push-erase',
    about:
      'Somebody deletes their account while a process that knows their profile registers a browser of theirs.',
    faults: 0,
    given: annHas,
    actors: () => ({
      a: {
        work: async (process) => {
          await process.request('getMe', 'GET', 'ann')
          await process.register('ann', 'other', 'y')
        },
      },
      e: { work: (process) => process.deleteMe('ann') },
    }),
    jobs: { erase_user: 1 },
  },
  {
    ...shared,
    name: 'push-take-over-erase',
    about: 'Somebody takes over the endpoint of a person who is erased.',
    given: annHas,
    faults: 0,
    actors: () => ({
      b: { work: (process) => process.register('bob', 'laptop', 'x') },
      e: { work: (process) => process.deliverErasure('ann') },
    }),
    jobs: { erase_user: 1 },
  },
  {
    ...shared,
    name: 'push-sign-out',
    about: 'Somebody signs out everywhere while a browser of theirs is registered.',
    given: annHas,
    faults: 0,
    actors: () => ({
      a: { work: (process) => process.register('ann', 'other', 'y') },
      s: { work: (process) => process.signOut('ann') },
    }),
  },
  {
    ...shared,
    name: 'push-sign-out-taken',
    about: 'Somebody signs out everywhere while another person takes over the endpoint of their browser.',
    given: annHas,
    faults: 0,
    actors: () => ({
      b: { work: (process) => process.register('bob', 'laptop', 'x') },
      s: { work: (process) => process.signOut('ann') },
    }),
  },
  {
    ...shared,
    name: 'push-read',
    about: 'A message is pushed while its recipient reads it, and mutes the conversation.',
    given: aPushedMessage,
    arePushed: true,
    actors: () => ({
      p: { work: (process) => process.push('ann', 'bob', 'm1') },
      r: { work: (process) => process.readUpTo('bob', 'ann', 'm1') },
      m: { work: (process) => process.mute('bob', 'ann') },
    }),
  },
  {
    ...shared,
    name: 'push-take-back',
    about: 'A message is pushed while its sender takes it back, and its recipient blocks the sender.',
    given: aPushedMessage,
    arePushed: true,
    actors: () => ({
      p: { work: (process) => process.push('ann', 'bob', 'm1') },
      d: { work: (process) => process.takeBack('ann', 'bob', 'm1') },
      b: { work: (process) => process.block('bob', 'ann') },
    }),
  },
  {
    ...shared,
    name: 'push-away',
    about:
      'A message is pushed while the frames of a client are handled that tell that nobody looks, and that somebody does.',
    given: inOrder(aPushedMessage, (process) => process.open(process.follow('bob', 'ann'))),
    actors: () => ({
      p: { work: (process) => process.push('ann', 'bob', 'm1') },
      h: { work: (process) => process.tellAway('bob', true, 1) },
      l: { work: (process) => process.lookAgain('bob', 2) },
    }),
  },
  {
    ...shared,
    name: 'push-taken',
    about: 'A message is pushed while somebody else takes over the browser of its recipient.',
    given: aPushedMessage,
    actors: () => ({
      p: { work: (process) => process.push('ann', 'bob', 'm1') },
      a: { work: (process) => process.register('ann', 'phone', 'x') },
    }),
  },
  {
    ...shared,
    name: 'push-signed-out',
    about: 'A message is pushed while its recipient signs out everywhere.',
    given: aPushedMessage,
    arePushed: true,
    actors: () => ({
      p: { work: (process) => process.push('ann', 'bob', 'm1') },
      s: { work: (process) => process.signOut('bob') },
    }),
  },
]
