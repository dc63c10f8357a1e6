import { v7 as uuidv7 } from 'uuid'
import type { newGroupSchema } from '../../src/domain/bodySchemas.ts'
import { VisibleError } from '../../src/domain/error.ts'
import {
  type GroupState,
  type HiddenState,
  type Membership,
  type NamedMembership,
  readPlaceOf,
  stateAfterMessage,
} from '../../src/domain/group.ts'
import {
  type GroupEvent,
  idempotencyKeyFrom,
  type Message,
  type Person as Named,
} from '../../src/domain/message.ts'
import {
  eventText,
  hasMember,
  maxMembers,
  type NamedGroup,
  previewOfUser,
  previewUuidsOf,
  shownOf,
  withoutMember,
} from '../../src/domain/namedGroup.ts'
import { placeOf } from '../../src/domain/place.ts'
import type { Frame } from '../../src/domain/viewSchemas.ts'
import { groupFrameOf, groupRemovedFrameOf, memberView } from '../../src/domain/views.ts'
import type { Person } from './modelServer.ts'

/* Named groups in the model of the server. */

type NewGroup = ReturnType<typeof newGroupSchema.parse>

type Context = {
  now: () => number
  freshKey: () => string
  personOf: (userUuid: string) => Person
  findMembership: (userUuid: string, groupUuid: string) => Membership | undefined
  getMembership: (userUuid: string, groupUuid: string) => Membership
  putMembership: (membership: Membership) => void
  removeMembership: (userUuid: string, groupUuid: string) => void
  change: (membership: Membership, changes: Partial<NamedMembership>) => void
  /** The list into which an invitation comes; throws if it is refused. */
  invitedState: (inviter: Person, invited: Person) => GroupState
  messagesOf: (groupUuid: string) => Message[]
  store: (message: Message) => Message
  push: (userUuids: string[], frame: Frame) => void
}

export const createModelNamedGroups = (context: Context) => {
  const { now, freshKey, personOf, findMembership, getMembership, putMembership, store, push } = context
  const groups = new Map<string, NamedGroup>()
  /** The revisions of the rows of those who have left. */
  const tombstones = new Map<string, number>()

  const find = (groupUuid: string) => groups.get(groupUuid)

  const requireGroup = (user: Person, groupUuid: string): NamedGroup => {
    getMembership(user.uuid, groupUuid)
    const group = groups.get(groupUuid)
    if (!group) throw new VisibleError('group_is_direct')
    return group
  }

  const put = (group: NamedGroup): NamedGroup => {
    const preview = previewUuidsOf(group.members).map((uuid) => previewOfUser(personOf(uuid)))
    const stored = { ...group, preview, version: group.version + 1 }
    groups.set(group.uuid, stored)
    return stored
  }

  const tell = (group: NamedGroup, actor: Named, event: GroupEvent, isQuiet = false): Message => {
    const uuid = freshKey()
    const place = placeOf(now(), uuid)
    const text = eventText(actor, event)
    const fields = { groupUuid: group.uuid, sender: actor, memberUuids: [], isInNamedGroup: true }
    return store({ uuid, place, text, event, isQuiet, ...fields })
  }

  const putRow = (group: NamedGroup, userUuid: string, state: GroupState, { place }: Message) => {
    const joinedAt = group.members.find(({ uuid }) => uuid === userUuid)?.joinedAt ?? ''
    const revision = tombstones.get(`${userUuid} ${group.uuid}`)
    const shown = shownOf(group)
    const row = { userUuid, groupUuid: group.uuid, joinedAt, shown, state, revision }
    putMembership({ ...row, kind: 'named', lastPlace: place, readPlace: place })
  }

  const removeRow = (userUuid: string, groupUuid: string) => {
    const { revision = 0 } = getMembership(userUuid, groupUuid)
    tombstones.set(`${userUuid} ${groupUuid}`, revision + 1)
    context.removeMembership(userUuid, groupUuid)
  }

  return {
    findNamed: find,

    createGroup: (creator: Person, { title, user_uuids }: NewGroup, key?: string): string => {
      const uuid = idempotencyKeyFrom(key, now()) ?? uuidv7({ msecs: now() })
      const request = { userUuid: creator.uuid, hash: JSON.stringify([title, user_uuids]) }
      const stored = groups.get(uuid)
      if (stored?.request.hash === request.hash && stored.request.userUuid === creator.uuid) return uuid
      if (stored) throw new VisibleError('idempotency_key_reused')
      const others = user_uuids.map(personOf)
      if (others.includes(undefined as never)) throw new VisibleError('user_not_found')
      const states = new Map(others.map((other) => [other.uuid, context.invitedState(creator, other)]))
      const joinedAt = new Date(now()).toISOString()
      const members = [creator, ...others].map((member) => ({ uuid: member.uuid, joinedAt }))
      const first = {
        uuid,
        title,
        ownerUuid: creator.uuid,
        members,
        preview: [],
        version: 0,
        hidden: {},
        request,
      }
      const group = put(first)
      const created = tell(group, creator, { type: 'created', user: creator, title }, true)
      for (const member of members) putRow(group, member.uuid, states.get(member.uuid) ?? 'inbox', created)
      push(
        members.map((member) => member.uuid),
        groupFrameOf(uuid),
      )
      return uuid
    },

    renameGroup: (actor: Person, groupUuid: string, title: string) => {
      const group = requireGroup(actor, groupUuid)
      if (group.title === title) return
      tell(put({ ...group, title }), actor, { type: 'renamed', user: actor, title })
    },

    addMember: (actor: Person, groupUuid: string, userUuid: string) => {
      const group = requireGroup(actor, groupUuid)
      if (hasMember(group, userUuid)) return
      if (group.members.length >= maxMembers) throw new VisibleError('group_full')
      const user = personOf(userUuid)
      if (!user) throw new VisibleError('user_not_found')
      const state = context.invitedState(actor, user)
      const members = [...group.members, { uuid: userUuid, joinedAt: new Date(now()).toISOString() }]
      const after = put({ ...group, members })
      putRow(after, userUuid, state, tell(after, actor, { type: 'joined', user }))
      push([userUuid], groupFrameOf(groupUuid))
    },

    removeMember: (actor: Person, groupUuid: string, userUuid: string) => {
      const group = requireGroup(actor, groupUuid)
      const isOwn = userUuid === actor.uuid
      if (!isOwn && group.ownerUuid !== actor.uuid) throw new VisibleError('not_the_owner')
      if (!hasMember(group, userUuid)) return
      removeRow(userUuid, groupUuid)
      push([userUuid], groupRemovedFrameOf(groupUuid))
      const after = put(withoutMember(group, userUuid))
      const [first] = after.members
      if (!first) return
      tell(after, actor, { type: isOwn ? 'left' : 'removed', user: personOf(userUuid) })
      if (after.ownerUuid !== group.ownerUuid)
        tell(after, actor, { type: 'owner_changed', user: personOf(first.uuid) })
    },

    listMembers: (user: Person, groupUuid: string) => {
      const { members, ownerUuid } = requireGroup(user, groupUuid)
      return members.map(({ uuid, joinedAt }) => {
        const { readPlace } = getMembership(uuid, groupUuid)
        const readUpTo = readPlaceOf(uuid, context.messagesOf(groupUuid), readPlace)
        return memberView({
          person: personOf(uuid),
          isOwner: uuid === ownerUuid,
          joinedAt,
          readPlace: readUpTo,
        })
      })
    },

    /** Notes that a member has hidden the group, so that a message of the others brings it back. */
    hide: ({ groupUuid, userUuid }: NamedMembership, state: HiddenState) => {
      const group = groups.get(groupUuid)
      if (group) groups.set(groupUuid, { ...group, hidden: { ...group.hidden, [userUuid]: state } })
    },

    bringBackNamed: ({ groupUuid, userUuid: senderUuid }: NamedMembership) => {
      const group = groups.get(groupUuid)
      if (!group) return
      const kept: NamedGroup['hidden'] = {}
      for (const [userUuid, state] of Object.entries(group.hidden)) {
        const row = findMembership(userUuid, groupUuid)
        if (userUuid === senderUuid) kept[userUuid] = state
        else if (row?.state === state) context.change(row, { state: stateAfterMessage(state) })
      }
      groups.set(groupUuid, { ...group, hidden: kept })
    },
  }
}
