import { codeOf, Failure } from './failure.ts'
import { type Answer, callApi, type Request } from './network.ts'
import { accessToken } from './session.ts'
import type { Group, Message, OpenGroupView, ProfileView } from './types.ts'

/*
 * The routes of the API, one function each.
 */

const pageOfGroups = 20
const pageOfMessages = 50
const maxPerPage = 100

const call = async <Body>(request: Request): Promise<Answer<Body>> => {
  const token = await accessToken()
  try {
    return await callApi(token, request)
  } catch (error) {
    if (!(error instanceof Failure) || error.code !== 'unauthorized') throw error
    // The two clocks may differ, or the token may have been revoked: once more with another.
    return callApi(await accessToken(token), request)
  }
}

export const getMe = async () => (await call<ProfileView>({ target: 'api/users/me' })).body

export const getPerson = async (handle: string) =>
  (await callApi<ProfileView>(undefined, { target: `api/users/@${encodeURIComponent(handle)}/short` })).body

export const listGroups = (next = `api/message_groups?limit=${pageOfGroups}`) =>
  call<Group[]>({ target: next })

export const getGroup = async (groupUuid: string) =>
  (await call<OpenGroupView>({ target: `api/message_groups/${groupUuid}` })).body

/** The newest page, or the one that a link leads to. */
export const listMessages = (
  groupUuid: string,
  older = `api/messages/${groupUuid}?limit=${pageOfMessages}`,
) => call<Message[]>({ target: older })

/** Whatever may have come since we held that message, a page at a time. */
export const listMessagesSince = async function* (groupUuid: string, messageUuid: string) {
  let target: string | undefined = `api/messages/${groupUuid}?limit=${maxPerPage}&since=${messageUuid}`
  while (target) {
    const { body, next }: Answer<Message[]> = await call({ target })
    yield body
    target = next
  }
}

/** One message by its uuid, where the conversation has it. */
export const findMessage = async (groupUuid: string, messageUuid: string): Promise<Message | undefined> => {
  const target = `api/messages/${groupUuid}?limit=1&around=${messageUuid}`
  try {
    const { body } = await call<Message[]>({ target })
    return body.find(({ uuid }) => uuid === messageUuid)
  } catch (error) {
    if (codeOf(error) === 'cursor_invalid') return undefined // there is no such message
    throw error
  }
}

type Target = { message_group_uuid: string } | { handle: string }
type Sent = Message & { message_group_uuid?: string }

export const sendMessage = async (key: string, message: string, target: Target) =>
  (await call<Sent>({ method: 'POST', target: 'api/messages', key, body: { message, ...target } })).body

export const markRead = async (groupUuid: string, messageUuid: string) => {
  const target = `api/message_groups/${groupUuid}/read`
  const body = { message_uuid: messageUuid }
  return (await call<{ unread_count: number }>({ method: 'PUT', target, body })).body.unread_count
}
