import { createHash } from 'node:crypto'
import { partOf } from '../domain/directory.ts'
import type { List } from '../domain/group.ts'
import { changeOf, type Place } from '../domain/place.ts'

/*
 * Every kind of item of the table. <place> is `<time>#<message uuid>` (src/domain/place.ts).
 *
 * item                pk                  sk                        what for                             code
 * message             MSG#<group uuid>    <place>                   a conversation, in order of arrival  messages.ts
 * pointer             MSG#<group uuid>    <place>                   leads a retry to the next place      storeMessage.ts
 * change              CHG#<group uuid>    <time>#<place>            the message may have changed; expires changes.ts
 * migrated place      PLC#<group uuid>    <message uuid>            where a migrated message is         findMessage.ts
 * membership          GRP#<user uuid>     <group uuid>              a member's view of a conversation    memberships.ts
 * named group         NGR#<group uuid>    NGR                       its title, owner and members         namedGroups.ts
 * user by uuid        USR#<user uuid>     USR                       a copy of the user                   users.ts
 * user by handle      HDL#<handle>        USR                       a copy of the user                   users.ts
 * reserved handle     HDL#<handle>        USR                       somebody has given it up; expires    userItems.ts
 * user by Cognito id  COG#<Cognito id>    USR                       a copy of the user                   users.ts
 * directory entry     DIR#<2 characters>  <text>#<user uuid>        finds people by names                directory.ts
 *                                         <handle>##<user uuid>     and by handles
 * claim               CLM#<address hash>  <user uuid>               an imported user with this address   claims.ts
 * connection          CON#<user uuid>     <connection id>           an open socket; expires              connections.ts
 * push subscription   CON#<user uuid>     push#<subscription uuid>  a browser that gets pushes; expires  subscriptions.ts
 * push endpoint       PSH#<endpoint hash> PSH                       whose subscription it is; expires    subscriptions.ts
 * limit               LIM#<user uuid>     <limit>#<window>          a rate limit counter; expires        limits.ts
 * block               BLK#<user uuid>     <other user uuid>         somebody whom the user has blocked   blocks.ts
 * attachment          ATT#<attachment uuid> ATT                    an upload, or a picture in a message  attachments.ts
 * export              EXP#<user uuid>     <export uuid>             an export of a user; expires         exports.ts
 * report              RPT                 <message>#<user>#<group>  a report by the user; expires        reports.ts
 *
 * index                    pk                   sk                what for
 * list-index               list_key             last_message_at   a user's memberships in one list, by their last message
 * message-group-sk-index   message_group_uuid   sk                the members of a conversation (keys only)
 *
 * `list_key` of a membership is INB#, REQ#, ARC# or BKD#<user uuid>: inbox, requests, archive or blocked. Its
 * `last_message_at`, `last_read_at` and `seen_when_blocked` contain places, not times. `expires_at` is the time to live.
 * A membership has `message`, the start of the last message, only while it is `settled`.
 *
 * A block before the first message writes two memberships without `message_group_uuid`. Nobody is a member yet. The
 * conversation cannot be started, because a start puts both memberships on condition that they do not exist.
 *
 * The membership of somebody who has left a named group becomes a tombstone with `left_at`, without `message_group_uuid`. It
 * leads to what they have written. When the last member leaves, the named group becomes a tombstone with `ended_at`, which
 * expires.
 *
 * The three copies of a user are written in one transaction: every lookup is one read, and because handle and Cognito id
 * are keys, neither can have two owners. A handle that a user has given up is reserved for them until `reserved_until`.
 * Erasing a user leaves a tombstone by uuid, with nothing but `erased_at`.
 *
 * A claim contains no address, only its hash (src/domain/claim.ts). The user's attribute `claim` is the same hash.
 */

export type Key = { pk: string; sk: string }

export const listIndex = 'list-index'
export const membersIndex = 'message-group-sk-index'

export const prefixes = {
  message: 'MSG#',
  change: 'CHG#',
  migratedPlace: 'PLC#',
  membership: 'GRP#',
  namedGroup: 'NGR#',
  userByUuid: 'USR#',
  userByHandle: 'HDL#',
  userByCognitoId: 'COG#',
  directory: 'DIR#',
  claim: 'CLM#',
  connection: 'CON#',
  pushEndpoint: 'PSH#',
  limit: 'LIM#',
  block: 'BLK#',
  attachment: 'ATT#',
  export: 'EXP#',
  report: 'RPT',
} as const

export const messagePartition = (groupUuid: string): string => `${prefixes.message}${groupUuid}`

export const messageKey = (groupUuid: string, place: Place): Key => ({
  pk: messagePartition(groupUuid),
  sk: place,
})

export const changePartition = (groupUuid: string): string => `${prefixes.change}${groupUuid}`

export const changeKey = (groupUuid: string, time: number, place: Place): Key => ({
  pk: changePartition(groupUuid),
  sk: changeOf(time, place),
})

/** The uuid of a message of the original layout does not contain its time. */
export const migratedPlaceKey = (groupUuid: string, messageUuid: string): Key => ({
  pk: `${prefixes.migratedPlace}${groupUuid}`,
  sk: messageUuid,
})

export const membershipPartition = (userUuid: string): string => `${prefixes.membership}${userUuid}`

export const membershipKey = (userUuid: string, groupUuid: string): Key => ({
  pk: membershipPartition(userUuid),
  sk: groupUuid,
})

export const namedGroupKey = (groupUuid: string): Key => ({
  pk: `${prefixes.namedGroup}${groupUuid}`,
  sk: 'NGR',
})

const listPrefixes: Record<List, string> = {
  inbox: 'INB#',
  request: 'REQ#',
  archived: 'ARC#',
  blocked: 'BKD#',
}

/** The partition of the list index that contains a list. A membership without `list_key` is in no list. */
export const listPartition = (list: List, userUuid: string): string => `${listPrefixes[list]}${userUuid}`

export const blockPartition = (userUuid: string): string => `${prefixes.block}${userUuid}`

export const blockKey = (userUuid: string, otherUuid: string): Key => ({
  pk: blockPartition(userUuid),
  sk: otherUuid,
})

export const attachmentKey = (uuid: string): Key => ({ pk: `${prefixes.attachment}${uuid}`, sk: 'ATT' })

// The sender chooses the uuid of a message, so messages of two conversations can have the same one.
export const reportKey = (messageUuid: string, reporterUuid: string, groupUuid: string): Key => ({
  pk: prefixes.report,
  sk: `${reportKeyStart(messageUuid)}${reporterUuid}#${groupUuid}`,
})

/** The sort keys of all reports of a message begin with this. */
export const reportKeyStart = (messageUuid: string): string => `${messageUuid}#`

export const connectionPartition = (userUuid: string): string => `${prefixes.connection}${userUuid}`

export const connectionKey = (userUuid: string, connectionId: string): Key => ({
  pk: connectionPartition(userUuid),
  sk: connectionId,
})

const subscriptionPrefix = 'push#'

/** In the partition of the user's connections: one query finds both. The ids of connections have no `#`. */
export const subscriptionKey = (userUuid: string, uuid: string): Key =>
  connectionKey(userUuid, `${subscriptionPrefix}${uuid}`)

/** The uuid of a subscription, or undefined for a connection. */
export const subscriptionUuidIn = (sk: string): string | undefined =>
  sk.startsWith(subscriptionPrefix) ? sk.slice(subscriptionPrefix.length) : undefined

export const pushEndpointKey = (endpoint: string): Key => ({
  pk: `${prefixes.pushEndpoint}${createHash('sha256').update(endpoint).digest('base64url')}`,
  sk: 'PSH',
})

export const exportPartition = (userUuid: string): string => `${prefixes.export}${userUuid}`

export const exportKey = (userUuid: string, uuid: string): Key => ({
  pk: exportPartition(userUuid),
  sk: uuid,
})

export const limitPartition = (userUuid: string): string => `${prefixes.limit}${userUuid}`

export const limitKey = (userUuid: string, limit: string, window: number): Key => ({
  pk: limitPartition(userUuid),
  sk: `${limit}#${window}`,
})

export const userKeys = {
  byUuid: (uuid: string): Key => ({ pk: `${prefixes.userByUuid}${uuid}`, sk: 'USR' }),
  byHandle: (handle: string): Key => ({ pk: `${prefixes.userByHandle}${handle}`, sk: 'USR' }),
  byCognitoId: (cognitoUserId: string): Key => ({
    pk: `${prefixes.userByCognitoId}${cognitoUserId}`,
    sk: 'USR',
  }),
}

export const directoryPartition = (text: string): string => `${prefixes.directory}${partOf(text)}`

export const directoryKey = (text: string, userUuid: string): Key => ({
  pk: directoryPartition(text),
  sk: `${text}#${userUuid}`,
})

export const claimPartition = (claim: string): string => `${prefixes.claim}${claim}`

export const claimKey = (claim: string, userUuid: string): Key => ({
  pk: claimPartition(claim),
  sk: userUuid,
})
