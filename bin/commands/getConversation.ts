import { groupUuidOf } from '../../src/domain/group.ts'
import type { Message, Person } from '../../src/domain/message.ts'
import type { MessageView } from '../../src/domain/viewSchemas.ts'
import { messageView } from '../../src/domain/views.ts'
import { readPeriod } from '../../src/repository/admin/messages.ts'
import { getMembership } from '../../src/repository/memberships.ts'
import { readQuotes } from '../../src/repository/quotes.ts'
import { type Command, CommandError, type Streams } from '../command.ts'
import { findUser } from '../findUser.ts'
import { messageLines } from '../messageLines.ts'
import { periodFrom, periodOptions, timeFormats } from '../period.ts'
import { startReadCost } from '../readCost.ts'
import { targetOptions, useTarget } from '../target.ts'
import { json, localDay, styled } from '../terminalText.ts'

const quotesAtOnce = 20

/** The messages as the API returns them, with quotes. Holds a few messages in memory. */
async function* viewsOf(groupUuid: string, messages: AsyncIterable<Message>): AsyncGenerator<MessageView> {
  let batch: Message[] = []
  const views = async () => {
    const quotes = await readQuotes(batch, { readable: { groupUuid }, consistent: false })
    return batch.map((message) => messageView(message, quotes))
  }
  for await (const message of messages) {
    batch.push(message)
    if (batch.length < quotesAtOnce) continue
    yield* await views()
    batch = []
  }
  yield* await views()
}

/** The lines of each message, and one for each day above its messages. */
async function* readable(
  views: AsyncIterable<MessageView>,
  people: Person[],
  screen: Streams['stdout'],
): AsyncGenerator<string> {
  const handleWidth = Math.max(...people.map(({ handle }) => handle.length))
  const handles = new Map(people.map(({ uuid, handle }) => [uuid, handle]))
  let day = ''
  for await (const view of views) {
    const { created_at } = view
    if (localDay(created_at) !== day) {
      if (day) yield ''
      day = localDay(created_at)
      yield styled('dim', day, screen)
    }
    yield* messageLines(view, { screen, handleWidth, handles })
  }
}

async function* asJson(views: AsyncIterable<MessageView>): AsyncGenerator<string> {
  for await (const view of views) yield json(view)
}

export const getConversation: Command = {
  summary: 'Print the conversation of two users, and what reading it cost',
  arguments: [
    { name: 'handle', description: 'A user' },
    { name: 'other handle', description: 'The other user' },
  ],
  options: { ...periodOptions, ...targetOptions },
  notes: `Prints the newest messages, or with --since the first ones after that time.\n${timeFormats}`,
  example: 'npm run ddb:get-conversation -- andrewbrown bayko --limit 50',
  run: async (values, [handle = '', otherHandle = ''], { streamToStdout, writeStderr, streams }) => {
    const period = periodFrom(values)
    await useTarget(values)
    const [user, other] = await Promise.all([findUser(handle), findUser(otherHandle)])
    const groupUuid = groupUuidOf(user.uuid, other.uuid)
    if (!(await getMembership(user.uuid, groupUuid)))
      throw new CommandError(`${user.handle} and ${other.handle} have no conversation.`)

    const describeCost = startReadCost()
    const views = viewsOf(groupUuid, readPeriod(groupUuid, period))
    await streamToStdout(values.json ? asJson(views) : readable(views, [user, other], streams.stdout))
    writeStderr(`\n${describeCost()}`)
  },
}
