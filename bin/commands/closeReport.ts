import { maxNoteLength } from '../../src/domain/bodySchemas.ts'
import { countCodePoints } from '../../src/domain/text.ts'
import { closeReport as close } from '../../src/repository/admin/reports.ts'
import { type Command, CommandError, type Values } from '../command.ts'
import { requireReports } from '../reportViews.ts'
import { targetOptions, useTarget } from '../target.ts'

const noteFrom = (value: Values[string]): string | undefined => {
  const note = typeof value === 'string' ? value.trim() : ''
  if (countCodePoints(note) > maxNoteLength)
    throw new CommandError(`--note must have at most ${maxNoteLength} characters`)
  return note || undefined
}

export const closeReport: Command = {
  summary: 'Close the reports of a message',
  arguments: [{ name: 'message uuid', description: 'The reported message, as reports:list prints it' }],
  options: { note: { value: 'text', description: 'What was decided, and why' }, ...targetOptions },
  notes: 'Closes every open report of the message. Tells nobody.',
  example: 'npm run reports:close -- 019ac5d2-7f3e-7b5a-9c1d-2e4f60718293 --note "Suspended: spam"',
  run: async (values, [messageUuid = ''], { writeStdout, writeStderr }) => {
    const note = noteFrom(values.note)
    await useTarget(values)
    const reports = await requireReports(messageUuid)
    const closed = await Promise.all(reports.map((report) => close(report, { note, now: Date.now() })))
    const count = closed.filter(Boolean).length
    if (count === 0) writeStderr('Already closed: nothing was changed.')
    writeStdout(JSON.stringify({ message_uuid: reports[0]?.messageUuid, closed: count }))
  },
}
