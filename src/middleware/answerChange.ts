import { signLinks } from '../attachments/links.ts'
import { groupUuidFrom, type Membership } from '../domain/group.ts'
import type { Message } from '../domain/message.ts'
import type { User } from '../domain/user.ts'
import { messageView } from '../domain/views.ts'
import { requireMessage } from '../repository/findMessage.ts'
import { enforceChangeLimit } from '../repository/limits.ts'
import { requireMembership } from '../repository/memberships.ts'
import { readQuotes } from '../repository/quotes.ts'
import { ok } from './http.ts'
import type { HttpEvent, HttpResult } from './httpEvent.ts'

type Request = Pick<HttpEvent, 'pathParameters'> & { user: User; logged?: Record<string, string> }

/** Changes the message of the path for a member of its conversation, and answers with the message as it is now. */
export const answerChange = async (
  event: Request,
  change: (membership: Membership, message: Message) => Promise<Message>,
): Promise<HttpResult> => {
  const { user, pathParameters } = event
  const groupUuid = groupUuidFrom(pathParameters?.message_group_uuid)
  await enforceChangeLimit(user.uuid, Date.now())
  const membership = await requireMembership(user.uuid, groupUuid)
  const message = await requireMessage(membership, pathParameters?.message_uuid)
  event.logged = { message_uuid: message.uuid }
  const changed = await change(membership, message)
  const [quotes, links] = await Promise.all([
    readQuotes([changed], { readable: membership, consistent: true }),
    signLinks([changed], Date.now()),
  ])
  return ok(messageView(changed, { quotes, links }))
}
