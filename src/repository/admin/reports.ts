import { paginateQuery } from '@aws-sdk/lib-dynamodb'
import { erasedUser } from '../../domain/message.ts'
import { type Report, redactedText, reportedMessageIn, reportedUserIn } from '../../domain/report.ts'
import { env } from '../../env.ts'
import { inParallel } from '../../inParallel.ts'
import { documents } from '../client.ts'
import { prefixes, reportKey, reportKeyStart } from '../keys.ts'
import { reportOf } from '../reports.ts'
import { updateIf } from '../writes.ts'

/* Reports as the moderators see them. A message can have several, by different people. */

async function* query(condition: string, values: Record<string, string>): AsyncGenerator<Report> {
  const input = {
    TableName: env.tableName,
    KeyConditionExpression: condition,
    ExpressionAttributeValues: values,
    ScanIndexForward: false,
    ConsistentRead: true,
  }
  for await (const { Items = [] } of paginateQuery({ client: documents }, input)) yield* Items.map(reportOf)
}

/** Reads all reports, those of the newest messages first. */
export const readReports = (): AsyncGenerator<Report> => query('pk = :pk', { ':pk': prefixes.report })

/** The reports of a message. */
export const findReports = async (messageUuid: string): Promise<Report[]> => {
  const reports: Report[] = []
  const values = { ':pk': prefixes.report, ':message': reportKeyStart(messageUuid) }
  for await (const report of query('pk = :pk AND begins_with(sk, :message)', values)) reports.push(report)
  return reports
}

const keyOf = ({ messageUuid, reporter, groupUuid }: Report) =>
  reportKey(messageUuid, reporter.uuid, groupUuid)

type Closing = { note?: string | undefined; now: number }

/** Closes a report, and returns whether it was open. */
export const closeReport = (report: Report, { note, now }: Closing): Promise<boolean> =>
  updateIf({
    TableName: env.tableName,
    Key: keyOf(report),
    UpdateExpression: `SET closed_at = :now${note === undefined ? '' : ', closing_note = :note'}`,
    ConditionExpression: 'attribute_exists(pk) AND attribute_not_exists(closed_at)',
    ExpressionAttributeValues: {
      ':now': new Date(now).toISOString(),
      ...(note === undefined ? {} : { ':note': note }),
    },
  })

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

/** Returns whether there was anything to redact. */
const redact = async (
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
    Key: keyOf(report),
    UpdateExpression: [
      ...(sets.length > 0 ? [`SET ${sets.join(', ')}`] : []),
      ...(removed.length > 0 ? [`REMOVE ${removed.join(', ')}`] : []),
    ].join(' '),
    ConditionExpression: 'attribute_exists(pk)', // it can expire at any time
    ...(Object.keys(values).length > 0 ? { ExpressionAttributeValues: values } : {}),
  })
}

/** Removes an erased user's names, notes, texts and pictures from all reports. Returns how many it changed. */
export const redactReports = async (userUuid: string, redaction: Redaction): Promise<number> => {
  let count = 0
  await inParallel(readReports(), async (report) => {
    if (await redact(report, userUuid, redaction)) count += 1
  })
  return count
}
