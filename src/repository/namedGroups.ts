import { v7 as uuidv7 } from 'uuid'
import type { HiddenState } from '../domain/group.ts'
import { erasedUser, type GroupEvent, type Message, type Person } from '../domain/message.ts'
import {
  eventText,
  type Member,
  type NamedGroup,
  type PreviewMember,
  previewOfUser,
  previewUuidsOf,
} from '../domain/namedGroup.ts'
import { placeOf } from '../domain/place.ts'
import { env } from '../env.ts'
import { namedGroupKey } from './keys.ts'
import { personItem, personOf } from './personItem.ts'
import { getItem, getItems } from './reads.ts'
import { getUsers, mustHaveNames } from './users.ts'
import type { Write } from './writes.ts'

/* A named group as an item of the table: its title, owner and members. Each member also has a row (memberships.ts). */

type Item = Record<string, unknown>

const changeableAttributes = ({ title, ownerUuid, members, preview, version }: NamedGroup) => ({
  title,
  owner_uuid: ownerUuid,
  members: members.map(({ uuid, joinedAt }) => ({ user_uuid: uuid, joined_at: joinedAt })),
  preview: preview.map((member) => ({ ...personItem(member), user_version: member.version })),
  group_version: version,
})

export const namedGroupItem = (group: NamedGroup) => ({
  ...namedGroupKey(group.uuid),
  ...changeableAttributes(group),
  hidden: group.hidden,
  created_by: group.request.userUuid,
  request_hash: group.request.hash,
})

type NamedGroupItem = ReturnType<typeof namedGroupItem>

/** The last member has left: the group and its messages are deleted. */
const hasEnded = (item: Item): boolean => item.ended_at !== undefined

const namedGroupOf = (uuid: string, item: Item): NamedGroup => {
  const row = item as NamedGroupItem
  return {
    uuid,
    title: row.title,
    ownerUuid: row.owner_uuid,
    members: row.members.map(({ user_uuid, joined_at }) => ({ uuid: user_uuid, joinedAt: joined_at })),
    preview: row.preview.map((member) => ({ ...personOf(member), version: member.user_version })),
    version: row.group_version,
    hidden: row.hidden as Record<string, HiddenState>,
    request: { userUuid: row.created_by, hash: row.request_hash },
  }
}

export const hasGroupEnded = async (uuid: string): Promise<boolean> => {
  const item = await getItem(namedGroupKey(uuid))
  return item !== undefined && hasEnded(item)
}

export const getNamedGroup = async (uuid: string): Promise<NamedGroup | undefined> => {
  const item = await getItem(namedGroupKey(uuid))
  return item && !hasEnded(item) ? namedGroupOf(uuid, item) : undefined
}

/** Reads named groups, at most 100, with consistent reads. Leaves out those that have ended. */
export const getNamedGroups = async (uuids: string[]): Promise<NamedGroup[]> => {
  const items = await getItems(uuids.map(namedGroupKey), { consistent: true })
  const uuidOf = ({ pk }: Item) => String(pk).slice(namedGroupKey('').pk.length)
  return items.filter((item) => !hasEnded(item)).map((item) => namedGroupOf(uuidOf(item), item))
}

/** Replaces the group, unless somebody else has changed it since it was read. */
export const updateGroup = (before: NamedGroup, after: NamedGroup): Write => {
  const attributes = changeableAttributes({ ...after, version: before.version + 1 })
  const names = Object.keys(attributes)
  const gone = Object.keys(before.hidden).filter(
    (uuid) => !after.members.some((member) => member.uuid === uuid),
  )
  return {
    Update: {
      TableName: env.tableName,
      Key: namedGroupKey(before.uuid),
      UpdateExpression: [
        `SET ${names.map((name) => `#${name} = :${name}`).join(', ')}`,
        ...(gone.length > 0 ? [`REMOVE ${gone.map((_, index) => `#hidden.#gone${index}`).join(', ')}`] : []),
      ].join(' '),
      ConditionExpression: 'group_version = :before',
      ExpressionAttributeNames: {
        ...Object.fromEntries(names.map((name) => [`#${name}`, name])),
        ...(gone.length > 0 ? { '#hidden': 'hidden' } : {}),
        ...Object.fromEntries(gone.map((uuid, index) => [`#gone${index}`, uuid])),
      },
      ExpressionAttributeValues: {
        ...Object.fromEntries(Object.entries(attributes).map(([name, value]) => [`:${name}`, value])),
        ':before': before.version,
      },
    },
  }
}

// Longer than an idempotency key is accepted: a repeated request must not create the group again.
const endedForSeconds = 2 * 24 * 60 * 60

/** Replaces the group by a tombstone, unless somebody else has changed it since it was read. */
export const endGroup = ({ uuid, version, request }: NamedGroup, now: number): Write => ({
  Put: {
    TableName: env.tableName,
    Item: {
      ...namedGroupKey(uuid),
      ended_at: new Date(now).toISOString(),
      created_by: request.userUuid,
      request_hash: request.hash,
      expires_at: Math.floor(now / 1000) + endedForSeconds,
    },
    ConditionExpression: 'group_version = :before',
    ExpressionAttributeValues: { ':before': version },
  },
})

/** Who has asked for a group that exists, or that has existed, and for what. */
export const getRequestOf = async (uuid: string): Promise<NamedGroup['request'] | undefined> => {
  const item = await getItem(namedGroupKey(uuid))
  return item && { userUuid: String(item.created_by), hash: String(item.request_hash) }
}

const erasedMember = (uuid: string): PreviewMember => ({ ...erasedUser, uuid })

/** The names of the first members. Reads those that are not known, and returns a condition for each of these. */
export const readPreview = async (members: Member[], known: PreviewMember[]) => {
  const uuids = previewUuidsOf(members)
  const missing = uuids.filter((uuid) => !known.some((member) => member.uuid === uuid))
  const users = missing.length > 0 ? await getUsers(missing, { consistent: true }) : []
  const read = users.map(previewOfUser)
  const all = [...known, ...read]
  return {
    preview: uuids.map((uuid) => all.find((member) => member.uuid === uuid) ?? erasedMember(uuid)),
    checks: read.map(mustHaveNames),
  }
}

/** The message of an event. It is never quiet, so that it moves the rows of all members. */
export const eventMessage = (
  groupUuid: string,
  sender: Person,
  { event, time }: { event: GroupEvent; time: number },
): Message => {
  const uuid = uuidv7({ msecs: time })
  const text = eventText(sender, event)
  const place = placeOf(time, uuid)
  return { uuid, groupUuid, place, text, sender, memberUuids: [], isInNamedGroup: true, event }
}
