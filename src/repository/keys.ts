/*
 * Every item of the table, and where it lies.
 *
 * item                       pk                  sk                          in index
 * message                    MSG#<group uuid>    <created at>#<message uuid>
 * membership                 GRP#<user uuid>     <group uuid>                message-group-sk-index, inbox-index
 * user, by uuid              USR#<user uuid>     USR
 * user, by handle            HDL#<handle>        USR
 * user, by Cognito id        COG#<cognito id>    USR
 *
 * The three user items are full copies, written together or not at all: whichever way
 * a user is asked for is one read, and a handle or a Cognito id has one owner, for it is a key.
 */

export const inboxIndex = 'inbox-index'

export const userKeys = {
  byUuid: (uuid: string) => ({ pk: `USR#${uuid}`, sk: 'USR' }),
  byHandle: (handle: string) => ({ pk: `HDL#${handle}`, sk: 'USR' }),
  byCognitoId: (cognitoUserId: string) => ({ pk: `COG#${cognitoUserId}`, sk: 'USR' }),
}
