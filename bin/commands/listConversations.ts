import { maxUnread } from '../../src/domain/group.ts'
import type { ListCursor } from '../../src/domain/listCursor.ts'
import type { User } from '../../src/domain/user.ts'
import { groupView } from '../../src/domain/views.ts'
import { listConversations } from '../../src/repository/conversations.ts'
import { type Command, CommandError, type Streams } from '../command.ts'
import { startMeter } from '../meter.ts'
import { personCalled } from '../people.ts'
import { periodFrom, periodNotes, periodOptions } from '../period.ts'
import { targetOptions, useTarget } from '../target.ts'
import { column, cut, json, localTime, onOneLine, styled } from '../text.ts'

type Period = ReturnType<typeof periodFrom>
type Shown = ReturnType<typeof groupView>

const maxPerPage = 100

const lastGroup = 'ffffffff-ffff-ffff-ffff-ffffffffffff'

async function* readInbox(user: User, { since = '', before, limit }: Period): AsyncGenerator<Shown> {
  let cursor: ListCursor | undefined = before ? { place: before, groupUuid: lastGroup } : undefined
  for (let left = limit; left > 0; ) {
    const asked = { limit: Math.min(left, maxPerPage), cursor, now: Date.now() }
    const page = await listConversations(user.uuid, asked)
    const wanted = page.conversations.filter(({ last }) => last.place > since)
    yield* wanted.map((conversation) => groupView(conversation, user))
    if (!page.next || wanted.length < page.conversations.length) return
    left -= wanted.length
    cursor = page.next
  }
}

const handleWidth = 16
const unreadWidth = 10

async function* readable(groups: AsyncIterable<Shown>, screen: Streams['stdout']): AsyncGenerator<string> {
  for await (const { handle, created_at, unread_count, message } of groups) {
    const count = unread_count >= maxUnread ? `${maxUnread - 1}+` : unread_count
    const unread = (unread_count === 0 ? '' : `${count} unread`).padEnd(unreadWidth)
    const who = column(onOneLine(handle), handleWidth, screen)
    const taken = localTime(created_at).length + 2 + who.length + 2 + unreadWidth + 1
    const what = cut(onOneLine(message), taken, screen.columns)
    yield `${styled('dim', localTime(created_at), screen)}  ${styled('bold', who, screen)}  ${styled('yellow', unread, screen)} ${what}`
  }
}

async function* asJson(groups: AsyncIterable<Shown>): AsyncGenerator<string> {
  for await (const group of groups) yield json(group)
}

export const printConversations: Command = {
  summary: "print somebody's inbox, newest first, and what reading it cost",
  usage: '<handle> [--since <time>] [--before <time>] [--limit <n>] [--json] [--stage <stage>]',
  example: 'npm run ddb:list-conversations -- bayko',
  notes: `The newest 20, or --limit. ${periodNotes}\n--json prints one conversation a line, as the API shows it.`,
  options: { ...targetOptions, ...periodOptions },
  takes: 1,
  run: async (values, [handle], { printAll, say, streams }) => {
    if (!handle) throw new CommandError('Whose inbox? For example: bayko')
    const period = periodFrom(values)
    await useTarget(values)
    const user = await personCalled(handle)
    const cost = startMeter()
    const groups = readInbox(user, period)
    await printAll(values.json ? asJson(groups) : readable(groups, streams.stdout))
    say(`\n${cost().join('\n')}`)
  },
}
