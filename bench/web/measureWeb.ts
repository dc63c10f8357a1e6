import { createHttpClient } from '../httpClient.ts'
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

export const measureWeb = async (options: Options): Promise<Table[]> => {
  const { say, rowCount, unreadCount, heldCounts, rounds } = options
  const call = createHttpClient(process.env.E2E_API_URL ?? '')
  const browser = await connectBrowser()
  const tables = [sizeTable()]

  say(`${rounds} loads`)
  const reader = await createPersonWithChats(Array.from({ length: 30 }, () => 60))
  tables.push(await loadingTable(browser, reader.me, reader.chats[0]?.group ?? '', rounds))

  say(`conversations of ${heldCounts.join(' and ')} messages`)
  const writer = await createPersonWithChats(heldCounts)
  tables.push(await conversationTable(browser, call, writer.me, writer.chats))

  say(`${rowCount} conversations`)
  const popular = await createPersonWithChats(Array.from({ length: rowCount }, () => 3))
  tables.push(await listTable(browser, call, popular.me, popular.chats))

  say(`${unreadCount} unread messages`)
  const [me, other] = (await createPeople(2)) as [Person, Person]
  const chat = await writeChat(me, other, { count: unreadCount + 100, minutesAgo: 60, isUnread: true })
  tables.push(await unreadTable(browser, call, me, { chat, unread: unreadCount, rounds }))
  await browser.close()
  return tables
}
