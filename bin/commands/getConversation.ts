import { groupUuidOf } from '../../src/domain/group.ts'
import type { Message } from '../../src/domain/message.ts'
import { timeOf } from '../../src/domain/place.ts'
import { messageView } from '../../src/domain/views.ts'
import { getMembership } from '../../src/repository/memberships.ts'
import { listMessages } from '../../src/repository/messages.ts'
import { type Command, CommandError, type Streams } from '../command.ts'
import { startMeter } from '../meter.ts'
import { personCalled } from '../people.ts'
import { periodFrom, periodNotes, periodOptions } from '../period.ts'
import { targetOptions, useTarget } from '../target.ts'
import { column, cut, json, localDay, localHour, onOneLine, styled } from '../text.ts'

const maxPerQuery = 500

type Period = ReturnType<typeof periodFrom>

/** Where so many more begin before a place, a page after the other, none of which is kept. */
const findStart = async (groupUuid: string, place: string, count: number): Promise<string> => {
  let start = place
  for (let left = count; left > 0; ) {
    const range = { direction: 'older', from: start, limit: Math.min(left, maxPerQuery) } as const
    const { messages, next } = await listMessages(groupUuid, range)
    start = next ?? messages[0]?.place ?? start
    if (next === undefined) break
    left -= messages.length
  }
  return start.slice(0, -1) // what is short of its last sign stands right before it
}

/** Oldest to newest: from --since on, a page after the other, or else the newest. */
async function* readMessages(groupUuid: string, { since, before, limit }: Period): AsyncGenerator<Message> {
  let from = since
  if (from === undefined) {
    const most = Math.min(limit, maxPerQuery)
    const { messages, next } = await listMessages(groupUuid, {
      direction: 'older',
      from: before,
      limit: most,
    })
    if (next === undefined || messages.length === limit) {
      yield* messages
      return
    }
    from = await findStart(groupUuid, next, limit - messages.length)
  }
  for (let left = limit; left > 0; ) {
    const most = Math.min(left, maxPerQuery)
    const range = { direction: 'newer', from, until: before, limit: most } as const
    const { messages, next } = await listMessages(groupUuid, range)
    yield* messages
    if (next === undefined) return
    left -= messages.length
    from = next
  }
}

/** As people read it: a line for each day, and under it who said what when. */
async function* readable(
  messages: AsyncIterable<Message>,
  nameWidth: number,
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
    const who = column(onOneLine(sender.handle), nameWidth, screen)
    const what = cut(onOneLine(text), 5 + 2 + who.length + 2, screen.columns)
    yield `${styled('dim', localHour(time), screen)}  ${styled('bold', who, screen)}  ${what}`
  }
}

async function* asJson(messages: AsyncIterable<Message>): AsyncGenerator<string> {
  for await (const message of messages) yield json(messageView(message))
}

export const getConversation: Command = {
  summary: 'print the conversation of two people as they read it, and what reading it cost',
  usage:
    '<handle> <other handle> [--since <time>] [--before <time>] [--limit <n>] [--json] [--stage <stage>]',
  example: 'npm run ddb:get-conversation -- andrewbrown bayko --limit 50',
  notes: `Without --since it is the newest 20, or --limit. ${periodNotes}\n--json prints one message a line, as the API shows it.`,
  options: { ...targetOptions, ...periodOptions },
  takes: 2,
  run: async (values, [one, another], { printAll, say, streams }) => {
    if (!one || !another) throw new CommandError('Whose conversation? For example: andrewbrown bayko')
    const period = periodFrom(values)
    await useTarget(values)
    const [me, other] = await Promise.all([personCalled(one), personCalled(another)])
    const groupUuid = groupUuidOf(me.uuid, other.uuid)
    if (!(await getMembership(me.uuid, groupUuid)))
      throw new CommandError(`${me.handle} and ${other.handle} have no conversation.`)

    const cost = startMeter()
    const messages = readMessages(groupUuid, period)
    const nameWidth = Math.max(me.handle.length, other.handle.length)
    await printAll(values.json ? asJson(messages) : readable(messages, nameWidth, streams.stdout))
    say(`\n${cost().join('\n')}`)
  },
}
