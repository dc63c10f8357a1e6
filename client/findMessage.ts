import { messengerErrorOf } from './errors.ts'
import type { Api, Message } from './types.ts'

/** Fetches one message. Undefined if it does not exist. */
export const findMessage = async (
  api: Api,
  groupUuid: string,
  uuid: string,
): Promise<Message | undefined> => {
  try {
    const path = { message_group_uuid: groupUuid }
    const query = { around: uuid, limit: 1 }
    const { body } = await api('GET /api/messages/{message_group_uuid}', { path, query })
    return body.find((one) => one.uuid === uuid)
  } catch (error) {
    if (messengerErrorOf(error).code === 'cursor_invalid') return undefined // there is no such message
    throw error
  }
}
