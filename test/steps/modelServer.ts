import { v7 as uuidv7 } from 'uuid'
import { arrivalsIn } from '../../src/domain/arrival.ts'
import { conversationOf } from '../../src/domain/conversation.ts'
import { VisibleError } from '../../src/domain/error.ts'
import {
  type DirectMembership,
  type GroupState,
  groupUuidOf,
  isMuted,
  isReadable,
  isRequest,
  type Membership,
  type NamedMembership,
  quietBeforeOf,
  readPlaceOf,
  refusalOf,
} from '../../src/domain/group.ts'
import { type Message, messageUuidFrom } from '../../src/domain/message.ts'
import { membersSeeing, shownOf } from '../../src/domain/namedGroup.ts'
import { firstPlaceOf, isFresh, type Place, placeOf } from '../../src/domain/place.ts'
import { handleFrom, type User } from '../../src/domain/user.ts'
import type { Frame } from '../../src/domain/viewSchemas.ts'
import {
  groupFrame,
  groupView,
  messageFrame,
  openGroupView,
  readFrame,
  unreadCountOf,
} from '../../src/domain/views.ts'
import { createModelAttachments } from './modelAttachments.ts'
import { createModelChanges } from './modelChanges.ts'
import { createModelLists } from './modelLists.ts'
import { createModelNamedGroups } from './modelNamedGroups.ts'

/*
 * A model of the server for the tests of the client: what it stores, in memory. It uses the rules of src/domain, so that
 * it differs from the server only in how it stores.
 */

export type Person = User & { cognitoUserId: string }

type Options = {
  /** The server's clock. */
  now: () => number
  /** Runs what the server does later: the function of the table's stream. */
  later: (work: () => void) => void
  /** Sends a frame to all sockets of these people. */
  push: (userUuids: string[], frame: Frame) => void
}

type Recipient = {
  message_group_uuid?: string | undefined
  handle?: string | undefined
  reply_to?: string | undefined
  attachments?: readonly { uuid: string; alt?: string | undefined }[] | undefined
}

const uuidFrom = (number: number) => `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`

const byPlace = (one: { place: Place }, other: { place: Place }) => (one.place < other.place ? -1 : 1)

export const createModelServer = ({ now, later, push }: Options) => {
  const people: Person[] = []
  const memberships = new Map<string, Membership>()
  const messages = new Map<string, Message[]>()
  let minted = 0

  const messagesOf = (groupUuid: string): Message[] => messages.get(groupUuid) ?? []

  const membershipsOf = (userUuid: string) =>
    [...memberships.values()]
      .filter((membership) => membership.userUuid === userUuid)
      .sort((one, other) =>
        one.lastPlace === other.lastPlace
          ? Number(one.groupUuid < other.groupUuid) - Number(one.groupUuid > other.groupUuid)
          : Number(one.lastPlace < other.lastPlace) - Number(one.lastPlace > other.lastPlace),
      )

  const findMembership = (userUuid: string, groupUuid: string) => memberships.get(`${userUuid} ${groupUuid}`)

  const getMembership = (userUuid: string, groupUuid: string): Membership => {
    const membership = findMembership(userUuid, groupUuid)
    if (!membership) throw new VisibleError('message_group_not_found')
    return membership
  }

  /** Without a new revision if its member cannot see the change. */
  const change = (
    membership: Membership,
    changes: Partial<DirectMembership> | Partial<NamedMembership>,
    isShown = true,
  ) => {
    const { revision = 0 } = membership
    putMembership({ ...membership, ...changes, revision: revision + Number(isShown) } as Membership)
  }

  const putMembership = (membership: Membership) => {
    memberships.set(`${membership.userUuid} ${membership.groupUuid}`, membership)
  }

  const removeMembership = (userUuid: string, groupUuid: string) => {
    memberships.delete(`${userUuid} ${groupUuid}`)
  }

  /** Who sees a message. */
  const recipientsOf = ({ groupUuid, memberUuids, place }: Message): string[] => {
    const group = named.findNamed(groupUuid)
    return group ? membersSeeing(group, place) : memberUuids
  }

  const lists = createModelLists({
    getMembership,
    findMembership,
    change,
    push,
    hide: (membership, state) => named.hide(membership, state),
  })

  /** What the stream's function does: it updates the rows, except for a quiet message. */
  const updateRows = (message: Message) => {
    if (message.isQuiet) return
    const group = named.findNamed(message.groupUuid)
    const memberUuids = recipientsOf(message)
    for (const { userUuid, newest, ownPlace } of arrivalsIn([{ ...message, memberUuids }])) {
      const membership = findMembership(userUuid, newest.groupUuid)
      if (!membership) continue
      const isNewer = newest.place > membership.lastPlace
      const readPlace = (ownPlace ?? '') > (membership.readPlace ?? '') ? ownPlace : membership.readPlace
      const isOutdated = membership.kind === 'named' && (group?.version ?? 0) > membership.shown.version
      const shown = group && isOutdated ? { shown: shownOf(group) } : {}
      if (isNewer || isOutdated || readPlace !== membership.readPlace)
        change(membership, { readPlace, ...(isNewer ? { lastPlace: newest.place } : {}), ...shown })
    }
  }

  const texts = new Map<string, string[]>()
  const recordText = ({ uuid, text }: Message) => {
    const known = texts.get(uuid) ?? []
    if (text && !known.includes(text)) texts.set(uuid, [...known, text])
  }

  const replace = (message: Message) => {
    recordText(message)
    const others = messagesOf(message.groupUuid).filter(({ uuid }) => uuid !== message.uuid)
    messages.set(message.groupUuid, [...others, message].sort(byPlace))
  }

  const changes = createModelChanges({
    now,
    later,
    push,
    messagesOf,
    recipientsOf,
    replace,
    getMembership,
    findMembership,
    change,
  })

  const store = (message: Message) => {
    recordText(message)
    messages.set(message.groupUuid, [...messagesOf(message.groupUuid), message].sort(byPlace))
    // Two functions read the stream, one sooner than the other.
    later(() => updateRows(message))
    later(() => push(recipientsOf(message), messageFrame(message)))
    return message
  }

  const freshKey = (): string => {
    minted += 1
    const random = new Uint8Array(16)
    new DataView(random.buffer).setUint32(12, minted)
    return uuidv7({ msecs: now(), random })
  }

  const findPerson = (handle: string) => people.find((person) => person.handle === handleFrom(handle))

  /** The conversation, and the other person of a direct one. */
  const findConversation = (sender: Person, { message_group_uuid, handle = '' }: Recipient) => {
    if (message_group_uuid !== undefined) {
      const membership = getMembership(sender.uuid, message_group_uuid)
      const other = membership.kind === 'direct' ? membership.other : undefined
      return { other, groupUuid: message_group_uuid }
    }
    const other = findPerson(handle)
    if (!other) throw new VisibleError('user_not_found')
    if (other === sender) throw new VisibleError('message_to_self')
    return { other, groupUuid: groupUuidOf(sender.uuid, other.uuid) }
  }

  /** A message that was changed is returned as it is now. */
  const requireSame = (stored: Message, draft: Omit<Message, 'place'>): Message => {
    const isChanged = stored.editedAt !== undefined || stored.deletedAt !== undefined
    const isSame = stored.text === draft.text && stored.replyTo?.uuid === draft.replyTo?.uuid
    const isOwn = stored.sender.uuid === draft.sender.uuid && stored.groupUuid === draft.groupUuid
    if (!isOwn || !(isChanged || isSame)) throw new VisibleError('idempotency_key_reused')
    return stored
  }

  const referenceTo = (groupUuid: string, uuid: string | undefined) => {
    if (uuid === undefined) return {}
    const quoted = messagesOf(groupUuid).find((message) => message.uuid === uuid)
    if (!quoted) throw new VisibleError('reply_to_invalid')
    return { replyTo: { uuid, place: quoted.place } }
  }

  /** The state of the recipient's first row. */
  const firstState = (sender: Person, other: Person) => {
    const isBlocked = lists.hasBlocked(other.uuid, sender.uuid) || other.strangers === 'nobody'
    if (lists.hasBlocked(sender.uuid, other.uuid)) throw new VisibleError('recipient_blocked')
    if (isBlocked) throw new VisibleError('recipient_unavailable')
    return other.strangers === 'requests' ? 'request' : 'inbox'
  }

  const send = (sender: Person, key: string | undefined, text: string, recipient: Recipient): Message => {
    const uuid = messageUuidFrom(key, now())
    const { other, groupUuid } = findConversation(sender, recipient)
    const members = other
      ? { sender, memberUuids: [sender.uuid, other.uuid] }
      : { sender, memberUuids: [], isInNamedGroup: true }
    const plain = { uuid, groupUuid, text, ...members, ...referenceTo(groupUuid, recipient.reply_to) }
    const stored = [...messages.values()].flat().find((message) => message.uuid === uuid)
    if (stored) return requireSame(stored, plain)
    const { attachments } = recipient
    const draft = {
      ...plain,
      ...(attachments && { attachments: uploads.attach(sender, plain, attachments) }),
    }
    const firstPlace = firstPlaceOf(uuid) ?? ''
    const place = isFresh(firstPlace, now()) ? firstPlace : placeOf(now(), uuid)
    const membership = findMembership(sender.uuid, groupUuid)
    if (membership) {
      const refusal = refusalOf(membership)
      if (refusal) throw new VisibleError(refusal)
      const isInPlace = membership.state === 'inbox' && !membership.isMarkedUnread
      if (!isInPlace) change(membership, { state: 'inbox', isMarkedUnread: false })
      if (membership.kind === 'named') named.bringBackNamed(membership)
      else if (membership.otherState) lists.bringBack(membership)
      return store({ ...draft, place, isQuiet: place < quietBeforeOf(membership) })
    }
    if (!other) throw new VisibleError('message_group_not_found')
    const row = { kind: 'direct', groupUuid, lastPlace: place } as const
    const state = firstState(sender, personOf(other.uuid))
    change({ ...row, userUuid: sender.uuid, other, readPlace: place, state: 'inbox' }, {})
    change({ ...row, userUuid: other.uuid, other: sender, state }, {})
    return store({ ...draft, place })
  }

  const invitedState = (inviter: Person, invited: Person): GroupState => {
    const known = findMembership(invited.uuid, groupUuidOf(inviter.uuid, invited.uuid))
    if (lists.hasBlocked(inviter.uuid, invited.uuid)) throw new VisibleError('recipient_blocked')
    if (lists.hasBlocked(invited.uuid, inviter.uuid)) throw new VisibleError('recipient_unavailable')
    return known && !isRequest(known) ? 'inbox' : firstState(inviter, invited)
  }

  const named = createModelNamedGroups({
    now,
    freshKey: () => freshKey(),
    personOf: (userUuid) => personOf(userUuid),
    findMembership,
    getMembership,
    putMembership,
    removeMembership,
    change,
    invitedState,
    messagesOf,
    store,
    push,
  })

  /** What its member may read. */
  const readable = (membership: Membership) =>
    messagesOf(membership.groupUuid).filter(({ place }) => isReadable(membership, place))

  const uploads = createModelAttachments({ now, freshKey: () => freshKey(), getMembership, readable })

  const conversation = (membership: Membership) => {
    const all = readable(membership)
    return conversationOf(membership, { messages: all, isWhole: true, limit: all.length + 1 })
  }

  const personOf = (userUuid: string) => people.find(({ uuid }) => uuid === userUuid) as Person

  const rowOf = (membership: Membership) => groupView(conversation(membership), personOf(membership.userUuid))

  const markRead = (reader: Person, groupUuid: string, messageUuid: string) => {
    const membership = getMembership(reader.uuid, groupUuid)
    const message = messagesOf(groupUuid).find(({ uuid }) => uuid === messageUuid)
    if (!message) throw new VisibleError('message_not_found')
    if (isRequest(membership)) return { unread_count: 0 }
    const own = [reader.uuid]
    if (membership.isMarkedUnread) change(membership, { isMarkedUnread: false })
    if (message.place > (membership.readPlace ?? '')) {
      change(getMembership(reader.uuid, groupUuid), { readPlace: message.place })
      // In a named group, the others are told nothing over their sockets.
      const told = membership.hasBlocked || membership.kind === 'named' ? own : message.memberUuids
      push(told, readFrame(message, reader.uuid))
    }
    const after = getMembership(reader.uuid, groupUuid)
    if (membership.isMarkedUnread) push(own, groupFrame(after))
    return { unread_count: unreadCountOf(after, conversation(after).unreadCount) }
  }

  const membershipsIn = (userUuid: string, list: string) =>
    membershipsOf(userUuid).filter((membership) => lists.isIn(membership, list))

  return {
    people,
    findPerson,
    getMembership,
    membershipsOf,
    membershipsIn,
    ...lists,
    ...changes,
    ...named,
    ...uploads,
    readable,
    /** The messages of a conversation, oldest first. */
    messagesOf,
    /** The texts that a message has had, the first one first. */
    textsOf: (uuid: string): string[] => texts.get(uuid) ?? [],
    rowOf,
    personOf,
    send,
    markRead,

    openRow: (userUuid: string, groupUuid: string) => {
      const membership = getMembership(userUuid, groupUuid)
      if (membership.kind === 'named') {
        const group = named.findNamed(groupUuid)
        const shown = group ? shownOf(group) : membership.shown
        return openGroupView(conversation({ ...membership, shown }), personOf(userUuid), undefined)
      }
      const { other, blockedWith } = membership
      const seen = blockedWith ? blockedWith.seen : getMembership(other.uuid, groupUuid).readPlace
      const readPlace = readPlaceOf(other.uuid, messagesOf(groupUuid), seen)
      return openGroupView(conversation(membership), personOf(userUuid), readPlace)
    },

    unread: (userUuid: string) => ({
      conversations: membershipsIn(userUuid, 'inbox').filter(
        (membership) =>
          !isMuted(membership, now()) &&
          (membership.isMarkedUnread || conversation(membership).unreadCount > 0),
      ).length,
      has_requests: membershipsIn(userUuid, 'request').length > 0,
    }),

    typing: (typist: Person, groupUuid: string) => {
      const membership = findMembership(typist.uuid, groupUuid)
      const { uuid: user_uuid, handle } = typist
      if (!membership || refusalOf(membership) || isRequest(membership)) return
      const members = named.findNamed(groupUuid)?.members.map(({ uuid }) => uuid) ?? []
      const others = membership.kind === 'direct' ? [membership.other.uuid] : members
      push(others, { type: 'typing', message_group_uuid: groupUuid, user_uuid, handle })
    },

    addPerson: (displayName: string): Person => {
      const number = people.length + 1
      const handle = handleFrom(displayName)
      const person = { uuid: uuidFrom(number), cognitoUserId: uuidFrom(900 + number), handle, displayName }
      people.push(person)
      return person
    },

    freshKey,

    /** The person writes with another client. */
    write: (sender: Person, to: Person, text: string, replyTo?: string): Message =>
      send(sender, freshKey(), text, { handle: to.handle, reply_to: replyTo }),

    /** The conversation is gone for this person. */
    removeMembership: (person: Person, groupUuid: string) => removeMembership(person.uuid, groupUuid),

    /** The person writes into a group with another client. */
    writeInto: (sender: Person, groupUuid: string, text: string): Message =>
      send(sender, freshKey(), text, { message_group_uuid: groupUuid }),
  }
}

export type ModelServer = ReturnType<typeof createModelServer>
