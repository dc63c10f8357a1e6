import { copyFile } from '../attachments/bucket.ts'
import { copyKey, reportedKey } from '../domain/attachment.ts'
import { newReportSchema } from '../domain/bodySchemas.ts'
import { groupUuidFrom } from '../domain/group.ts'
import type { Message } from '../domain/message.ts'
import { reportedUserIn } from '../domain/report.ts'
import { reportView } from '../domain/views.ts'
import { env } from '../env.ts'
import { log } from '../log.ts'
import { authenticated } from '../middleware/authenticate.ts'
import { ok } from '../middleware/http.ts'
import { jsonBody, validate } from '../middleware/jsonBody.ts'
import { enforceLimit } from '../repository/limits.ts'
import { requireMembership } from '../repository/memberships.ts'
import { reportMessage } from '../repository/reports.ts'

const reportLimit = () => ({ name: 'report', max: env.reportsPerHour, windowSeconds: 3600 })

/**
 * Moderators see the pictures of the reported message also after its sender has deleted it. Returns false if they are deleted
 * already.
 */
const keepPictures = async ({ groupUuid, uuid, attachments = [] }: Message): Promise<boolean> => {
  const kept = await Promise.all(
    attachments.map((attachment) =>
      copyFile({
        from: copyKey(groupUuid, attachment),
        to: reportedKey(groupUuid, uuid, attachment.uuid),
        picture: attachment,
      }),
    ),
  )
  return !kept.includes(false)
}

/** Reports a message to the moderators. The reported person is told nothing. */
export const handler = authenticated()
  .use(jsonBody())
  .use(validate(newReportSchema))
  .handler(async ({ user, body }) => {
    const groupUuid = groupUuidFrom(body.message_group_uuid)
    const messageUuid = body.message_uuid.toLowerCase()
    await enforceLimit(user.uuid, reportLimit(), Date.now())
    const readable = await requireMembership(user.uuid, groupUuid)
    const { reason, note } = body
    const asked = { groupUuid, messageUuid, reporter: user, reason, note }
    const { report, isNew } = await reportMessage(asked, {
      readable,
      now: Date.now(),
      days: env.reportDays,
      keepPictures,
    })
    // A warning, so that the alarm about reports also works with logLevel=warn.
    if (isNew)
      log.warn('message reported', {
        message_group_uuid: groupUuid,
        message_uuid: messageUuid,
        user_uuid: reportedUserIn(report).uuid,
        reporter_uuid: user.uuid,
        reason,
      })
    return ok(reportView(report))
  })
