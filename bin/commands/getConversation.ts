import { groupUuidOf } from '../../src/domain/group.ts'
import type { Message } from '../../src/domain/message.ts'
import { timeOf } from '../../src/domain/place.ts'
import { messageView } from '../../src/domain/views.ts'
import { readPeriod } from '../../src/repository/admin/messages.ts'
import { getMembership } from '../../src/repository/memberships.ts'
import { type Command, CommandError, type Streams } from '../command.ts'
import { findUser } from '../findUser.ts'
import { periodFrom, periodOptions, timeFormats } from '../period.ts'
import { startReadCost } from '../readCost.ts'
import { targetOptions, useTarget } from '../target.ts'
import { column, cut, json, localDay, localHour, onOneLine, styled } from '../terminalText.ts'

/** A line for each message, and one for each day above its messages. */
async function* readable(
  messages: AsyncIterable<Message>,
  handleWidth: number,
  screen: Streams['stdout'],
): AsyncGenerator<string> {
  let day = ''
  for await (const { place, text, sender } of messages) {
    const time = timeOf(place)
    if (localDay(time) !== day) {
      if (day) yield ''
      day = localDay(time)
      yield styled('dim', day, screen)
    }
    const hour = localHour(time)
    const handle = column(onOneLine(sender.handle), handleWidth, screen)
    const what = cut(onOneLine(text), hour.length + 2 + handle.length + 2, screen.columns)
    yield `${styled('dim', hour, screen)}  ${styled('bold', handle, screen)}  ${what}`
  }
}

async function* asJson(messages: AsyncIterable<Message>): AsyncGenerator<string> {
  for await (const message of messages) yield json(messageView(message))
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
    const messages = readPeriod(groupUuid, period)
    const handleWidth = Math.max(user.handle.length, other.handle.length)
    await streamToStdout(values.json ? asJson(messages) : readable(messages, handleWidth, streams.stdout))
    writeStderr(`\n${describeCost()}`)
  },
}
