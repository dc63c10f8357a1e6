import type { Process } from '../process.ts'
import type { Scenario } from '../scenario.ts'
import { aConversation, inOrder, messagesAt, minute } from './given.ts'

const people = ['ann', 'bob']
const shared = { people, triesEveryLink: true }

/** Bob reads the newest page, and catches up. */
const readsAndCatchesUp =
  (limit: number, times = 1) =>
  async (process: Process) => {
    const client = process.follow('bob', 'ann', { limit })
    await process.catchUp(client)
    for (let time = 0; time < times; time += 1) await process.catchUp(client)
  }

const threeMessages = messagesAt(
  { name: 'm0', from: 'ann', to: 'bob', ageMs: 10 * minute },
  { name: 'm1', from: 'ann', to: 'bob', ageMs: 9 * minute },
  { name: 'm2', from: 'ann', to: 'bob', ageMs: 8 * minute },
)

/* Clients that hold messages and ask `since` what has changed. */
export const catchUps: Scenario[] = [
  {
    name: 'since-edit',
    about:
      'A client catches up while an edit stalls between its two writes, for as long as a function may run.',
    ...shared,
    given: aConversation(10 * minute),
    actors: (simulation) => {
      simulation.key('k1')
      return {
        a: { work: (process) => process.edit('ann', 'bob', 'm0', 'e1', { key: 'k1' }) },
        c: { work: readsAndCatchesUp(100) },
      }
    },
    clockSteps: [9000],
  },
  {
    name: 'since-delete',
    about: 'A client that holds an edited message catches up while it is deleted.',
    ...shared,
    given: inOrder(aConversation(10 * minute), (process) => process.edit('ann', 'bob', 'm0', 'e1')),
    actors: () => ({
      a: { work: (process) => process.remove('ann', 'bob', 'm0') },
      c: { work: readsAndCatchesUp(100) },
    }),
    clockSteps: [9000],
  },
  {
    name: 'since-react',
    about: 'A client catches up while two people react.',
    ...shared,
    given: aConversation(10 * minute),
    faults: 0,
    actors: () => ({
      a: { work: (process) => process.react('ann', 'bob', 'm0', '👍') },
      b: { work: (process) => process.react('bob', 'ann', 'm0', '🎉') },
      c: { work: readsAndCatchesUp(100) },
    }),
  },
  {
    name: 'since-pages',
    about: 'A client catches up in pages of one message, while two messages that it holds are changed.',
    ...shared,
    given: inOrder(threeMessages, async (process) => {
      await process.catchUp(process.follow('bob', 'ann'))
    }),
    faults: 0,
    actors: (simulation) => {
      const [client] = simulation.clients
      simulation.key('k1')
      return {
        a: {
          work: async (process) => {
            await process.edit('ann', 'bob', 'm2', 'e1', { key: 'k1' })
            await process.remove('ann', 'bob', 'm0')
          },
        },
        c: {
          work: async (process) => {
            if (!client?.since) return
            client.since = { ...client.since, limit: '1' }
            await process.catchUp(client)
          },
        },
      }
    },
  },
  {
    name: 'since-cut',
    about: 'A client that reads pages of one message stops after each of them, while a message is deleted.',
    ...shared,
    given: messagesAt(
      { name: 'm0', from: 'ann', to: 'bob', ageMs: 10 * minute },
      { name: 'm1', from: 'ann', to: 'bob', ageMs: 0 },
    ),
    faults: 0,
    actors: () => ({
      a: { work: (process) => process.remove('ann', 'bob', 'm0') },
      c: { work: readsAndCatchesUp(1) },
    }),
    clockSteps: [16_000],
  },
  {
    name: 'since-before',
    about:
      'A client reads an older page, while a slower writer stores a message before its end and another one changes.',
    ...shared,
    given: messagesAt(
      { name: 'm0', from: 'ann', to: 'bob', ageMs: 10 * minute },
      { name: 'm1', from: 'ann', to: 'bob', ageMs: 500 },
      { name: 'm2', from: 'ann', to: 'bob', ageMs: 0 },
    ),
    faults: 0,
    actors: (simulation) => {
      simulation.key('m3', 1000)
      return {
        a: { work: (process) => process.remove('ann', 'bob', 'm1') },
        b: { work: (process) => process.send('bob', 'ann', 'm3', { into: true }) },
        c: {
          work: async (process) => {
            const client = process.follow('bob', 'ann', { limit: 2 })
            await process.readBefore(client, 'm2')
          },
        },
      }
    },
  },
  {
    name: 'since-erase',
    about:
      'A client catches up while the other person is erased, who has written one message and reacted to another.',
    ...shared,
    given: inOrder(
      messagesAt(
        { name: 'm0', from: 'ann', to: 'bob', ageMs: 10 * minute },
        { name: 'm1', from: 'bob', to: 'ann', ageMs: 9 * minute },
      ),
      (process) => process.react('ann', 'bob', 'm1', '👍'),
    ),
    faults: 0,
    actors: () => ({
      c: { work: readsAndCatchesUp(100) },
      e: { work: (process) => process.erase('ann') },
    }),
  },
  {
    name: 'socket-changes',
    about: 'A message is deleted while a client opens a socket, which then asks once.',
    people,
    given: inOrder(aConversation(10 * minute), async (process) => {
      await process.catchUp(process.follow('bob', 'ann'))
    }),
    actors: ({ clients: [client] }) => ({
      a: { work: (process) => process.remove('ann', 'bob', 'm0') },
      c: {
        work: async (process) => {
          if (!client) return
          await process.open(client)
          await process.wait(2000) // until then, a push may not find the new socket
          await process.catchUp(client)
        },
      },
    }),
    deliveries: { pushMessage: 1 },
  },
]
