import type { Person } from '../src/domain/message.ts'
import { isUuid } from '../src/domain/place.ts'
import { type Report, reportedMessageIn, reportedUserIn } from '../src/domain/report.ts'
import { profileView, reportView } from '../src/domain/views.ts'
import { findReports } from '../src/repository/readReports.ts'
import { CommandError } from './command.ts'

/** A report as the commands print it with --json. */
export const reportJson = (report: Report) => ({
  ...reportView(report),
  note: report.note ?? null,
  reporter: profileView(report.reporter),
  reported_user: profileView(reportedUserIn(report)),
  message: reportedMessageIn(report)?.text ?? '',
  closed_at: report.closedAt ?? null,
  closing_note: report.closingNote ?? null,
})

export const nameOf = ({ displayName, handle }: Person): string => `${displayName} (@${handle})`

export const stateOf = ({ closedAt }: Report): string => (closedAt ? 'closed' : 'open')

/** The reports of the message whose uuid somebody typed. */
export const requireReports = async (text: string): Promise<Report[]> => {
  const messageUuid = text.trim().toLowerCase()
  const reports = isUuid(messageUuid) ? await findReports(messageUuid) : []
  if (reports.length === 0)
    throw new CommandError(`No report in ${process.env.TABLE_NAME} of a message with the uuid: ${text}`)
  return reports
}
