import { type Report, reportedMessageIn, reportedUserIn } from '../../src/domain/report.ts'
import { readReports } from '../../src/repository/readReports.ts'
import type { Command, Streams } from '../command.ts'
import { withPhotos } from '../photoText.ts'
import { reportJson, stateOf } from '../reportViews.ts'
import { targetOptions, useTarget } from '../target.ts'
import { cut, json, localTime, onOneLine, styled } from '../terminalText.ts'

const indent = '  '

/** Two lines: a uuid leaves little room on the first. */
const readable = (report: Report, screen: Streams['stdout']): string => {
  const { messageUuid, createdAt, reason, reporter } = report
  const first = [styled('bold', messageUuid, screen), styled('dim', localTime(createdAt), screen)]
  const handles = onOneLine(`${reporter.handle} about ${reportedUserIn(report).handle}: `)
  const { text: written = '', attachments } = reportedMessageIn(report) ?? {}
  const text = withPhotos(onOneLine(written), attachments?.length)
  const second = `${indent}${handles}${cut(text, indent.length + handles.length, screen.columns)}`
  return `${[...first, reason, stateOf(report)].join('  ')}\n${second}`
}

export const listReports: Command = {
  summary: 'Print the open reports, those of the newest messages first',
  options: {
    all: { description: 'Also those that are closed' },
    json: { description: 'Print JSON, one object per line' },
    ...targetOptions,
  },
  notes:
    'Each report begins with the uuid of the reported message, which reports:show and reports:close take.',
  example: 'npm run reports:list',
  run: async (values, _, { streamToStdout, writeStderr, streams }) => {
    const { tableName } = await useTarget(values)
    let count = 0
    const lines = async function* () {
      for await (const report of readReports()) {
        if (report.closedAt && !values.all) continue
        count += 1
        yield values.json ? json(reportJson(report)) : readable(report, streams.stdout)
      }
    }
    await streamToStdout(lines())
    writeStderr(`${count} ${values.all ? '' : 'open '}${count === 1 ? 'report' : 'reports'} in ${tableName}.`)
  },
}
