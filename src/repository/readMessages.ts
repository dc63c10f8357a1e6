import type { Place } from '../domain/place.ts'
import { listMessages, type Page } from './messages.ts'

const maxPerPage = 500

/** Reads a whole conversation, oldest to newest, page by page. Begins after `from`. */
export async function* readMessages(
  groupUuid: string,
  from?: Place,
): AsyncGenerator<Pick<Page, 'messages' | 'next'>> {
  let after = from
  do {
    const range = { direction: 'newer', from: after, limit: maxPerPage, consistent: true } as const
    const { messages, next } = await listMessages({ groupUuid }, range)
    yield { messages, next }
    after = next
  } while (after !== undefined)
}
