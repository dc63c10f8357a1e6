import { isDeepStrictEqual } from 'node:util'
import { MessengerError } from '../../client/errors.ts'
import { createMessenger } from '../../client/messenger.ts'
import type { Messenger, MessengerOptions, Store } from '../../client/types.ts'
import { apiUrl, createDevice, type ModelDevice, webSocketUrl } from './modelDevice.ts'
import { createModelNetwork } from './modelNetwork.ts'
import type { Person } from './modelServer.ts'
import { createVirtualTime, seededRandom } from './virtualTime.ts'

/* People, their devices and messengers, with the model of the server, in virtual time. */

type NetworkSettings = NonNullable<Parameters<typeof createModelNetwork>[1]>

const deepFreeze = (value: unknown) => {
  if (typeof value !== 'object' || value === null || value instanceof Error || Object.isFrozen(value)) return
  Object.freeze(value)
  for (const part of Object.values(value)) deepFreeze(part)
}

/** Freezes every snapshot of a store, so that changing one throws, and reports a notification without a change. */
const watch = (name: string, store: Store<unknown>, report: (problem: string) => void) => {
  let last = store.get()
  deepFreeze(last)
  store.subscribe(() => {
    const next = store.get()
    if (isDeepStrictEqual(next, last)) report(`${name} notified without a change`)
    last = next
    deepFreeze(last)
  })
}

/** Two people and the device of each. */
export const aWorld = (settings: NetworkSettings = {}, seed = 1) => {
  const time = createVirtualTime()
  const network = createModelNetwork(time, settings)
  const { server } = network
  const random = seededRandom(seed)
  const problems: string[] = []
  const tokens = new Map<string, { text: string; expiresAt: number }>()
  const tokenRequests: (string | undefined)[] = []
  const [ann, ben] = [server.addPerson('Ann Abel'), server.addPerson('Ben Bond')]

  const aDevice = () => createDevice(network, random)
  const device = aDevice()

  /** A token of the person, as an app gets it: from its session, and renewed before it expires or if it is refused. */
  const getToken = async (person: Person, refused?: string) => {
    tokenRequests.push(refused)
    const held = tokens.get(person.uuid)
    if (held && held.text !== refused && held.expiresAt > time.now() + 5 * 60_000) return held.text
    const text = network.issueToken(person)
    tokens.set(person.uuid, { text, expiresAt: time.now() + network.settings.tokenLifetimeMs })
    return text
  }

  /** A tab with a messenger that has been started. */
  const aTab = (person: Person = ben, options: Partial<MessengerOptions> = {}, of: ModelDevice = device) => {
    const tab = of.openTab()
    const messenger: Messenger = createMessenger({
      ...tab.platform,
      apiUrl,
      webSocketUrl,
      userId: person.cognitoUserId,
      getToken: (refused) => getToken(person, refused),
      ...options,
    })
    const watched = new Set<unknown>()
    const watchOnce = (name: string, store: Store<unknown>) => {
      if (!watched.has(store)) watch(name, store, (problem) => problems.push(problem))
      watched.add(store)
    }
    watchOnce('status', messenger.status)
    watchOnce('unread', messenger.unread)
    watchOnce('groups', messenger.groups)
    watchOnce('inbox', messenger.inbox())
    watchOnce('blocks', messenger.blocks)
    watchOnce('drafts', messenger.drafts)
    watchOnce('typing', messenger.typing)
    const stop = messenger.start()
    return {
      ...tab,
      person,
      messenger,
      stop,
      conversation: (id: string) => {
        const conversation = messenger.conversation(id)
        watchOnce(`conversation ${id}`, conversation)
        return conversation
      },
    }
  }

  return {
    time,
    network,
    server,
    ann,
    ben,
    device,
    aDevice,
    aTab,
    tokens,
    tokenRequests,
    /** What was wrong with a store. */
    problems,

    passes: time.advance,

    /** Time passes until the promise is settled. */
    resolves: async <Result>(promise: Promise<Result>): Promise<Result> => {
      let isSettled = false
      const settle = () => {
        isSettled = true
      }
      promise.then(settle, settle)
      await time.advanceUntil(() => isSettled)
      return promise
    },
    until: time.advanceUntil,

    /** The conversation of two people, in which one has written this. */
    aChat: async (from: Person = ann, to: Person = ben, ...texts: string[]) => {
      let groupUuid = ''
      for (const text of texts.length > 0 ? texts : ['Hello']) {
        groupUuid = server.write(from, to, text).groupUuid
        await time.advance(1000)
      }
      await time.advance(5000)
      return groupUuid
    },

    /** The texts that the server has stored, oldest first. */
    textsIn: (groupUuid: string) => server.messagesOf(groupUuid).map(({ text }) => text),

    /** The names of the requests that match, from now on or since the last call. */
    takeRequests: (matches = /./) => {
      const names = network.requests.map(({ name }) => name).filter((name) => matches.test(name))
      network.requests.length = 0
      return names
    },

    /** The API cannot issue or accept a token. */
    signedOut: () => Promise.reject(new MessengerError('unauthorized', { status: 401 })),
  }
}

export type World = ReturnType<typeof aWorld>
export type Tab = ReturnType<World['aTab']>
