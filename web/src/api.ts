import { type Answer, callApi, type Request } from './network.ts'
import { codeOf, RequestError } from './requestError.ts'
import { accessToken } from './session.ts'
import type { Group, Message, OpenGroupView, ProfileView } from './types.ts'

/*
 * One function for each route of the API.
 */

const groupsPerPage = 20
const messagesPerPage = 50
const maxMessagesPerPage = 100

const call = async <Body>(request: Request): Promise<Answer<Body>> => {
  const token = await accessToken()
  try {
    return await callApi(token, request)
  } catch (error) {
    if (!(error instanceof RequestError) || error.code !== 'unauthorized') throw error
    // The token may be revoked, or expired by the server's clock: retry once with a new one.
    return callApi(await accessToken(token), request)
  }
}

export const getMe = async () => (await call<ProfileView>({ target: 'api/users/me' })).body

export const getProfile = async (handle: string) =>
  (await callApi<ProfileView>(undefined, { target: `api/users/@${encodeURIComponent(handle)}/short` })).body

export const listGroups = (next = `api/message_groups?limit=${groupsPerPage}`) =>
  call<Group[]>({ target: next })

export const getGroup = async (groupUuid: string) =>
  (await call<OpenGroupView>({ target: `api/message_groups/${groupUuid}` })).body

/** The newest page, or the page behind a `next` link. */
export const listMessages = (
  groupUuid: string,
  older = `api/messages/${groupUuid}?limit=${messagesPerPage}`,
) => call<Message[]>({ target: older })

/** The messages since a message, page by page. */
export const listMessagesSince = async function* (groupUuid: string, messageUuid: string) {
  let target: string | undefined =
    `api/messages/${groupUuid}?limit=${maxMessagesPerPage}&since=${messageUuid}`
  while (target) {
    const { body, next }: Answer<Message[]> = await call({ target })
    yield body
    target = next
  }
}

/** A message by its uuid, or undefined if the conversation does not have it. */
export const findMessage = async (groupUuid: string, messageUuid: string): Promise<Message | undefined> => {
  const target = `api/messages/${groupUuid}?limit=1&around=${messageUuid}`
  try {
    const { body } = await call<Message[]>({ target })
    return body.find(({ uuid }) => uuid === messageUuid)
  } catch (error) {
    if (codeOf(error) === 'cursor_invalid') return undefined // the API's answer for an unknown message uuid
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
