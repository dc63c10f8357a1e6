import { awayWhileHidden } from '../../client/awayWhileHidden.ts'
import { createNamedGroups } from '../../client/namedGroups.ts'
import type { Conversation, ListName, NamedGroups, OutboxItem } from '../../client/types.ts'
import { VisibleError } from '../../src/domain/error.ts'
import { createChangeEvents, originalOf } from './modelChangeEvents.ts'
import {
  type Event,
  faults,
  type History,
  type MemberChange,
  memberChanges,
  minute,
  type OnConversation,
  type OnServer,
  type OnTab,
  type TabNumber,
  type Who,
} from './modelEvents.ts'
import { aWorld, type Tab, type World } from './modelWorld.ts'
import { seededRandom } from './virtualTime.ts'

/* Makes a history happen to a person with two tabs. */

/** A message that was written in one of the tabs, in its life from its start to its end. */
export type Sent = {
  text: string
  life: number
  who: Who
  /** How many it has. */
  pictures: number
  /** It was cancelled or refused: it need not be stored, nor be in order. */
  isExempt: boolean
  cancelledAt?: number
  /** It was written before the tab knew the conversation, while another tab perhaps knew it and sent on its own. */
  isBeforeBeginning: boolean
}

type Life = Tab & {
  life: number
  conversations: Map<Who, Conversation>
  openings: Map<Who, (() => void)[]>
  lists: Set<ListName>
  groups: NamedGroups
  stopMembers?: (() => void) | undefined
}

/** The server may refuse what somebody does elsewhere. */
const ifAllowed = (work: () => unknown) => {
  try {
    return work()
  } catch (error) {
    if (!(error instanceof VisibleError)) throw error
  }
}

/** What was refused because of a block, or because the user is not in the group any more. */
const isFinal = (code: string) => code.startsWith('recipient_') || code === 'message_group_not_found'

export const aHistory = async ({
  events,
  seed,
  pageSize,
  serverAheadMs,
  hasLocks,
  isDanNew,
  isAnnOpen,
}: History) => {
  const random = seededRandom(seed)
  let frames: 'arrive' | 'are late' | 'go astray' = 'arrive'
  const upTo = (ms: number) => Math.floor(random() * ms)
  const world: World = aWorld(
    {
      pageSize,
      latencyMs: () => 5 + upTo(60),
      streamLagMs: () => 20 + upTo(300),
      frameDelaysMs: () => {
        if (frames === 'arrive') return [5 + upTo(30)]
        const count = frames === 'are late' ? 1 + upTo(2) : upTo(3) // none, one or two
        return Array.from({ length: count }, () => 5 + upTo(3000))
      },
    },
    seed,
  )
  const { server, network, device, ann, ben, passes } = world
  network.setServerAhead(serverAheadMs)
  const [cat, dan] = [server.addPerson('Cat Cole'), server.addPerson('Dan Dale')]
  const people = { ann, cat, dan, trip: ann }
  const texts = { ann: 0, cat: 0, dan: 0, trip: 0 }
  let trip = ''
  const recipientOf = (who: Who, sender = people[who]) =>
    who === 'trip' ? { message_group_uuid: trip } : { handle: (sender === ben ? people[who] : ben).handle }
  const write = (from: Who) => {
    texts[from] += 1
    const text = `${from} ${texts[from]}`
    ifAllowed(() => server.send(people[from], server.freshKey(), text, recipientOf(from)))
  }
  for (const name of ['Eve East', 'Flo Ford', 'Gil Gray']) server.write(server.addPerson(name), ben, 'Hello')
  for (let count = 0; count < 5; count += 1) {
    write('ann')
    await passes(minute)
  }
  trip = server.createGroup(ann, { title: 'Trip', user_uuids: [ben.uuid, cat.uuid, dan.uuid] })
  write('trip')
  await passes(minute)
  if (isDanNew) server.changeSettings(ben, { strangers: 'requests' })
  write('dan')
  await passes(10 * minute)

  const sent: Sent[] = []
  let lives = 0
  let newcomers = 0
  let renames = 0

  /** The conversation's uuid, once it has begun. */
  const groupOf = (name: Who) =>
    name === 'trip'
      ? trip
      : server
          .membershipsOf(ben.uuid)
          .find((row) => row.kind === 'direct' && row.other.uuid === people[name].uuid)?.groupUuid
  const isInTrip = () => server.membershipsOf(ben.uuid).some(({ groupUuid }) => groupUuid === trip)
  /** What the user may read. */
  const readableIn = (name: Who) => {
    const groupUuid = groupOf(name)
    if (!groupUuid || (name === 'trip' && !isInTrip())) return []
    return server.readable(server.getMembership(ben.uuid, groupUuid))
  }

  const begin = (): Life => {
    lives += 1
    const tab = world.aTab(ben, {
      readServerTime: async () => network.serverNow(),
      ...(hasLocks ? {} : { locks: undefined }),
    })
    // In half of the histories, the server has keys for push messages.
    if (seed % 2 === 1) awayWhileHidden(tab.messenger, tab.platform, { isRegistered: () => lives % 2 === 1 })
    return {
      ...tab,
      life: lives,
      conversations: new Map(),
      openings: new Map(),
      lists: new Set(['inbox']),
      groups: createNamedGroups(tab.messenger),
    }
  }
  const tabs: [Life, Life] = [begin(), begin()]

  const conversationOf = (life: Life, name: Who): Conversation => {
    const known = life.conversations.get(name)
    if (known) return known
    // Only an open conversation is looked for in other lists than the inbox.
    const groupUuid = groupOf(name)
    const isElsewhere =
      name !== 'trip' &&
      groupUuid !== undefined &&
      !server.isIn(server.getMembership(ben.uuid, groupUuid), 'inbox')
    const id = name === 'cat' && !isElsewhere ? `@${cat.handle}` : (groupUuid ?? '')
    const conversation = life.conversation(id)
    life.conversations.set(name, conversation)
    // A message that was refused is no longer in order.
    const exemptRefused = () => {
      const refused = conversation.get().outbox.filter(({ state }) => state === 'failed')
      for (const { text } of refused) exempt(text)
    }
    conversation.subscribe(exemptRefused)
    exemptRefused()
    return conversation
  }

  const exempt = (text: string) => {
    for (const message of sent) if (message.text === originalOf(text)) message.isExempt = true
  }

  const discard = (text: string) => {
    exempt(text)
    for (const message of sent) if (message.text === originalOf(text)) message.cancelledAt = world.time.now()
  }

  const cancel = (conversation: Conversation, { uuid, text }: OutboxItem) => {
    discard(text)
    changeEvents.uncertain.add(uuid)
    conversation.cancel(uuid)
  }

  const changeEvents = createChangeEvents({
    server,
    user: ben,
    random,
    groupOf,
    personOf: (who) => people[who],
    discard,
  })

  const load = (conversation: Conversation, target: Parameters<Conversation['load']>[0]) => {
    conversation.load(target).catch(() => undefined) // it is in `error`
  }

  // When a mute ends by time, a tab with a wrong clock notices at another time. One that sleeps during the request for the
  // server's time has a wrong clock, too.
  const hasWrongClock = events.some(([name]) => name === 'clock is ahead' || name === 'sleep')
  const muteMs = hasWrongClock ? 1e12 : 3 * minute
  const changeOf = (name: MemberChange) =>
    name === 'mute'
      ? { muted_until: new Date(network.serverNow() + muteMs).toISOString() }
      : memberChanges[name]

  const isMemberChange = (name: string): name is MemberChange => name in memberChanges

  const actInConversation = (name: OnConversation, life: Life, to: Who) => {
    const conversation = conversationOf(life, to)
    const { outbox, messages } = conversation.get()
    switch (name) {
      case 'edit':
      case 'delete':
      case 'react':
      case 'begin a reply':
      case 'cancel a change':
        return changeEvents.inTab(name, conversation)
      case 'reply':
        changeEvents.inTab('begin a reply', conversation)
        return actInConversation('send', life, to)
      case 'send':
      case 'send pictures': {
        const text = `${to} ${life.life}/${sent.length + 1}`
        const isBeforeBeginning = conversation.get().uuid === undefined
        const pictures = name === 'send' || isBeforeBeginning ? 0 : 1 + upTo(3)
        sent.push({ text, life: life.life, who: to, pictures, isExempt: false, isBeforeBeginning })
        const ids = Array.from({ length: pictures }, () => server.freshKey())
        if (pictures > 0) conversation.setDraftAttachments(ids.map((id) => device.storePicture(ben, id)))
        conversation.send({ text })
        return
      }
      case 'cancel':
        if (outbox[0]) cancel(conversation, outbox[0])
        return
      case 'retry':
        if (outbox[0]) conversation.retry(outbox[0].uuid)
        return
      case 'open': {
        // One tab opens conversations as the web client does, the other as a program does.
        const opening = conversation.open(life === tabs[0] ? { at: 'firstUnread' } : {})
        life.openings.set(to, [...(life.openings.get(to) ?? []), opening])
        return
      }
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
      case 'block':
      case 'unblock':
        life.messenger.blocks[name](people[to].uuid).catch(() => undefined) // it is put back
        return
      case 'load around': {
        const [oldest] = readableIn(to)
        if (oldest) load(conversation, { around: oldest.uuid })
        return
      }
      default:
        if (!isMemberChange(name)) return load(conversation, name.slice(5) as 'older')
        conversation.update(changeOf(name)).catch(() => undefined) // it is put back
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
      case 'open the lists':
        for (const list of ['request', 'archived', 'blocked'] as const) {
          life.lists.add(list)
          life.messenger.inbox(list)
        }
        return
      case 'load the blocks':
        life.messenger.blocks.load().catch(() => undefined) // it is in `error`
        return
      case 'rename the group':
        renames += 1
        life.groups.rename(trip, `Tour ${renames}`).catch(() => undefined)
        return
      case 'leave the group':
        life.groups.leave(trip).then(
          () => {
            // What was not sent is deleted with it.
            for (const message of sent) if (message.who === 'trip') message.isExempt = true
            for (const { uuid } of server.messagesOf(trip)) changeEvents.uncertain.add(uuid)
          },
          () => undefined,
        )
        return
      case 'show the members':
        life.stopMembers ??= life.groups.members(trip).open()
        return
      case 'hide the members':
        life.stopMembers?.()
        life.stopMembers = undefined
        return
      case 'ask for requests':
        life.messenger.updateMe({ strangers: 'requests' }).catch(() => undefined) // it is put back
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
    const newest = readableIn(person).at(-1)
    const older = readableIn(person).at(-2)
    const elsewhere = name.replace(' elsewhere', '')
    if (isMemberChange(elsewhere))
      return groupUuid && ifAllowed(() => server.changeMembership(ben, groupUuid, changeOf(elsewhere)))
    switch (name) {
      case 'replies':
      case 'edits':
      case 'deletes':
      case 'reacts':
      case 'edit elsewhere':
      case 'delete elsewhere':
      case 'react elsewhere':
        return changeEvents.elsewhere(name, person)
      case 'block elsewhere':
        return server.block(ben, people[person].uuid)
      case 'unblock elsewhere':
        return server.unblock(ben, people[person].uuid)
      case 'blocks the user':
        return server.block(people[person], ben.uuid)
      case 'unblocks the user':
        return server.unblock(people[person], ben.uuid)
      case 'writes':
        return write(person)
      case 'writes slowly': {
        const key = server.freshKey()
        await passes(300)
        write(person)
        await passes(1000)
        // The message is stored at the time of its key, behind the one that was written meanwhile.
        return ifAllowed(() =>
          server.send(people[person], key, `slowly ${key.slice(-4)}`, recipientOf(person)),
        )
      }
      case 'is partly read on another device':
        return groupUuid && older && ifAllowed(() => server.markRead(ben, groupUuid, older.uuid))
      case 'reads':
        return groupUuid && newest && ifAllowed(() => server.markRead(people[person], groupUuid, newest.uuid))
      case 'is read on another device':
        return groupUuid && newest && ifAllowed(() => server.markRead(ben, groupUuid, newest.uuid))
      default:
        texts[person] += 1
        return ifAllowed(() =>
          server.send(
            ben,
            server.freshKey(),
            `elsewhere ${person} ${texts[person]}`,
            recipientOf(person, ben),
          ),
        )
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
      case 'frames are late':
      case 'frames arrive':
        frames = event[0].replace('frames ', '') as typeof frames
        return
      case 'somebody new writes':
        newcomers += 1
        return ifAllowed(() => server.write(server.addPerson(`Newcomer ${newcomers}`), ben, 'Hello'))
      case 'renames the group':
      case 'rename the group elsewhere':
        renames += 1
        return ifAllowed(() =>
          server.renameGroup(event[0] === 'renames the group' ? ann : ben, trip, `Tour ${renames}`),
        )
      case 'adds the user':
        return ifAllowed(() => server.addMember(ann, trip, ben.uuid))
      case 'removes the user':
        return ifAllowed(() => server.removeMember(ann, trip, ben.uuid))
      case 'adds somebody':
        return ifAllowed(() => server.addMember(ann, trip, [cat, dan][upTo(2)]?.uuid ?? ''))
      case 'removes somebody':
        return ifAllowed(() => server.removeMember(ann, trip, [cat, dan][upTo(2)]?.uuid ?? ''))
      case 'ask for requests elsewhere':
        return server.changeSettings(ben, { strangers: 'requests' })
      case 'stop asking for requests elsewhere':
        return server.changeSettings(ben, { strangers: 'inbox' })
      case 'uploads expire':
        return server.expireUploads()
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

  if (isAnnOpen) {
    for (const life of tabs) actInConversation('open', life, 'ann')
    await passes(1000)
  }

  return {
    world,
    people,
    hasLocks,
    hasLateResponses: events.some(
      ([name, method, fault]) => name === 'fail' && method === 'GET' && fault === 'late',
    ),
    hasWrongClock,
    changeEvents,
    hasCrashed: events.some(([name]) => name === 'crash'),
    hasSlept: events.some(([name]) => name === 'sleep'),
    sent,
    tabs: () => tabs,
    groupOf,
    readableIn,
    trip: () => ({ uuid: trip, isMember: isInTrip() }),
    happens: async (event: Event) => {
      await happens(event)
      await passes(upTo(40))
    },

    /** Everything is fetched again. */
    refreshes: async () => {
      for (const { messenger } of tabs) messenger.refresh()
      await passes(10_000)
    },

    /** The faults end, and time passes. */
    heals: async () => {
      network.clearFaults()
      network.refuseSockets(false)
      frames = 'arrive'
      device.setOnline(true)
      device.setClockAhead(0)
      await passes(10_000)
      // No frame tells the user that somebody no longer blocks them: how far that person has read is known after a gap.
      const haveLostFrames = events.some(
        ([name]) => name === 'frames go astray' || name === 'unblocks the user',
      )
      for (const life of tabs) {
        life.look({ isVisible: true, isFocused: true })
        if (haveLostFrames) for (const { cut } of life.openSockets()) cut() // they are found after a gap
      }
      await passes(6 * minute)
    },

    /** The person sends again what was refused, loads again what failed, and loads the newest messages. */
    acts: async () => {
      const refused = [...device.entries].filter(([, value]) => value.includes('"failure"'))
      for (const life of tabs) {
        // A tab finds what is unsent by itself; only the person can send again what was refused.
        for (const name of refused.length > 0
          ? (['ann', 'cat', 'dan', 'trip'] as const)
          : [...life.conversations.keys()]) {
          const conversation = conversationOf(life, name)
          for (const { uuid, state } of conversation.get().outbox)
            if (state === 'failed') conversation.retry(uuid)
          for (const { id, state } of conversation.get().changes)
            if (state === 'failed') conversation.retry(id)
          // A load that failed is repeated by the person only.
          if (conversation.get().hasNewer || conversation.get().error) load(conversation, 'newest')
        }
        if (life.messenger.inbox().get().error) actInTab('load more', tabs.indexOf(life) as TabNumber)
        if (life.messenger.blocks.get().error) life.messenger.blocks.load()
        const members = life.groups.members(trip)
        if (life.stopMembers && members.get().error) members.load()
      }
      await passes(2 * minute)
      // What was written to somebody who blocks the user, or is blocked, stays refused, like an edit of an old message.
      for (const life of tabs)
        for (const conversation of life.conversations.values()) {
          for (const { uuid, code = '' } of conversation.get().outbox)
            if (isFinal(code)) {
              changeEvents.uncertain.add(uuid)
              conversation.cancel(uuid)
            }
          for (const { id, messageUuid, code = '' } of conversation.get().changes)
            if (isFinal(code) || code === 'message_too_old') {
              changeEvents.uncertain.add(messageUuid)
              conversation.cancel(id)
            }
        }
      await passes(1000)
    },
  }
}

export type RunHistory = Awaited<ReturnType<typeof aHistory>>
