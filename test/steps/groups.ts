import type { User } from '../../src/domain/user.ts'
import { calls } from './when.ts'

/* What people do with named groups. */

type Caller = { token: string }
type Somebody = Pick<User, 'uuid'>

export const createsGroup = (as: Caller, title: string, others: Somebody[], key?: string) =>
  calls('POST', '/api/message_groups', {
    as,
    ...(key === undefined ? {} : { headers: { 'idempotency-key': key } }),
    body: { title, user_uuids: others.map(({ uuid }) => uuid) },
  })

const target = (groupUuid: string) => `/api/message_groups/${groupUuid}`

export const renames = (as: Caller, groupUuid: string, title: string) =>
  calls('PATCH', target(groupUuid), { as, body: { title } })

export const adds = (as: Caller, groupUuid: string, { uuid }: Somebody) =>
  calls('POST', `${target(groupUuid)}/members`, { as, body: { user_uuid: uuid } })

/** With the person themselves, they leave. */
export const removes = (as: Caller, groupUuid: string, { uuid }: Somebody) =>
  calls('DELETE', `${target(groupUuid)}/members/${uuid}`, { as })

export const listsMembers = (as: Caller, groupUuid: string) =>
  calls('GET', `${target(groupUuid)}/members`, { as })
