import { v7 as uuidv7 } from 'uuid'
import { signUpload } from '../attachments/bucket.ts'
import { pendingKey, unsentSeconds, uploadSeconds } from '../domain/attachment.ts'
import { newAttachmentSchema } from '../domain/bodySchemas.ts'
import { VisibleError } from '../domain/error.ts'
import { groupUuidFrom, refusalOf } from '../domain/group.ts'
import { env } from '../env.ts'
import { authenticated } from '../middleware/authenticate.ts'
import { ok } from '../middleware/http.ts'
import { jsonBody, validate } from '../middleware/jsonBody.ts'
import { putUpload } from '../repository/attachments.ts'
import { enforceLimit } from '../repository/limits.ts'
import { requireMembership } from '../repository/memberships.ts'

const uploadLimit = () => ({ name: 'upload', max: env.uploadsPerHour, windowSeconds: 3600 })

/** Announces a picture, and answers with the form that uploads it. */
export const handler = authenticated()
  .use(jsonBody())
  .use(validate(newAttachmentSchema))
  .handler(async ({ user, body }) => {
    const groupUuid = groupUuidFrom(body.message_group_uuid)
    const now = Date.now()
    await enforceLimit(user.uuid, uploadLimit(), now)
    const refusal = refusalOf(await requireMembership(user.uuid, groupUuid))
    if (refusal) throw new VisibleError(refusal)

    const { content_type: contentType, bytes, width, height } = body
    const uuid = uuidv7({ msecs: now })
    const expiresAt = now + uploadSeconds * 1000
    await putUpload({
      uuid,
      groupUuid,
      userUuid: user.uuid,
      contentType,
      bytes,
      width,
      height,
      expiresAt: Math.floor(now / 1000) + unsentSeconds,
    })
    const upload = await signUpload(
      { key: pendingKey(groupUuid, uuid), contentType, maxBytes: bytes, expiresAt },
      now,
    )
    return ok({ uuid, upload, expires_at: new Date(expiresAt).toISOString() })
  })
