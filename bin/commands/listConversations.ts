import { type List, lists, maxUnread } from '../../src/domain/group.ts'
import type { ListCursor } from '../../src/domain/listCursor.ts'
import type { User } from '../../src/domain/user.ts'
import { groupView } from '../../src/domain/views.ts'
import { listConversations } from '../../src/repository/conversations.ts'
import { type Command, CommandError, type Streams, type Values } from '../command.ts'
import { findUser } from '../findUser.ts'
import { deletedText } from '../messageLines.ts'
import { periodFrom, periodOptions, timeFormats } from '../period.ts'
import { withPhotos } from '../photoText.ts'
import { startReadCost } from '../readCost.ts'
import { targetOptions, useTarget } from '../target.ts'
import { column, cut, json, localTime, onOneLine, styled } from '../terminalText.ts'

type Period = ReturnType<typeof periodFrom>
type Conversation = ReturnType<typeof groupView>

const maxPerPage = 100

const lastGroup = 'ffffffff-ffff-ffff-ffff-ffffffffffff'

const listFrom = (value: Values[string] = 'inbox'): List => {
  const list = lists.find((name) => name === value)
  if (!list) throw new CommandError(`--list must be one of ${lists.join(', ')}, not ${value}`)
  return list
}

/** The conversations of a list whose last message is in a period, newest first. Holds one page in memory. */
async function* readList(
  user: User,
  list: List,
  { since = '', before, limit }: Period,
): AsyncGenerator<Conversation> {
  let cursor: ListCursor | undefined = before ? { place: before, groupUuid: lastGroup } : undefined
  for (let left = limit; left > 0; ) {
    const asked = { list, limit: Math.min(left, maxPerPage), cursor, now: Date.now() }
    const page = await listConversations(user.uuid, asked)
    const inPeriod = page.conversations.filter(({ last }) => last.place > since)
    yield* inPeriod.map((conversation) => groupView(conversation, user))
    if (!page.next || inPeriod.length < page.conversations.length) return
    left -= inPeriod.length
    cursor = page.next
  }
}

/** In a group, the handle of the sender is before the text. The text of an event names who has done it. */
const textOf = ({ kind, message, last_message }: Conversation): string => {
  const { deleted_at, handle, event, attachment_count } = last_message
  const text = deleted_at ? deletedText : withPhotos(onOneLine(message), attachment_count)
  return kind === 'named' && !event ? `${onOneLine(handle)}: ${text}` : text
}

const whoWidth = 16
const unreadWidth = 10

async function* readable(
  conversations: AsyncIterable<Conversation>,
  screen: Streams['stdout'],
): AsyncGenerator<string> {
  for await (const conversation of conversations) {
    const { kind, display_name, handle, created_at, unread_count } = conversation
    const time = localTime(created_at)
    const count = unread_count >= maxUnread ? `${maxUnread - 1}+` : unread_count
    const unread = (unread_count === 0 ? '' : `${count} unread`).padEnd(unreadWidth)
    const who = column(onOneLine(kind === 'named' ? display_name : handle), whoWidth, screen)
    const usedColumns = time.length + 2 + who.length + 2 + unreadWidth + 1
    const what = cut(textOf(conversation), usedColumns, screen.columns)
    yield `${styled('dim', time, screen)}  ${styled('bold', who, screen)}  ${styled('yellow', unread, screen)} ${what}`
  }
}

async function* asJson(conversations: AsyncIterable<Conversation>): AsyncGenerator<string> {
  for await (const conversation of conversations) yield json(conversation)
}

export const printConversations: Command = {
  summary: "Print a user's conversations, newest first, and what reading them cost",
  arguments: [{ name: 'handle', description: 'The user' }],
  options: {
    list: { value: 'list', description: `Which list: ${lists.join(', ')} (default: inbox)` },
    ...periodOptions,
    ...targetOptions,
  },
  notes: timeFormats,
  example: 'npm run ddb:list-conversations -- bayko',
  run: async (values, [handle = ''], { streamToStdout, writeStderr, streams }) => {
    const period = periodFrom(values)
    const list = listFrom(values.list)
    await useTarget(values)
    const user = await findUser(handle)
    const describeCost = startReadCost()
    const conversations = readList(user, list, period)
    await streamToStdout(values.json ? asJson(conversations) : readable(conversations, streams.stdout))
    writeStderr(`\n${describeCost()}`)
  },
}
