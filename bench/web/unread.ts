import type { Browser } from 'playwright-core'
import type { HttpClient } from '../httpClient.ts'
import type { Person } from '../people.ts'
import { percentiles } from '../percentiles.ts'
import type { Table } from '../table.ts'
import { openTab, slowDownCpu } from './browser.ts'
import { measureInput, paintedAt } from './measuring.ts'
import { type Chat, conversations, firstRow } from './people.ts'

const mark = { selector: '[aria-label^="Messages with"] p', text: 'New messages' }

/** Opens a conversation whose last messages are unread, up to the mark above the first of them. */
export const unreadTable = async (
  browser: Browser,
  call: HttpClient,
  me: Person,
  { chat, unread, rounds }: { chat: Chat; unread: number; rounds: number },
): Promise<Table> => {
  const lastRead = chat.messageUuids.at(-unread - 1)
  await call(me, 'PUT', `/message_groups/${chat.group}/read`, { message_uuid: lastRead })
  const times: number[] = []
  let requests = 0
  let isRight = false
  const firstUnread = `number ${chat.messageUuids.length - unread + 1};`
  for (let round = 0; round < rounds; round += 1) {
    const tab = await openTab(browser, me)
    await tab.page.goto('/messages')
    await paintedAt(tab.page, firstRow)
    await slowDownCpu(tab)
    // The mark must stay where it is for the next round.
    await tab.page.route('**/read', (route) => route.abort())
    requests = 0
    tab.page.on('request', () => {
      requests += 1
    })
    const link = tab.page.locator(`${conversations}[href="/messages/${chat.group}"]`)
    times.push(await measureInput(tab.page, 'click', mark, () => link.click()))
    isRight = await tab.page.locator('article', { hasText: firstUnread }).isVisible()
    await tab.close()
  }
  const { p50, max } = percentiles(times)
  return {
    title: `A conversation with ${unread} unread messages, 4× slower CPU`,
    columns: [
      { heading: '' },
      ...['p50 ms', 'max', 'requests'].map((heading) => ({ heading, digits: 0 })),
      { heading: 'at the first unread message' },
    ],
    rows: [
      ['from a click until the mark of new messages is painted', p50, max, requests, isRight ? 'yes' : 'no'],
    ],
  }
}
