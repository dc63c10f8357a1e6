import { copyKey } from '../domain/attachment.ts'
import type { Message } from '../domain/message.ts'
import type { Links } from '../domain/views.ts'
import { signRead } from './bucket.ts'

/** The URLs with which a member reads the pictures of messages. */
export const signLinks = async (messages: Message[], now: number): Promise<Links> => {
  const attachments = messages.flatMap(({ groupUuid, attachments = [] }) =>
    attachments.map((attachment) => ({ uuid: attachment.uuid, key: copyKey(groupUuid, attachment) })),
  )
  return new Map(
    await Promise.all(attachments.map(async ({ uuid, key }) => [uuid, await signRead(key, now)] as const)),
  )
}
