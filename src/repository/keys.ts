/*
 * Every item of the table, and where it lies. A <place> is `<time>#<message uuid>` (src/domain/place.ts).
 *
 * item                  pk                  sk              indexes
 * message, or pointer   MSG#<group uuid>    <place>
 * membership            GRP#<user uuid>     <group uuid>    message-group-sk-index (message_group_uuid, sk),
 *                                                           list-index (list_key, last_message_at)
 * user, by uuid         USR#<user uuid>     USR
 * user, by handle       HDL#<handle>        USR
 * user, by Cognito id   COG#<cognito id>    USR
 * claim                 CLM#<hash>          <user uuid>
 * connection            CON#<user uuid>     <connection id>
 * limit                 LIM#<user uuid>     <limit>#<window>
 *
 * An erased user leaves a tombstone by uuid: `erased_at` and nothing else (src/repository/admin/erasure.ts).
 *
 * The three user items are full copies, written together or not at all: whichever way a user is asked for
 * is one read, and a handle or a Cognito id has one owner, for it is a key.
 *
 * A claim says that the person who has verified an e-mail address gets an imported user. The hash is that of the address
 * (src/domain/claim.ts), and also stands in the user items as `claim`, by which a user's claim is found.
 */

export type Key = { pk: string; sk: string }

export const listIndex = 'list-index'
export const membersIndex = 'message-group-sk-index'

export const messagePartition = (groupUuid: string): string => `MSG#${groupUuid}`

export const messageKey = (groupUuid: string, place: string): Key => ({
  pk: messagePartition(groupUuid),
  sk: place,
})

export const membershipPartition = (userUuid: string): string => `GRP#${userUuid}`

export const membershipKey = (userUuid: string, groupUuid: string): Key => ({
  pk: membershipPartition(userUuid),
  sk: groupUuid,
})

/** The list of a user in which a row stands. A row without `list_key` is in none. */
export const inboxPartition = (userUuid: string): string => `INB#${userUuid}`

export const connectionPartition = (userUuid: string): string => `CON#${userUuid}`

export const connectionKey = (userUuid: string, connectionId: string): Key => ({
  pk: connectionPartition(userUuid),
  sk: connectionId,
})

export const limitPartition = (userUuid: string): string => `LIM#${userUuid}`

export const limitKey = (userUuid: string, limit: string, window: number): Key => ({
  pk: limitPartition(userUuid),
  sk: `${limit}#${window}`,
})

export const userKeys = {
  byUuid: (uuid: string): Key => ({ pk: `USR#${uuid}`, sk: 'USR' }),
  byHandle: (handle: string): Key => ({ pk: `HDL#${handle}`, sk: 'USR' }),
  byCognitoId: (cognitoUserId: string): Key => ({ pk: `COG#${cognitoUserId}`, sk: 'USR' }),
}

export const claimPartition = (claim: string): string => `CLM#${claim}`

export const claimKey = (claim: string, userUuid: string): Key => ({
  pk: claimPartition(claim),
  sk: userUuid,
})
