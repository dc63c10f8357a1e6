import type { HiddenState, ShownGroup } from './group.ts'
import type { GroupEvent, Person } from './message.ts'
import type { Place } from './place.ts'
import type { User } from './user.ts'

/* A named group: up to 50 people, with a title (docs/decisions/0045-named-groups.md). */

export const maxMembers = 50

/** The member sees the messages from `joinedAt` on. */
export type Member = { uuid: string; joinedAt: string }

/** A member whose names the rows show, and the profile version of these names. */
export type PreviewMember = Person & { version?: number | undefined }

export type NamedGroup = {
  uuid: string
  title: string
  ownerUuid: string
  /** In the order in which they have joined. */
  members: Member[]
  /** The first members, with their names. */
  preview: PreviewMember[]
  /** Grows with every change of what is above. */
  version: number
  /** Who has archived the group, or declined to be in it, until the next message. */
  hidden: Record<string, HiddenState>
  /** What its creator asked for, to recognise a repeated request. */
  request: { userUuid: string; hash: string }
}

// A row shows three people beside its own user.
const maxOthers = 3
const previewSize = maxOthers + 1

/** The people whom the row of a member shows. */
export const othersIn = (preview: Person[], userUuid: string): Person[] =>
  preview.filter(({ uuid }) => uuid !== userUuid).slice(0, maxOthers)

export const hasMember = ({ members }: Pick<NamedGroup, 'members'>, userUuid: string): boolean =>
  members.some(({ uuid }) => uuid === userUuid)

/** The members who see what is at a place. */
export const membersSeeing = ({ members }: Pick<NamedGroup, 'members'>, place: Place): string[] =>
  members.filter(({ joinedAt }) => joinedAt <= place).map(({ uuid }) => uuid)

/** When the last one of the members has joined. */
export const joinedLast = ({ members }: Pick<NamedGroup, 'members'>): string =>
  members
    .map(({ joinedAt }) => joinedAt)
    .toSorted()
    .at(-1) ?? ''

/** The members whose names the rows show. */
export const previewUuidsOf = (members: Member[]): string[] =>
  members.slice(0, previewSize).map(({ uuid }) => uuid)

export const previewOfUser = ({ uuid, handle, displayName, profileVersion }: User): PreviewMember => ({
  uuid,
  handle,
  displayName,
  version: profileVersion,
})

export const shownOf = ({ title, members, preview, version }: NamedGroup): ShownGroup => ({
  title,
  memberCount: members.length,
  preview: preview.map(({ uuid, handle, displayName }) => ({ uuid, handle, displayName })),
  version,
})

/** The group without a member. Its owner is then the member who joined first. */
export const withoutMember = (group: NamedGroup, userUuid: string): NamedGroup => {
  const members = group.members.filter(({ uuid }) => uuid !== userUuid)
  const [first] = members
  return {
    ...group,
    members,
    ownerUuid: group.ownerUuid === userUuid && first ? first.uuid : group.ownerUuid,
  }
}

/** The group with newer names of a member. Undefined if it shows these names, newer ones, or none of this member. */
export const withNames = (group: NamedGroup, names: PreviewMember): NamedGroup | undefined => {
  const isOlder = ({ uuid, version = 0 }: PreviewMember) =>
    uuid === names.uuid && version < (names.version ?? 0)
  if (!group.preview.some(isOlder)) return undefined
  return { ...group, preview: group.preview.map((member) => (isOlder(member) ? names : member)) }
}

/** What the message of an event says. */
export const eventText = ({ displayName: actor }: Person, event: GroupEvent): string => {
  const { displayName: name } = event.user
  switch (event.type) {
    case 'created':
      return `${actor} created the group “${event.title}”`
    case 'renamed':
      return `${actor} renamed the group to “${event.title}”`
    case 'joined':
      return `${actor} added ${name}`
    case 'removed':
      return `${actor} removed ${name}`
    case 'left':
      return `${name} left`
    case 'owner_changed':
      return `${name} is the owner now`
  }
}
