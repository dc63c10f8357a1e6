import { erasedUser } from '../../domain/message.ts'
import { type Report, redactedText, reportedMessageIn, reportedUserIn } from '../../domain/report.ts'
import { env } from '../../env.ts'
import { keyOfReport } from '../readReports.ts'
import { updateIf } from '../writes.ts'

const attributesOfReporter = ['reporter_handle', 'reporter_display_name', 'note']

/**
 * What the erasure of a user changes in a report. Each message is changed at its position in the list, so that the
 * erasures of two people do not undo each other.
 */
const redactionOf = (report: Report, userUuid: string) => {
  const indexes = [...report.messages.keys()].filter(
    (index) => report.messages[index]?.sender.uuid === userUuid,
  )
  const messages = indexes.flatMap((index) => [
    `messages[${index}].message = :text`,
    `messages[${index}].user_uuid = :nobody`,
    `messages[${index}].user_display_name = :name`,
    `messages[${index}].user_handle = :handle`,
  ])
  const isToClose = reportedUserIn(report).uuid === userUuid && report.closedAt === undefined
  const closing = isToClose
    ? ['closed_at = if_not_exists(closed_at, :now)', 'closing_note = if_not_exists(closing_note, :why)']
    : []
  const { uuid, handle } = report.reporter
  const removed = [
    ...(uuid === userUuid && handle !== erasedUser.handle ? attributesOfReporter : []),
    ...indexes.map((index) => `messages[${index}].attachments`),
  ]
  return { messages, closing, removed }
}

export type Redaction = {
  now: number
  /** Deletes the copies of the pictures of a reported message. */
  deleteCopies: (groupUuid: string, messageUuid: string) => Promise<unknown>
}

/** Removes an erased user's names, notes, texts and pictures from a report. Returns whether there was anything to remove. */
export const redactReport = async (
  report: Report,
  userUuid: string,
  { now, deleteCopies }: Redaction,
): Promise<boolean> => {
  const { messages, closing, removed } = redactionOf(report, userUuid)
  if (messages.length + removed.length === 0) return false
  const { sender, attachments } = reportedMessageIn(report) ?? {}
  // First, because the report leads to them. The message does not, if its group has ended.
  if (attachments && sender?.uuid === userUuid) await deleteCopies(report.groupUuid, report.messageUuid)
  const values = {
    ...(messages.length > 0
      ? {
          ':text': redactedText,
          ':nobody': erasedUser.uuid,
          ':name': erasedUser.displayName,
          ':handle': erasedUser.handle,
        }
      : {}),
    ...(closing.length > 0
      ? { ':now': new Date(now).toISOString(), ':why': 'The reported person was erased.' }
      : {}),
  }
  const sets = [...messages, ...closing]
  return updateIf({
    TableName: env.tableName,
    Key: keyOfReport(report),
    UpdateExpression: [
      ...(sets.length > 0 ? [`SET ${sets.join(', ')}`] : []),
      ...(removed.length > 0 ? [`REMOVE ${removed.join(', ')}`] : []),
    ].join(' '),
    ConditionExpression: 'attribute_exists(pk)', // it can expire at any time
    ...(Object.keys(values).length > 0 ? { ExpressionAttributeValues: values } : {}),
  })
}
