import type { User } from '../../src/domain/user.ts'
import * as given from './given.ts'
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

type Member = Caller & Somebody

export const leaves = (member: Member, groupUuid: string) => removes(member, groupUuid, member)

export const listsMembers = (as: Caller, groupUuid: string) =>
  calls('GET', `${target(groupUuid)}/members`, { as })

type Names = { names?: string[]; title?: string }

type Person = Awaited<ReturnType<typeof given.aUser>>

/** People with these names, signed in. */
export const people = async <const Names extends string[]>(...names: Names) =>
  (await Promise.all(names.map((displayName) => given.aUser({ displayName })))) as {
    [Index in keyof Names]: Person
  }

/** A named group of Ann, who owns it, Bob, Cy and others. */
export const aNamedGroup = async ({ names = ['Ann', 'Bob', 'Cy'], title = 'Trip' }: Names = {}) => {
  const members = await people(...names)
  const [ann, bob, cy] = members as [Person, Person, Person]
  const { body } = await createsGroup(ann, title, members.slice(1))
  return { ann, bob, cy, members, uuid: String(body.uuid) }
}

export type AGroup = Awaited<ReturnType<typeof aNamedGroup>>

/** The uuids of the members, in the order in which they joined. */
export const memberUuidsOf = async (as: Caller, groupUuid: string): Promise<string[]> =>
  (await listsMembers(as, groupUuid)).body.map(({ uuid }: Somebody) => uuid)
