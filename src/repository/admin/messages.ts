import type { Readable } from '../../domain/group.ts'
import type { Message } from '../../domain/message.ts'
import { type Place, quietUntil } from '../../domain/place.ts'
import { listMessages } from '../messages.ts'

const maxPerPage = 500

/**
 * Finds the newest message of a conversation that moves rows: a loud one, or the one that started the conversation. That
 * one is quiet, but not within the quiet window of an older (migrated) message.
 */
export const findLoudMessage = async (groupUuid: string): Promise<Message | undefined> => {
  let from: Place | undefined
  let first: Message | undefined
  do {
    const range = { direction: 'older', from, limit: maxPerPage, consistent: true } as const
    const { messages, next } = await listMessages({ groupUuid }, range)
    const loudIndex = messages.findLastIndex(({ isQuiet }) => !isQuiet)
    const loud = messages[loudIndex]
    const after = first ? [...messages.slice(loudIndex + 1), first] : messages.slice(loudIndex + 1)
    if (loud) return after.find(({ place }) => place >= quietUntil(loud.place)) ?? loud
    first = messages[0] ?? first
    from = next
  } while (from !== undefined)
  return first
}

/** Where the `count` messages before a place begin. Keeps no page in memory. */
const findStart = async (readable: Readable, place: Place, count: number): Promise<Place> => {
  let start = place
  for (let left = count; left > 0; ) {
    const range = { direction: 'older', from: start, limit: Math.min(left, maxPerPage) } as const
    const { messages, next } = await listMessages(readable, range)
    start = next ?? messages[0]?.place ?? start
    if (next === undefined) break
    left -= messages.length
  }
  return start.slice(0, -1) // sorts directly before `start`, which is therefore included in an exclusive range
}

export type Period = { since?: Place | undefined; before?: Place | undefined; limit: number }

/**
 * Reads at most `limit` messages of a period that may be read, oldest to newest: the first ones if `since` is given, otherwise the newest.
 * Holds one page in memory, with any limit.
 */
export async function* readPeriod(
  readable: Readable,
  { since, before, limit }: Period,
): AsyncGenerator<Message> {
  let from = since
  if (from === undefined) {
    const range = { direction: 'older', from: before, limit: Math.min(limit, maxPerPage) } as const
    const { messages, next } = await listMessages(readable, range)
    if (next === undefined || messages.length === limit) {
      yield* messages
      return
    }
    from = await findStart(readable, next, limit - messages.length)
  }
  for (let left = limit; left > 0; ) {
    const range = { direction: 'newer', from, until: before, limit: Math.min(left, maxPerPage) } as const
    const { messages, next } = await listMessages(readable, range)
    yield* messages
    if (next === undefined) return
    left -= messages.length
    from = next
  }
}
