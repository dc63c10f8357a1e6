import type { Browser } from 'playwright-core'
import type { HttpClient } from '../httpClient.ts'
import type { Person } from '../people.ts'
import { percentiles } from '../percentiles.ts'
import type { Table } from '../table.ts'
import { openTab, slowDownCpu, type Tab } from './browser.ts'
import { inputDelays, longestTask, measureInput, paintedAt } from './measuring.ts'
import { type Chat, conversations, firstRow } from './people.ts'

const toOpen = 20
const toArrive = 20

/** Scrolls to the end of the list until all of it is loaded. */
const loadAll = async ({ page }: Tab, count: number) => {
  const rows = page.locator(conversations)
  while ((await rows.count()) < count) {
    await rows.last().scrollIntoViewIfNeeded()
    await page.evaluate('new Promise((painted) => requestAnimationFrame(painted))')
  }
  await rows.first().scrollIntoViewIfNeeded()
}

const openConversations = async ({ page }: Tab, chats: Chat[]): Promise<number[]> => {
  const times: number[] = []
  for (const { group, other } of chats) {
    const link = page.locator(`${conversations}[href="/messages/${group}"]`)
    await link.scrollIntoViewIfNeeded()
    const target = { selector: 'article', text: `${other.handle} number` }
    times.push(await measureInput(page, 'click', target, () => link.click()))
  }
  return times
}

export const listTable = async (
  browser: Browser,
  call: HttpClient,
  me: Person,
  chats: Chat[],
): Promise<Table> => {
  const tab = await openTab(browser, me)
  const { page } = tab
  await page.goto('/messages')
  await paintedAt(page, firstRow)
  await loadAll(tab, chats.length)
  await slowDownCpu(tab)

  const opening = percentiles(await openConversations(tab, chats.slice(0, toOpen)))
  await page.goto('/messages')
  await paintedAt(page, firstRow)
  await loadAll(tab, chats.length)
  const arriving = await longestTask(page, async () => {
    for (const { other, group } of chats.slice(-toArrive)) {
      const message = `new from ${other.handle}`
      await call(other, 'POST', '/messages', { message, message_group_uuid: group })
      await paintedAt(page, { selector: conversations, text: message })
    }
  })
  await page.getByRole('searchbox').first().focus()
  const typing = percentiles(
    await inputDelays(page, () => page.keyboard.type('nobody_like_that_', { delay: 100 })),
  )
  await tab.close()
  return {
    title: `A list of ${chats.length} conversations, 4× slower CPU`,
    columns: [{ heading: '' }, ...['p50 ms', 'max'].map((heading) => ({ heading, digits: 0 }))],
    rows: [
      ['from a click on a row until a message is painted', opening.p50, opening.max],
      [`the longest task while ${toArrive} rows move to the top`, null, arriving],
      ['from a key in the search field until the next paint', typing.p50, typing.max],
    ],
    notes: ['Keys are timed by the browser, in steps of 8 ms. –: no task of 50 ms or more.'],
  }
}
