import type { Browser } from 'playwright-core'
import type { HttpClient } from '../httpClient.ts'
import type { Person } from '../people.ts'
import { percentiles } from '../percentiles.ts'
import type { Table } from '../table.ts'
import { openTab, slowDownCpu, type Tab } from './browser.ts'
import { longestTask, measureInput, paintedAt } from './measuring.ts'
import type { Chat } from './people.ts'

const messagesToSend = 20
const letters = 'twenty letters, more'

const log = ({ page }: Tab) => page.getByRole('region', { name: /^Messages with/ })
const composer = ({ page }: Tab) => page.getByRole('textbox', { name: /^Message to/ })

/** Loads all older messages, page by page. */
const loadAll = async (tab: Tab) => {
  await log(tab).focus()
  const beginning = tab.page.getByText(/^This is the beginning/)
  while (!(await beginning.isVisible())) {
    await tab.page.keyboard.press('Home')
    await tab.page.evaluate('new Promise((painted) => requestAnimationFrame(painted))')
  }
}

const scrollToEnd = async (tab: Tab) => {
  await log(tab).focus()
  await tab.page.keyboard.press('End')
  await tab.page.waitForTimeout(500)
}

const scrollUp = async ({ page }: Tab) => {
  await page.mouse.move(800, 400)
  for (let count = 0; count < 60; count += 1) {
    await page.mouse.wheel(0, -400)
    await page.evaluate('new Promise((painted) => requestAnimationFrame(painted))')
  }
}

const measure = async (browser: Browser, call: HttpClient, me: Person, chat: Chat) => {
  const tab = await openTab(browser, me)
  const { page } = tab
  await page.goto(`/messages/${chat.group}`)
  await paintedAt(page, { selector: 'article' })
  await loadAll(tab)
  await scrollToEnd(tab)
  await slowDownCpu(tab)

  const sent: number[] = []
  const sending = await longestTask(page, async () => {
    for (let count = 1; count <= messagesToSend; count += 1) {
      const text = `sent ${count};`
      await composer(tab).fill(text)
      const target = { selector: 'article', text }
      sent.push(await measureInput(page, 'keydown', target, () => composer(tab).press('Enter')))
    }
  })
  const receiving = await longestTask(page, async () => {
    for (let count = 1; count <= messagesToSend; count += 1) {
      const message = `received ${count};`
      await call(chat.other, 'POST', '/messages', { message, message_group_uuid: chat.group })
      await paintedAt(page, { selector: 'article', text: message })
    }
  })
  await composer(tab).focus()
  const typing = await longestTask(page, () => page.keyboard.type(letters, { delay: 30 }))
  const scrolling = await longestTask(page, () => scrollUp(tab))
  await tab.close()
  return { held: chat.messageUuids.length, sent: percentiles(sent), typing, sending, receiving, scrolling }
}

export const conversationTable = async (
  browser: Browser,
  call: HttpClient,
  me: Person,
  chats: Chat[],
): Promise<Table> => {
  const rows: Table['rows'] = []
  for (const chat of chats) {
    const { held, sent, typing, sending, receiving, scrolling } = await measure(browser, call, me, chat)
    rows.push([held, sent.p50, sent.max, typing, sending, receiving, scrolling])
  }
  return {
    title:
      'An open conversation, 4× slower CPU: from Enter until the message is painted, and the longest task',
    columns: [
      'messages loaded',
      'send p50 ms',
      'max',
      'longest task, typing',
      'sending',
      'receiving',
      'scrolling',
    ].map((heading) => ({ heading, digits: 0 })),
    rows,
    notes: [
      `${messagesToSend} messages each way, ${letters.length} letters, 60 turns of the wheel. –: no task of 50 ms or more.`,
    ],
  }
}
