import { expect } from '@jest/globals'
import { handler as updateInbox } from '../../src/handlers/updateInbox.ts'
import { newIn } from './stream.ts'
import { calls } from './when.ts'

/* What people do to protect themselves: lists, blocks, requests. */

type Caller = { token: string }

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

/** Delivers the records of a conversation to updateInbox: so many are expected. */
export const isDelivered = async (groupUuid: string, count: number) => {
  expect(await updateInbox({ Records: await newIn([groupUuid], count) })).toEqual({ batchItemFailures: [] })
}

export const admits = (as: Caller, strangers: string) =>
  calls('PATCH', '/api/users/me', { as, body: { strangers } })
