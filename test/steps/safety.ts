import { expect } from '@jest/globals'
import type { Person } from '../../src/domain/message.ts'
import { handler as updateInbox } from '../../src/handlers/updateInbox.ts'
import { newIn } from './stream.ts'
import { allItems } from './table.ts'
import { calls } from './when.ts'

/* What people do with messages, lists, blocks and settings. */

type Caller = { token: string }

/** A user as the API describes them. */
export const profileOf = ({ uuid, handle, displayName }: Person) => ({
  uuid,
  handle,
  display_name: displayName,
})

export const says = (as: Caller, message: string, { handle }: { handle: string }) =>
  calls('POST', '/api/messages', { as, body: { message, handle } })

export const saysInto = (as: Caller, message: string, groupUuid: string) =>
  calls('POST', '/api/messages', { as, body: { message, message_group_uuid: groupUuid } })

export const changes = (as: Caller, groupUuid: string, body: object) =>
  calls('PATCH', `/api/message_groups/${groupUuid}/membership`, { as, body })

export const blocks = (as: Caller, { uuid }: { uuid: string }) => calls('PUT', `/api/blocks/${uuid}`, { as })

export const unblocks = (as: Caller, { uuid }: { uuid: string }) =>
  calls('DELETE', `/api/blocks/${uuid}`, { as })

export const marksRead = (as: Caller, groupUuid: string, messageUuid: string) =>
  calls('PUT', `/api/message_groups/${groupUuid}/read`, { as, body: { message_uuid: messageUuid } })

export const readsUnread = async (as: Caller) => (await calls('GET', '/api/unread', { as })).body

export const opensGroup = async (as: Caller, groupUuid: string) =>
  (await calls('GET', `/api/message_groups/${groupUuid}`, { as })).body

export const readsList = async (as: Caller, state?: string) =>
  (await calls('GET', `/api/message_groups${state ? `?state=${state}` : ''}`, { as })).body

const allLists = ['inbox', 'request', 'archived', 'blocked']

/** The lists of a user that contain a conversation. */
export const listsWith = async (as: Caller, groupUuid: string): Promise<string[]> => {
  const found = await Promise.all(
    allLists.map(async (state) => {
      const rows = await readsList(as, state)
      for (const row of rows) expect(row.state).toBe(state)
      return rows.some(({ uuid }: { uuid: string }) => uuid === groupUuid)
    }),
  )
  return allLists.filter((_, index) => found[index])
}

/** The people whom a user has blocked. */
export const listsBlocked = async (as: Caller) => (await calls('GET', '/api/blocks', { as })).body

/** What the blocks between these users have written. */
export const itemsOfBlocks = async (...uuids: string[]) =>
  (await allItems()).filter(
    (item) =>
      uuids.some((uuid) => String(item.pk).includes(uuid)) &&
      (String(item.pk).startsWith('BLK#') || item.has_blocked || item.is_blocked || item.seen_when_blocked),
  )

/** Delivers the records of a conversation to updateInbox, and expects this number of them. */
export const isDelivered = async (groupUuid: string, count: number) => {
  expect(await updateInbox({ Records: await newIn([groupUuid], count) })).toEqual({ batchItemFailures: [] })
}

/** Changes what becomes of a first message by a stranger. */
export const admits = (as: Caller, strangers: string) =>
  calls('PATCH', '/api/users/me', { as, body: { strangers } })
