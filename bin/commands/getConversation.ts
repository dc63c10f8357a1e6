import { groupUuidOf, type Readable } from '../../src/domain/group.ts'
import type { Message, Person } from '../../src/domain/message.ts'
import type { User } from '../../src/domain/user.ts'
import type { MessageView } from '../../src/domain/viewSchemas.ts'
import { messageView } from '../../src/domain/views.ts'
import { readPeriod } from '../../src/repository/admin/messages.ts'
import { getMembership } from '../../src/repository/memberships.ts'
import { requireMembers } from '../../src/repository/openGroup.ts'
import { readQuotes } from '../../src/repository/quotes.ts'
import { type Command, CommandError, type Streams } from '../command.ts'
import { findGroup } from '../findGroup.ts'
import { findUser } from '../findUser.ts'
import { messageLines } from '../messageLines.ts'
import { periodFrom, periodOptions, timeFormats } from '../period.ts'
import { startReadCost } from '../readCost.ts'
import { targetOptions, useTarget } from '../target.ts'
import { json, localDay, onOneLine, styled } from '../terminalText.ts'

const quotesAtOnce = 20

/** The messages as the API returns them, with quotes. Holds a few messages in memory. */
async function* viewsOf(readable: Readable, messages: AsyncIterable<Message>): AsyncGenerator<MessageView> {
  let batch: Message[] = []
  const views = async () => {
    const quotes = await readQuotes(batch, { readable, consistent: false })
    return batch.map((message) => messageView(message, { quotes }))
  }
  for await (const message of messages) {
    batch.push(message)
    if (batch.length < quotesAtOnce) continue
    yield* await views()
    batch = []
  }
  yield* await views()
}

/** A conversation, the line above its messages, and the people in it. */
type Found = { readable: Readable; heading?: string; people: Person[] }

const findDirect = async (user: User, otherHandle: string): Promise<Found> => {
  const other = await findUser(otherHandle)
  const groupUuid = groupUuidOf(user.uuid, other.uuid)
  if (!(await getMembership(user.uuid, groupUuid)))
    throw new CommandError(`${user.handle} and ${other.handle} have no conversation.`)
  return { readable: { groupUuid }, people: [user, other] }
}

const findNamed = async (user: User, uuidOrTitle: string): Promise<Found> => {
  const readable = await findGroup(user, uuidOrTitle)
  const members = await requireMembers(user.uuid, readable.groupUuid)
  const handles = members.map(({ person, isOwner }) => `${person.handle}${isOwner ? ' (owner)' : ''}`)
  return {
    readable,
    heading: `${readable.shown.title}: ${handles.join(', ')}`,
    people: members.map(({ person }) => person),
  }
}

/** The heading, the lines of each message, and one for each day above its messages. */
async function* readable(
  views: AsyncIterable<MessageView>,
  { heading, people }: Found,
  screen: Streams['stdout'],
): AsyncGenerator<string> {
  const handleWidth = Math.max(...people.map(({ handle }) => handle.length))
  const handles = new Map(people.map(({ uuid, handle }) => [uuid, handle]))
  if (heading) yield styled('bold', onOneLine(heading), screen)
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
  summary: 'Print the conversation of two users, or a group as a member sees it, and what reading it cost',
  arguments: [
    { name: 'handle', description: 'A user' },
    { name: 'other handle', description: 'The other user', isOptional: true },
  ],
  options: {
    group: { value: 'title or uuid', description: 'A group of the user, instead of another user' },
    ...periodOptions,
    ...targetOptions,
  },
  notes: `Prints the newest messages, or with --since the first ones after that time.\nOf a group, it prints what the user can read: the messages since the user has joined.\n${timeFormats}`,
  example: 'npm run ddb:get-conversation -- andrewbrown bayko --limit 50',
  run: async (values, [handle = '', otherHandle], { streamToStdout, writeStderr, streams }) => {
    const period = periodFrom(values)
    const group = typeof values.group === 'string' ? values.group : undefined
    if (otherHandle === undefined && group === undefined)
      throw new CommandError('Missing argument: <other handle>, or --group with a title or uuid.')
    if (otherHandle !== undefined && group !== undefined)
      throw new CommandError('Pass another user or --group, not both.')
    await useTarget(values)
    const user = await findUser(handle)
    const found = await (group === undefined ? findDirect(user, otherHandle ?? '') : findNamed(user, group))

    const describeCost = startReadCost()
    const views = viewsOf(found.readable, readPeriod(found.readable, period))
    await streamToStdout(values.json ? asJson(views) : readable(views, found, streams.stdout))
    writeStderr(`\n${describeCost()}`)
  },
}
