import { signRead } from '../src/attachments/bucket.ts'
import { reportedKey } from '../src/domain/attachment.ts'
import { erasedUser, type Person } from '../src/domain/message.ts'
import { type Report, reportedMessageIn, reportedUserIn } from '../src/domain/report.ts'
import type { Links } from '../src/domain/views.ts'
import { readReports } from '../src/repository/readReports.ts'
import { getUserByUuid } from '../src/repository/users.ts'

/** A report, with what helps to decide about it. */
export type ReportDetails = {
  report: Report
  /** The two people as they are now, if they still exist. */
  reporter: Person
  reportedUser: Person
  suspendedAt?: string | undefined
  /** The copies of the pictures of the reported message. */
  links: Links
  /** Reports of other messages. */
  aboutUser: Report[]
  byReporter: Report[]
}

/** What a list of other reports shows; not the messages, which would fill the memory. */
const withoutMessages = (report: Report): Report => ({ ...report, messages: [] })

const signCopies = async (report: Report): Promise<Links> => {
  const { groupUuid, messageUuid } = report
  const { attachments = [] } = reportedMessageIn(report) ?? {}
  const sign = async ({ uuid }: { uuid: string }) =>
    [uuid, await signRead(reportedKey(groupUuid, messageUuid, uuid), Date.now())] as const
  return new Map(await Promise.all(attachments.map(sign)))
}

export const readDetails = async (report: Report): Promise<ReportDetails> => {
  const { reporter } = report
  const reportedUser = reportedUserIn(report)
  const [reporterNow, userNow] = await Promise.all([
    getUserByUuid(reporter.uuid),
    getUserByUuid(reportedUser.uuid),
  ])
  const aboutUser: Report[] = []
  const byReporter: Report[] = []
  for await (const other of readReports()) {
    if (other.messageUuid === report.messageUuid) continue
    const { uuid } = reportedUserIn(other)
    if (uuid === reportedUser.uuid && uuid !== erasedUser.uuid) aboutUser.push(withoutMessages(other))
    if (other.reporter.uuid === reporter.uuid) byReporter.push(withoutMessages(other))
  }
  return {
    report,
    reporter: reporterNow ?? reporter,
    reportedUser: userNow ?? reportedUser,
    suspendedAt: userNow?.suspendedAt,
    links: await signCopies(report),
    aboutUser,
    byReporter,
  }
}
