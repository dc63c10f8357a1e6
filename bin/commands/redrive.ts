import { handler } from '../../src/handlers/updateInbox.ts'
import { type Command, CommandError } from '../command.ts'
import { fromFile, fromQueue } from '../deadLetters.ts'
import { targetOptions, useTarget } from '../target.ts'

export const redrive: Command = {
  summary: 'hand what the stream function has given up on to the same code again',
  usage: '--file <dead-letters.jsonl> | --stage <stage>',
  example: 'npm run ddb:redrive -- --stage prod',
  options: { ...targetOptions, file: { type: 'string' } },
  run: async (values, _, { print, say, fail }) => {
    const { file } = values
    const { deadLettersUrl = '' } = await useTarget(values)
    if (!deadLettersUrl && typeof file !== 'string') {
      throw new CommandError(
        'From where? Say --stage <stage>, or --file with the file that the local stack named.',
      )
    }
    const letters = typeof file === 'string' ? fromFile(file) : fromQueue(deadLettersUrl)
    let mended = 0
    let failed = 0
    let gone = 0
    for await (const { records, forget } of letters) {
      if (!records) {
        gone += 1
        continue
      }
      // The queue names a stretch of the stream, with all that is in it; the function is woken by new messages only.
      const messages = records.filter(
        ({ eventName, dynamodb }) => eventName === 'INSERT' && dynamodb?.Keys?.pk?.S?.startsWith('MSG#'),
      )
      const { batchItemFailures } = await handler({ Records: messages })
      failed += batchItemFailures.length
      mended += messages.length - batchItemFailures.length
      if (batchItemFailures.length === 0) await forget()
    }
    print(JSON.stringify({ redriven: mended, failed, gone }))
    if (failed + gone > 0) {
      fail()
      say(
        'What failed again, and what the stream has no more, is kept. "rebuild-inbox" does without the stream.',
      )
    }
  },
}
