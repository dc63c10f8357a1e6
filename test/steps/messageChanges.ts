import { v7 as uuidv7 } from 'uuid'
import * as given from './given.ts'
import { saysInto } from './safety.ts'
import { calls } from './when.ts'

/* Edits, deletions, reactions and replies. */

type Caller = { token: string }
type Said = { uuid: string; message_group_uuid: string }

/** A conversation, and the response to its second message, by the first person. */
export const aGroupWithMessage = async (text = 'A secret') => {
  const group = await given.aGroup()
  const { body: said } = await saysInto(group.me, text, group.uuid)
  return { ...group, said }
}

/** An idempotency key that was created at this time. */
export const keyAt = (time: number) => uuidv7({ msecs: time })

const targetOf = ({ uuid, message_group_uuid }: Said) => `/api/messages/${message_group_uuid}/${uuid}`

export const edits = (as: Caller, said: Said, message: string, key?: string) =>
  calls('PATCH', targetOf(said), {
    as,
    body: { message },
    ...(key === undefined ? {} : { headers: { 'idempotency-key': key } }),
  })

export const deletes = (as: Caller, said: Said) => calls('DELETE', targetOf(said), { as })

export const reacts = (as: Caller, said: Said, emoji: string) =>
  calls('PUT', `${targetOf(said)}/reaction`, { as, body: { emoji } })

export const unreacts = (as: Caller, said: Said) => calls('DELETE', `${targetOf(said)}/reaction`, { as })

export const replies = (as: Caller, { uuid, message_group_uuid }: Said, message: string) =>
  calls('POST', '/api/messages', { as, body: { message, message_group_uuid, reply_to: uuid } })

/** The messages of a conversation, or of a page of it. */
export const readsMessages = async (as: Caller, groupUuid: string, query = '') =>
  (await calls('GET', `/api/messages/${groupUuid}${query}`, { as })).body

/** The target of a link of a response. */
export const linkOf = ({ headers }: { headers: Headers }, rel: string): string | undefined =>
  new RegExp(`<([^>]+)>; rel="${rel}"`).exec(headers.get('link') ?? '')?.[1]
