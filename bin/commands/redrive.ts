import { updateInboxes } from '../../src/handlers/updateInbox.ts'
import { deleteAttachments } from '../../src/jobs/deleteAttachments.ts'
import { isForInboxes } from '../../src/repository/admin/streamRange.ts'
import { type Command, CommandError } from '../command.ts'
import { type DeadLetter, readFile, readQueue } from '../deadLetters.ts'
import { targetOptions, useTarget } from '../target.ts'

/** Runs updateInbox again for the records of dead letters, and removes the letters whose records it has handled. */
export const redriveAll = async (letters: AsyncIterable<DeadLetter> | Iterable<DeadLetter>) => {
  const counts = { redriven: 0, failed: 0, gone: 0 }
  for await (const { records, remove } of letters) {
    if (!records) {
      counts.gone += 1
      continue
    }
    // A letter names a range of the stream, which also contains records that updateInbox does not handle.
    const Records = records.filter(isForInboxes)
    const { batchItemFailures } = await updateInboxes({ Records }, deleteAttachments)
    counts.failed += batchItemFailures.length
    counts.redriven += Records.length - batchItemFailures.length
    if (batchItemFailures.length === 0) await remove()
  }
  return counts
}

export const redrive: Command = {
  summary: 'Retry the stream records that updateInbox has given up on',
  options: {
    file: { value: 'file', description: 'The file with the dead letters of the local stack' },
    ...targetOptions,
  },
  notes: 'With --stage, reads the dead-letter queue of the stage.',
  example: 'npm run ddb:redrive -- --stage prod',
  run: async (values, _, { writeStdout, writeStderr, fail }) => {
    const { file } = values
    const { deadLettersUrl = '' } = await useTarget(values)
    if (!deadLettersUrl && typeof file !== 'string')
      throw new CommandError('Missing option: --stage <stage>, or --file <file> for the local stack')
    const letters = typeof file === 'string' ? readFile(file) : readQueue(deadLettersUrl)
    const counts = await redriveAll(letters)
    writeStdout(JSON.stringify(counts))
    if (counts.failed + counts.gone > 0) {
      fail()
      writeStderr(
        'Dead letters that failed again, or whose records have expired, are kept. "npm run ddb:rebuild-inbox" repairs inboxes without the stream.',
      )
    }
  },
}
