import type { Page } from 'playwright-core'
import { aChat, type aChatOfCognitoUser, aWindowOf, bubble, isLive, row } from './browser.ts'

const kinds = {
  list: /\/api\/message_groups\?/,
  page: /\/api\/messages\/[^?]+\?limit=\d+$/,
  since: /\/api\/messages\/.*since=/,
  group: /\/api\/message_groups\/[^/]+$/,
}

/** How often the page asks for what, from now on. */
export const asks = (page: Page) => {
  const counts = { list: 0, page: 0, since: 0, group: 0 }
  page.on('request', (request) => {
    if (request.method() !== 'GET') return
    for (const [kind, address] of Object.entries(kinds))
      if (address.test(request.url())) counts[kind as keyof typeof counts] += 1
  })
  return counts
}

/** From here on no time passes in the page, unless it is let: no machine is too slow for a limit. */
export const stopsItsClock = async (page: Page) => {
  const now = Date.now()
  await page.clock.install({ time: now })
  await page.clock.pauseAt(now + 1000)
}

export const aGate = () => {
  let open = () => {}
  const passed = new Promise<void>((resolve) => {
    open = resolve
  })
  return { open, passed }
}

/** Its sockets are opened when they are let; deaf ones tell nothing, however late they might. */
export const holdsSockets = (page: Page, until = Promise.resolve(), { areDeaf = false } = {}) =>
  page.routeWebSocket(/.*/, async (socket) => {
    await until
    const server = socket.connectToServer()
    if (areDeaf) server.onMessage(() => {})
  })

/** Ben opens the conversation with Ann in a prepared window. */
export const aWatchedConversation = async (
  prepare: (page: Page, group: string) => Promise<unknown> = stopsItsClock,
  startChat: typeof aChatOfCognitoUser | typeof aChat = aChat,
) => {
  const chat = await startChat()
  let asked = { list: 0, page: 0, since: 0, group: 0 }
  const { page } = await aWindowOf(chat.ben, `/messages/${chat.group}`, {
    prepare: async (prepared) => {
      await prepare(prepared, chat.group)
      asked = asks(prepared)
    },
  })
  return { ...chat, page, asked }
}

/** All is there that Ann has written, he has read it, and he is live. */
export const isThere = async (page: Page) => {
  await row(page, 'Ann Abel').waitFor()
  await bubble(page, 'Hello').waitFor()
  await row(page, 'Ann Abel').getByText('unread').waitFor({ state: 'detached' })
  await isLive(page)
}

export const goesOffline = async (page: Page) => {
  await page.context().setOffline(true)
  await page.locator('.connection.offline').first().waitFor({ state: 'attached' })
}

export const comesToLook = (page: Page) =>
  page.evaluate('document.dispatchEvent(new Event("visibilitychange")) && undefined')
