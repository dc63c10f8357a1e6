import { placeOfChange, timeOfChange } from '../src/domain/place.ts'
import { erasedHandle } from '../src/domain/user.ts'
import { type Item, type Kind, kindOf } from '../src/repository/admin/scan.ts'

/** An item in the readable output of ddb:scan. */
export type ItemDescription = { entity: string; who: string; place?: string | undefined; what: string }

const shortId = (uuid: string) => uuid.slice(0, 8)

/** A copy of a user. */
const userAs =
  (key: string) =>
  ({ handle, display_name, suspended_at }: Item) => ({
    entity: 'user',
    who: String(handle),
    what: `${display_name}, by ${key}${suspended_at ? `, suspended since ${suspended_at}` : ''}`,
  })

/** To which message a message replies, and what was changed. */
const marksOf = ({ edited_at, reply_to, reactions }: Item): string => {
  const emoji = Object.values((reactions ?? {}) as Record<string, string>)
  const quoted = (reply_to as { uuid?: string } | undefined)?.uuid
  const marks = [
    ...(quoted === undefined ? [] : [`replies to ${shortId(String(quoted))}`]),
    ...(edited_at ? ['edited'] : []),
    ...(emoji.length === 0 ? [] : [emoji.join(' ')]),
  ]
  return marks.length === 0 ? '' : ` (${marks.join(', ')})`
}

const membershipName = ({ message_group_uuid, title, user_handle }: Item, user: string): string => {
  if (!message_group_uuid) return user
  return title === undefined ? `${user} with ${user_handle}` : `${user} in ${title}`
}

/** Only a settled row contains the text of the last message. */
const membershipText = ({ message_group_uuid, message, left_at }: Item): string => {
  if (left_at) return 'left the group'
  return message_group_uuid ? String(message ?? 'not settled') : 'none: a block before the first message'
}

const describers: Record<Kind, (item: Item, owner: string) => ItemDescription> = {
  message: (item) => ({
    entity: 'message',
    who: String(item.user_handle),
    place: String(item.sk),
    what: item.deleted_at ? `deleted ${item.deleted_at}` : `${item.message}${marksOf(item)}`,
  }),
  change: ({ sk }, groupUuid) => ({
    entity: 'change',
    who: shortId(groupUuid),
    place: timeOfChange(String(sk)),
    what: `of the message at ${placeOfChange(String(sk))}`,
  }),
  pointer: ({ sk, moved_to }) => ({ entity: 'pointer', who: '', place: String(sk), what: `to ${moved_to}` }),
  migratedPlace: ({ sk, place }, groupUuid) => ({
    entity: 'migrated place',
    who: shortId(groupUuid),
    place: String(place),
    what: `of the message ${sk}`,
  }),
  membership: (item, userUuid) => ({
    entity: 'membership',
    who: membershipName(item, shortId(userUuid)),
    place: String(item.left_at ?? item.last_message_at ?? item.sk), // in the original layout, sk is the time
    what: membershipText(item),
  }),
  namedGroup: ({ title, group_version, members, ended_at }, groupUuid) => ({
    entity: 'group',
    who: shortId(groupUuid),
    place: ended_at === undefined ? undefined : String(ended_at),
    what: ended_at ? 'ended' : `${title}: ${(members as unknown[]).length} members, version ${group_version}`,
  }),
  connection: ({ sk, connected_at }, userUuid) => ({
    entity: 'connection',
    who: shortId(userUuid),
    place: String(connected_at),
    what: String(sk),
  }),
  pushSubscription: ({ registered_at, endpoint }, userUuid) => ({
    entity: 'push subscription',
    who: shortId(userUuid),
    place: String(registered_at),
    what: `at ${URL.parse(String(endpoint))?.host ?? 'an unknown service'}`,
  }),
  pushEndpoint: ({ user_uuid, uuid }) => ({
    entity: 'push endpoint',
    who: shortId(String(user_uuid)),
    what: `of the subscription ${uuid}`,
  }),
  export: ({ created_at, cursor, files }, userUuid) => ({
    entity: 'export',
    who: shortId(userUuid),
    place: String(created_at),
    what: `${cursor ? 'running' : 'complete'}, ${(files as unknown[]).length} files`,
  }),
  limit: ({ sk, hits }, userUuid) => ({ entity: 'limit', who: shortId(userUuid), what: `${sk}: ${hits}` }),
  attachment: ({ content_type, bytes, width, height, user_uuid, message_uuid }, uuid) => ({
    entity: 'attachment',
    who: shortId(String(user_uuid)),
    place: uuid,
    what: `${content_type}, ${width} × ${height}, ${bytes} bytes, ${message_uuid ? `in the message ${message_uuid}` : 'not sent'}`,
  }),
  block: ({ sk }, userUuid) => ({ entity: 'block', who: shortId(userUuid), what: `of ${sk}` }),
  report: ({ sk, reason, created_at, closed_at, reporter_handle }) => ({
    entity: 'report',
    who: `by ${reporter_handle ?? erasedHandle}`,
    place: String(created_at),
    what: `${reason}, ${closed_at ? 'closed' : 'open'}: ${sk}`,
  }),
  directory: ({ sk, handle, display_name }) => ({
    entity: 'directory',
    who: String(handle),
    what: `${display_name}, by ${String(sk).split('#')[0]}`,
  }),
  claim: ({ sk }, hash) => ({
    entity: 'claim',
    who: shortId(String(sk)),
    what: `by the e-mail address with the hash ${hash.slice(0, 12)}…`,
  }),
  userByUuid: userAs('uuid'),
  userByHandle: userAs('handle'),
  userByCognitoId: userAs('Cognito id'),
  reservation: ({ uuid, reserved_until }, handle) => ({
    entity: 'reservation',
    who: handle,
    place: String(reserved_until),
    what: `of a handle that ${shortId(String(uuid))} has given up`,
  }),
  tombstone: ({ erased_at }, userUuid) => ({
    entity: 'user',
    who: shortId(userUuid),
    place: String(erased_at),
    what: 'erased',
  }),
  other: ({ pk, sk }) => ({ entity: 'other', who: '', what: `${pk} ${sk}` }),
}

export const describeItem = (item: Item): ItemDescription => {
  const { kind, owner } = kindOf(item)
  return describers[kind](item, owner)
}
