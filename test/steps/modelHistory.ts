import fc from 'fast-check'
import type { Conversation, OutboxItem } from '../../client/types.ts'
import { aWorld, type Tab, type World } from './modelWorld.ts'
import { seededRandom } from './virtualTime.ts'

/*
 * Random histories of a person with two tabs and of the people with whom they write. `run` makes them happen to a world.
 */

type TabNumber = 0 | 1
/** With whom a conversation is. Ann's and Dan's have begun, Cat's has not. */
type Who = 'ann' | 'cat' | 'dan'

const faults = {
  lost: 'lost',
  unreachable: 'unreachable',
  late: { lateMs: 3000 },
  internal: { status: 500, code: 'internal_error' },
  throttled: { status: 429, code: 'too_many_requests', retryAfterSeconds: 10 },
  unauthorized: { status: 401, code: 'unauthorized' },
  refused: { status: 403, code: 'account_suspended' },
} as const

type OnConversation =
  | 'send'
  | 'cancel'
  | 'retry'
  | 'open'
  | 'close'
  | 'read'
  | 'type'
  | 'load older'
  | 'load newer'
  | 'load newest'
  | 'load around'
type OnTab = 'load more' | 'socket dies' | 'socket is cut' | 'look away' | 'look' | 'crash' | 'stop and start'
type OnServer =
  | 'writes'
  | 'writes slowly'
  | 'reads'
  | 'is written to from another device'
  | 'is read on another device'
  | 'is partly read on another device'
type OnNetwork =
  | 'offline'
  | 'online'
  | 'frames go astray'
  | 'frames arrive'
  | 'sockets are refused'
  | 'sockets are accepted'

export type Event =
  | [OnConversation, TabNumber, Who]
  | [OnTab, TabNumber]
  | [OnServer, Who]
  | [OnNetwork]
  | ['fail', 'POST' | 'PUT' | 'GET', keyof typeof faults]
  | ['clock is ahead' | 'wait' | 'sleep', number]

const tab = fc.constantFrom<TabNumber>(0, 1)
const who = fc.constantFrom<Who>('ann', 'cat', 'dan')
const minute = 60_000

const onConversation = (...names: OnConversation[]) => fc.tuple(fc.constantFrom(...names), tab, who)
const onTab = (...names: OnTab[]) => fc.tuple(fc.constantFrom(...names), tab)
const onServer = (...names: OnServer[]) => fc.tuple(fc.constantFrom(...names), who)
const onNetwork = (...names: OnNetwork[]) => fc.tuple(fc.constantFrom(...names))

const failure = fc.tuple(
  fc.constant('fail' as const),
  fc.constantFrom('POST' as const, 'POST', 'GET', 'PUT'),
  fc.constantFrom(
    'lost' as const,
    'lost',
    'unreachable',
    'late',
    'internal',
    'throttled',
    'unauthorized',
    'refused',
  ),
)
const clock = fc.tuple(
  fc.constant('clock is ahead' as const),
  fc.constantFrom(0, -2000, 7 * minute, -26 * 60 * minute, 26 * 60 * minute),
)
const sleep = fc.tuple(fc.constant('sleep' as const), fc.constantFrom(20 * minute, 25 * 60 * minute))
const wait = fc.tuple(
  fc.constant('wait' as const),
  fc.constantFrom(1, 30, 200, 1000, 4000, 20_000, 5 * minute),
)

const event: fc.Arbitrary<Event> = fc.oneof(
  { weight: 8, arbitrary: onConversation('send') },
  { weight: 6, arbitrary: onConversation('cancel', 'retry', 'open', 'close', 'read', 'type') },
  { weight: 3, arbitrary: onConversation('load older', 'load newer', 'load newest', 'load around') },
  {
    weight: 3,
    arbitrary: onTab(
      'load more',
      'socket dies',
      'socket is cut',
      'look away',
      'look',
      'crash',
      'stop and start',
    ),
  },
  {
    weight: 6,
    arbitrary: onServer(
      'writes',
      'writes',
      'writes slowly',
      'reads',
      'is written to from another device',
      'is read on another device',
      'is partly read on another device',
    ),
  },
  { weight: 5, arbitrary: failure },
  {
    weight: 4,
    arbitrary: onNetwork(
      'offline',
      'online',
      'online',
      'frames go astray',
      'frames arrive',
      'sockets are refused',
      'sockets are accepted',
    ),
  },
  { weight: 1, arbitrary: clock },
  { weight: 1, arbitrary: sleep },
  { weight: 6, arbitrary: wait },
)

export type History = {
  events: Event[]
  seed: number
  pageSize: number
  serverAheadMs: number
  hasLocks: boolean
}

export const history: fc.Arbitrary<History> = fc
  .record({
    events: fc.array(event, { maxLength: 40, size: 'max' }),
    seed: fc.nat(1000),
    pageSize: fc.constantFrom(100, 3),
    serverAheadMs: fc.constantFrom(0, 0, 40_000, -40_000, 5 * 60 * minute),
    hasLocks: fc.constantFrom(true, true, false),
  })
  .map((drawn) => {
    if (drawn.hasLocks) return drawn
    // Without locks, two tabs can give a message of a wrong clock two different keys.
    return { ...drawn, serverAheadMs: 0, events: drawn.events.filter(([name]) => name !== 'clock is ahead') }
  })

/** A message that was written in one of the tabs, in its life from its start to its end. */
export type Sent = {
  text: string
  life: number
  who: Who
  /** It was cancelled or refused: it need not be stored, nor be in order. */
  isExempt: boolean
  cancelledAt?: number
  /** It was written before the tab knew the conversation, while another tab perhaps knew it and sent on its own. */
  isBeforeBeginning: boolean
}

type Life = Tab & { life: number; conversations: Map<Who, Conversation>; openings: Map<Who, (() => void)[]> }

export const aHistory = async ({ events, seed, pageSize, serverAheadMs, hasLocks }: History) => {
  const random = seededRandom(seed)
  let areFramesAstray = false
  const upTo = (ms: number) => Math.floor(random() * ms)
  const world: World = aWorld(
    {
      pageSize,
      latencyMs: () => 5 + upTo(60),
      streamLagMs: () => 20 + upTo(300),
      frameDelaysMs: () => {
        if (!areFramesAstray) return [5 + upTo(30)]
        const count = Math.floor(random() * 3) // none, one or two
        return Array.from({ length: count }, () => 5 + upTo(3000))
      },
    },
    seed,
  )
  const { server, network, device, ann, ben, passes } = world
  network.setServerAhead(serverAheadMs)
  const [cat, dan] = [server.addPerson('Cat Cole'), server.addPerson('Dan Dale')]
  const people = { ann, cat, dan }
  const texts = { ann: 0, cat: 0, dan: 0 }
  const write = (from: Who) => {
    texts[from] += 1
    server.write(people[from], ben, `${from} ${texts[from]}`)
  }
  for (const name of ['Eve East', 'Flo Ford', 'Gil Gray']) server.write(server.addPerson(name), ben, 'Hello')
  for (let count = 0; count < 5; count += 1) {
    write('ann')
    await passes(minute)
  }
  write('dan')
  await passes(10 * minute)

  const sent: Sent[] = []
  let lives = 0

  /** The conversation's uuid, once it has begun. */
  const groupOf = (name: Who) =>
    server.membershipsOf(ben.uuid).find(({ other }) => other.uuid === people[name].uuid)?.groupUuid

  const begin = (): Life => {
    lives += 1
    const tab = world.aTab(ben, {
      readServerTime: async () => network.serverNow(),
      ...(hasLocks ? {} : { locks: undefined }),
    })
    return { ...tab, life: lives, conversations: new Map(), openings: new Map() }
  }
  const tabs: [Life, Life] = [begin(), begin()]

  const conversationOf = (life: Life, name: Who): Conversation => {
    const known = life.conversations.get(name)
    if (known) return known
    const id = name === 'cat' ? `@${cat.handle}` : (groupOf(name) ?? '')
    const conversation = life.conversation(id)
    life.conversations.set(name, conversation)
    // A message that was refused is no longer in order.
    conversation.subscribe(() => {
      const refused = conversation.get().outbox.filter(({ state }) => state === 'failed')
      for (const { text } of refused) exempt(text)
    })
    return conversation
  }

  const exempt = (text: string) => {
    for (const message of sent) if (message.text === text) message.isExempt = true
  }

  const cancel = (conversation: Conversation, { uuid, text }: OutboxItem) => {
    exempt(text)
    for (const message of sent) if (message.text === text) message.cancelledAt = world.time.now()
    conversation.cancel(uuid)
  }

  const load = (conversation: Conversation, target: Parameters<Conversation['load']>[0]) => {
    conversation.load(target).catch(() => undefined) // it is in `error`
  }

  const actInConversation = (name: OnConversation, life: Life, to: Who) => {
    const conversation = conversationOf(life, to)
    const { outbox, messages } = conversation.get()
    switch (name) {
      case 'send': {
        const text = `${to} ${life.life}/${sent.length + 1}`
        const isBeforeBeginning = conversation.get().uuid === undefined
        sent.push({ text, life: life.life, who: to, isExempt: false, isBeforeBeginning })
        conversation.send({ text })
        return
      }
      case 'cancel':
        if (outbox[0]) cancel(conversation, outbox[0])
        return
      case 'retry':
        if (outbox[0]) conversation.retry(outbox[0].uuid)
        return
      case 'open':
        life.openings.set(to, [...(life.openings.get(to) ?? []), conversation.open()])
        return
      case 'close':
        life.openings.get(to)?.pop()?.()
        return
      case 'read': {
        const newest = messages.at(-1)
        if (newest) conversation.markRead(newest.uuid)
        return
      }
      case 'type':
        return conversation.setTyping(true)
      case 'load around': {
        const [message] = messages
        if (message) load(conversation, { around: message.uuid })
        return
      }
      default:
        return load(conversation, name.slice(5) as 'older')
    }
  }

  const actInTab = (name: OnTab, number: TabNumber) => {
    const life = tabs[number]
    switch (name) {
      case 'load more':
        life.messenger
          .inbox()
          .loadMore()
          .catch(() => undefined) // it is in `error`
        return
      case 'socket dies':
        for (const { die } of life.openSockets()) die()
        return
      case 'socket is cut':
        for (const { cut } of life.openSockets()) cut()
        return
      case 'look away':
        return life.look({ isVisible: false })
      case 'look':
        return life.look({ isVisible: true })
      case 'stop and start':
        life.stop()
        life.stop = life.messenger.start()
        return
      case 'crash':
        life.kill()
        tabs[number] = begin()
    }
  }

  const actAtServer = async (name: OnServer, person: Who) => {
    const groupUuid = groupOf(person)
    const newest = server.messagesOf(groupUuid ?? '').at(-1)
    const older = server.messagesOf(groupUuid ?? '').at(-2)
    switch (name) {
      case 'writes':
        return write(person)
      case 'writes slowly': {
        const key = server.freshKey()
        await passes(300)
        write(person)
        await passes(1000)
        // The message is stored at the time of its key, behind the one that was written meanwhile.
        server.send(people[person], key, `slowly ${key.slice(-4)}`, { handle: ben.handle })
        return
      }
      case 'is partly read on another device':
        return groupUuid && older && server.markRead(ben, groupUuid, older.uuid)
      case 'reads':
        return groupUuid && newest && server.markRead(people[person], groupUuid, newest.uuid)
      case 'is read on another device':
        return groupUuid && newest && server.markRead(ben, groupUuid, newest.uuid)
      default:
        return server.write(ben, people[person], 'from another device')
    }
  }

  const happens = async (event: Event) => {
    switch (event[0]) {
      case 'wait':
        return passes(event[1])
      case 'sleep':
        return world.time.sleep(event[1])
      case 'clock is ahead':
        return device.setClockAhead(event[1])
      case 'fail':
        // Reading is not refused for good, unless there is nothing to read.
        if (event[2] === 'refused' && event[1] !== 'POST') return
        network.fail(new RegExp(`^${event[1]}`), faults[event[2]], event[2] === 'unauthorized' ? 1 : 2)
        return
      case 'offline':
        return device.setOnline(false)
      case 'online':
        return device.setOnline(true)
      case 'frames go astray':
      case 'frames arrive':
        areFramesAstray = event[0] === 'frames go astray'
        return
      case 'sockets are refused':
      case 'sockets are accepted':
        return network.refuseSockets(event[0] === 'sockets are refused')
      default: {
        const [name, first, second] = event
        if (typeof first === 'string') return actAtServer(name as OnServer, first)
        return second === undefined
          ? actInTab(name as OnTab, first)
          : actInConversation(name as OnConversation, tabs[first], second)
      }
    }
  }

  return {
    world,
    people,
    hasLocks,
    hasSlept: events.some(([name]) => name === 'sleep'),
    sent,
    tabs: () => tabs,
    groupOf,
    happens: async (event: Event) => {
      await happens(event)
      await passes(upTo(40))
    },

    /** Everything is fetched again. */
    refreshes: async () => {
      for (const { messenger } of tabs) messenger.refresh()
      await passes(10_000)
    },

    /** The faults end, and time passes. Messages that were refused are sent again. */
    heals: async () => {
      network.clearFaults()
      network.refuseSockets(false)
      areFramesAstray = false
      device.setOnline(true)
      device.setClockAhead(0)
      await passes(10_000)
      const haveLostFrames = events.some(([name]) => name === 'frames go astray')
      for (const life of tabs) {
        life.look({ isVisible: true, isFocused: true })
        if (haveLostFrames) for (const { cut } of life.openSockets()) cut() // they are found after a gap
      }
      await passes(6 * minute)
      const refused = [...device.entries].filter(([, value]) => value.includes('"failure"'))
      for (const life of tabs) {
        // A tab finds what is unsent by itself; only the person can send again what was refused.
        for (const name of refused.length > 0
          ? (['ann', 'cat', 'dan'] as const)
          : [...life.conversations.keys()]) {
          const conversation = conversationOf(life, name)
          for (const { uuid, state } of conversation.get().outbox)
            if (state === 'failed') conversation.retry(uuid)
          // A load that failed is repeated by the person only.
          if (conversation.get().hasNewer || conversation.get().error) load(conversation, 'newest')
        }
        if (life.messenger.inbox().get().error) actInTab('load more', tabs.indexOf(life) as TabNumber)
      }
      await passes(2 * minute)
    },
  }
}

export type RunHistory = Awaited<ReturnType<typeof aHistory>>
