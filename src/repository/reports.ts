import { VisibleError } from '../domain/error.ts'
import type { Readable } from '../domain/group.ts'
import { erasedUser, type Message } from '../domain/message.ts'
import { isUuid } from '../domain/place.ts'
import { maxContext, type Report, type ReportedMessage } from '../domain/report.ts'
import { attachmentItem, attachmentOf } from './attachmentItem.ts'
import { findWithNewer } from './findMessage.ts'
import { reportKey } from './keys.ts'
import { listMessages } from './messages.ts'
import { getItem } from './reads.ts'
import { mustExist, mustNotBeErased } from './users.ts'
import { newItem, transactWrite } from './writes.ts'

// Not `message_group_uuid`: with that attribute, the report would be in the index of the members of conversations.
const reportItem = (report: Report) => ({
  ...reportKey(report.messageUuid, report.reporter.uuid, report.groupUuid),
  group_uuid: report.groupUuid,
  reporter_handle: report.reporter.handle,
  reporter_display_name: report.reporter.displayName,
  reason: report.reason,
  note: report.note,
  created_at: report.createdAt,
  messages: report.messages.map(({ uuid, place, text, sender, attachments }) => ({
    message_uuid: uuid,
    place,
    message: text || undefined, // a deleted message has none
    user_uuid: sender.uuid,
    user_display_name: sender.displayName,
    user_handle: sender.handle,
    attachments: attachments?.map(attachmentItem),
  })),
  closed_at: report.closedAt,
  closing_note: report.closingNote,
})

type ReportItem = ReturnType<typeof reportItem>

const reportedMessageOf = (message: ReportItem['messages'][number]): ReportedMessage => ({
  uuid: message.message_uuid,
  place: message.place,
  text: message.message ?? '',
  sender: {
    uuid: message.user_uuid,
    displayName: message.user_display_name,
    handle: message.user_handle,
  },
  ...(message.attachments === undefined ? {} : { attachments: message.attachments.map(attachmentOf) }),
})

export const reportOf = (item: Record<string, unknown>): Report => {
  const row = item as ReportItem
  const [messageUuid = '', reporterUuid = ''] = row.sk.split('#')
  return {
    groupUuid: row.group_uuid,
    messageUuid,
    // The erasure of a reporter removes the names.
    reporter: {
      uuid: reporterUuid,
      handle: row.reporter_handle ?? erasedUser.handle,
      displayName: row.reporter_display_name ?? erasedUser.displayName,
    },
    reason: row.reason,
    note: row.note,
    createdAt: row.created_at,
    messages: row.messages.map(reportedMessageOf),
    closedAt: row.closed_at,
    closingNote: row.closing_note,
  }
}

type Identity = Pick<Report, 'groupUuid' | 'messageUuid' | 'reporter'>

const getReport = async ({ groupUuid, messageUuid, reporter }: Identity): Promise<Report | undefined> => {
  const item = await getItem(reportKey(messageUuid, reporter.uuid, groupUuid))
  return item && reportOf(item)
}

/** The messages around a message, and itself. */
const readContext = async (readable: Readable, message: Message): Promise<Message[]> => {
  const { place } = message
  const range = { from: place, limit: maxContext, consistent: true }
  const [older, newer] = await Promise.all([
    listMessages(readable, { ...range, direction: 'older' }),
    listMessages(readable, { ...range, direction: 'newer' }),
  ])
  return [...older.messages, message, ...newer.messages]
}

const secondsPerDay = 24 * 60 * 60

type NewReport = Omit<Report, 'createdAt' | 'messages'>
type Options = {
  readable: Readable
  now: number
  days: number
  /** Called before a report is stored. Returns false if the message was deleted meanwhile. */
  keepPictures: (message: Message) => Promise<boolean>
}

// In the second attempt, a message that was deleted has no pictures. Otherwise their files are lost.
const maxAttempts = 2

/**
 * Stores a report of a message of a conversation whose member the reporter is. Reporting a message again returns the first
 * report, also if the message was erased since.
 */
export const reportMessage = async (
  asked: NewReport,
  options: Options,
  attempt = 1,
): Promise<{ report: Report; isNew: boolean }> => {
  const { messageUuid, reporter } = asked
  const { readable, now, days, keepPictures } = options
  if (!isUuid(messageUuid)) throw new VisibleError('message_not_found')
  const [earlier, found] = await Promise.all([getReport(asked), findWithNewer(readable, messageUuid, 0)])
  if (earlier) return { report: earlier, isNew: false }
  if (!found) throw new VisibleError('message_not_found')
  const { sender } = found.message
  if (sender.uuid === reporter.uuid || sender.uuid === erasedUser.uuid)
    throw new VisibleError('message_uuid_invalid')
  const isKept = await keepPictures(found.message)
  if (!isKept && attempt < maxAttempts) return reportMessage(asked, options, attempt + 1)
  const messages = await readContext(readable, found.message)
  const report = { ...asked, createdAt: new Date(now).toISOString(), messages }
  const expires_at = Math.floor(now / 1000) + days * secondsPerDay
  // An erasure redacts the reports that were written before it began, so none may be written after that.
  const [isReporterGone, isSenderGone, isThere] = await transactWrite([
    mustExist(reporter.uuid),
    mustNotBeErased(sender.uuid),
    { Put: newItem({ ...reportItem(report), expires_at }) },
  ])
  if (isReporterGone) throw new VisibleError('user_unknown')
  if (isSenderGone) throw new VisibleError('message_uuid_invalid')
  if (!isThere) return { report, isNew: true }
  return { report: (await getReport(asked)) ?? report, isNew: false }
}
