import { erasedUser } from '../../src/domain/message.ts'
import { timeOf } from '../../src/domain/place.ts'
import type { Report, ReportedMessage } from '../../src/domain/report.ts'
import { attachmentView, type Links, profileView, reportView } from '../../src/domain/views.ts'
import type { Command, Streams } from '../command.ts'
import { photoLine } from '../photoText.ts'
import { type ReportDetails, readDetails } from '../reportDetails.ts'
import { nameOf, reportJson, requireReports, stateOf } from '../reportViews.ts'
import { targetOptions, useTarget } from '../target.ts'
import { json, localTime, onOneLine, styled } from '../terminalText.ts'

type Screen = Streams['stdout']

const attachmentViews = ({ attachments = [] }: ReportedMessage, links: Links) =>
  attachments.map((attachment) => attachmentView(attachment, links.get(attachment.uuid)))

const messageJson = (message: ReportedMessage, links: Links) => ({
  uuid: message.uuid,
  user_uuid: message.sender.uuid,
  handle: message.sender.handle,
  display_name: message.sender.displayName,
  message: message.text,
  created_at: timeOf(message.place),
  ...(message.attachments === undefined ? {} : { attachments: attachmentViews(message, links) }),
})

const otherJson = (report: Report) => ({ ...reportView(report), closed_at: report.closedAt ?? null })

const detailsJson = ({ report, reporter, reportedUser, suspendedAt, links, ...others }: ReportDetails) => ({
  ...reportJson(report),
  reporter: profileView(reporter),
  reported_user: { ...profileView(reportedUser), suspended_at: suspendedAt ?? null },
  messages: report.messages.map((message) => messageJson(message, links)),
  other_reports_about_user: others.aboutUser.map(otherJson),
  other_reports_by_reporter: others.byReporter.map(otherJson),
})

const termWidth = 14

const pictureIndent = ' '.repeat('  2026-11-29 12:00  '.length)

/** Only of the reported message are there copies of the pictures. */
const messageLines = (message: ReportedMessage, { report, links }: ReportDetails, screen: Screen) => {
  const { uuid, place, text, sender } = message
  const isReported = uuid === report.messageUuid
  const line = `${localTime(timeOf(place))}  ${onOneLine(sender.handle)}  ${onOneLine(text)}`
  const pictures = attachmentViews(message, links).flatMap((view) => [
    photoLine(view),
    ...(view.url === undefined ? [] : [view.url]),
  ])
  return [
    isReported ? styled('bold', `> ${line}`, screen) : `  ${line}`,
    ...pictures.map((picture) => `${pictureIndent}${picture}`),
  ]
}

const otherLines = (title: string, reports: Report[]) => [
  `${title}: ${reports.length === 0 ? 'none' : reports.length}`,
  ...reports.map(
    (report) =>
      `  ${report.messageUuid}  ${localTime(report.createdAt)}  ${report.reason}, ${stateOf(report)}${report.closingNote ? `: ${onOneLine(report.closingNote)}` : ''}`,
  ),
]

const accountOf = ({ reportedUser, suspendedAt }: ReportDetails): string => {
  if (reportedUser.uuid === erasedUser.uuid) return 'erased'
  return suspendedAt ? `suspended since ${localTime(suspendedAt)}` : 'not suspended'
}

const readable = (details: ReportDetails, screen: Screen): string => {
  const { report, reporter, reportedUser, aboutUser, byReporter } = details
  const { closedAt, closingNote, createdAt } = report
  const facts: [string, string | undefined][] = [
    ['Message', report.messageUuid],
    ['Conversation', report.groupUuid],
    ['Written by', `${nameOf(reportedUser)}, ${accountOf(details)}`],
    ['Reported by', `${nameOf(reporter)}, ${localTime(createdAt)}`],
    ['Reason', report.reason],
    ['Note', report.note],
    ['State', closedAt ? `closed, ${localTime(closedAt)}` : 'open'],
    ['Closing note', closingNote],
  ]
  return [
    ...facts.flatMap(([term, text]) => (text ? [`${term.padEnd(termWidth)}${onOneLine(text)}`] : [])),
    '',
    ...report.messages.flatMap((message) => messageLines(message, details, screen)),
    '',
    ...otherLines(`Other reports about @${onOneLine(reportedUser.handle)}`, aboutUser),
    ...otherLines(`Other reports by @${onOneLine(reporter.handle)}`, byReporter),
  ].join('\n')
}

export const showReport: Command = {
  summary: 'Print the reports of a message, with the messages around it',
  arguments: [{ name: 'message uuid', description: 'The reported message, as reports:list prints it' }],
  options: { json: { description: 'Print JSON, one object per report and line' }, ...targetOptions },
  example: 'npm run reports:show -- 019ac5d2-7f3e-7b5a-9c1d-2e4f60718293',
  run: async (values, [messageUuid = ''], { streamToStdout, streams }) => {
    await useTarget(values)
    const reports = await requireReports(messageUuid)
    const lines = async function* () {
      for (const [index, report] of reports.entries()) {
        const details = await readDetails(report)
        if (index > 0 && !values.json) yield ''
        yield values.json ? json(detailsJson(details)) : readable(details, streams.stdout)
      }
    }
    await streamToStdout(lines())
  },
}
