import { measureSocketDelays } from '../delays.ts'
import { createHttpClient, createPairs, type HttpClient } from '../httpClient.ts'
import { createPeople, type Person } from '../people.ts'
import type { Table } from '../table.ts'
import { connectBrowser } from './browser.ts'
import { conversationTable } from './conversation.ts'
import { listTable } from './list.ts'
import { loadingTable } from './loading.ts'
import { type Chat, writeChat } from './people.ts'
import { sizeTable } from './size.ts'
import { unreadTable } from './unread.ts'

type Options = {
  say: (what: string) => void
  rowCount: number
  unreadCount: number
  heldCounts: number[]
  rounds: number
}

/** A person with conversations of these lengths: the first one an hour ago, the others longer ago. */
const createPersonWithChats = async (counts: number[]): Promise<{ me: Person; chats: Chat[] }> => {
  const [me, ...others] = (await createPeople(1 + counts.length)) as [Person, ...Person[]]
  const chats: Chat[] = []
  for (const [index, other] of others.entries())
    chats.push(await writeChat(me, other, { count: counts[index] ?? 0, minutesAgo: 60 + index }))
  return { me, chats }
}

/** Waits until the stack has handled the stream records of everything that was written before. */
const isCaughtUp = async (call: HttpClient) => {
  const delays = await measureSocketDelays(call, process.env.E2E_SOCKETS_URL ?? '', await createPairs(1))
  if (!delays.every(Number.isFinite)) throw new Error('The stack has not caught up with its stream')
}

export const measureWeb = async (options: Options): Promise<Table[]> => {
  const { say, rowCount, unreadCount, heldCounts, rounds } = options
  const call = createHttpClient(process.env.E2E_API_URL ?? '')
  const browser = await connectBrowser()

  say('writing conversations')
  const reader = await createPersonWithChats(Array.from({ length: 30 }, () => 60))
  const writer = await createPersonWithChats(heldCounts)
  const popular = await createPersonWithChats(Array.from({ length: rowCount }, () => 3))
  const [absent, other] = (await createPeople(2)) as [Person, Person]
  const missed = await writeChat(absent, other, { count: unreadCount + 100, minutesAgo: 60, isUnread: true })
  await isCaughtUp(call)

  const tables = [sizeTable()]
  say(`${rounds} loads`)
  tables.push(await loadingTable(browser, reader.me, reader.chats[0]?.group ?? '', rounds))
  say(`conversations of ${heldCounts.join(' and ')} messages`)
  tables.push(await conversationTable(browser, call, writer.me, writer.chats))
  say(`${rowCount} conversations`)
  tables.push(await listTable(browser, call, popular.me, popular.chats))
  say(`${unreadCount} unread messages`)
  tables.push(await unreadTable(browser, call, absent, { chat: missed, unread: unreadCount, rounds }))
  await browser.close()
  return tables
}
