import type { Place } from '../domain/place.ts'

/*
 * Every kind of item of the table. A <place> is `<time>#<message uuid>` (src/domain/place.ts).
 *
 * item               pk                  sk                 what for
 * message            MSG#<group uuid>    <place>            a conversation in order of arrival
 * pointer            MSG#<group uuid>    <place>            leads from a message's first place to its next (storeMessage.ts)
 * membership         GRP#<user uuid>     <group uuid>       one member's view of a conversation: the inbox, the read mark
 * user by uuid       USR#<user uuid>     USR                a full copy of the user
 * user by handle     HDL#<handle>        USR                a full copy of the user
 * user by Cognito id COG#<Cognito id>    USR                a full copy of the user
 * claim              CLM#<address hash>  <user uuid>        which imported user an e-mail address may claim
 * connection         CON#<user uuid>     <connection id>    an open socket; expires
 * limit              LIM#<user uuid>     <limit>#<window>   a rate limit counter; expires
 *
 * index                    pk                   sk                what for
 * inbox-index              pk                   last_message_at   a user's memberships by their last message
 * message-group-sk-index   message_group_uuid   sk                the members of a conversation (keys only)
 *
 * The three copies of a user are written in one transaction. Each lookup of a user is one read, and because a handle and
 * a Cognito id are keys, neither can have two owners. An erased user leaves a tombstone by uuid, with only `erased_at`.
 *
 * A claim is keyed by the hash of the address (src/domain/claim.ts). The copies of the user contain the same hash as
 * `claim`, which leads from a user to their claim.
 */

export type Key = { pk: string; sk: string }

export const inboxIndex = 'inbox-index'
export const membersIndex = 'message-group-sk-index'

export const prefixes = {
  message: 'MSG#',
  membership: 'GRP#',
  userByUuid: 'USR#',
  userByHandle: 'HDL#',
  userByCognitoId: 'COG#',
  claim: 'CLM#',
  connection: 'CON#',
  limit: 'LIM#',
} as const

export const messagePartition = (groupUuid: string): string => `${prefixes.message}${groupUuid}`

export const messageKey = (groupUuid: string, place: Place): Key => ({
  pk: messagePartition(groupUuid),
  sk: place,
})

export const membershipPartition = (userUuid: string): string => `${prefixes.membership}${userUuid}`

export const membershipKey = (userUuid: string, groupUuid: string): Key => ({
  pk: membershipPartition(userUuid),
  sk: groupUuid,
})

export const connectionPartition = (userUuid: string): string => `${prefixes.connection}${userUuid}`

export const connectionKey = (userUuid: string, connectionId: string): Key => ({
  pk: connectionPartition(userUuid),
  sk: connectionId,
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

export const claimPartition = (claim: string): string => `${prefixes.claim}${claim}`

export const claimKey = (claim: string, userUuid: string): Key => ({
  pk: claimPartition(claim),
  sk: userUuid,
})
