import { signRead } from '../attachments/bucket.ts'
import { copyKey } from '../domain/attachment.ts'
import { VisibleError } from '../domain/error.ts'
import { attachmentView } from '../domain/views.ts'
import { authenticated } from '../middleware/authenticate.ts'
import { ok } from '../middleware/http.ts'
import { getUpload } from '../repository/attachments.ts'
import { findMessage } from '../repository/findMessage.ts'
import { getMembership } from '../repository/memberships.ts'

/** The picture if the user is a member who can see its message. */
const findAttachment = async (userUuid: string, uuid: string) => {
  const upload = await getUpload(uuid)
  const membership = upload?.messageUuid && (await getMembership(userUuid, upload.groupUuid))
  if (!upload?.messageUuid || !membership) return undefined
  if (membership.isSuspended) throw new VisibleError('account_suspended')
  const message = await findMessage(membership, upload.messageUuid)
  const attachment = message?.attachments?.find((shown) => shown.uuid === uuid)
  return attachment && { attachment, groupUuid: upload.groupUuid }
}

/** Renews the URL of a picture. */
export const handler = authenticated().handler(async ({ user, pathParameters }) => {
  const uuid = pathParameters?.attachment_uuid?.toLowerCase() ?? ''
  const found = await findAttachment(user.uuid, uuid)
  if (!found) throw new VisibleError('attachment_not_found')
  return ok(
    attachmentView(found.attachment, await signRead(copyKey(found.groupUuid, found.attachment), Date.now())),
  )
})
