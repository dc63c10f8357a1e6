import { describe, expect, test } from '@jest/globals'
import type { Page, Route } from 'playwright-core'
import { v7 as uuidv7 } from 'uuid'
import { isUuidV7, placeOf } from '../../src/domain/place.ts'
import { putMessage } from '../../src/repository/messages.ts'
import {
  aBrowser,
  aChat,
  aChatOfCognitoUser,
  aTab,
  aWindowOf,
  bubble,
  composer,
  hasWritten,
  isStored,
  shownMessages,
  textsIn,
  writes,
} from '../steps/browser.ts'
import * as given from '../steps/given.ts'
import { eventually } from '../steps/processes.ts'
import { aWatchedConversation, isThere } from '../steps/watched.ts'

aBrowser()

const dayMs = 24 * 60 * 60_000

const anOpenChat = async (...texts: string[]) => {
  const chat = await aChat(...texts)
  const { page, errors } = await aWindowOf(chat.ben, `/messages/${chat.group}`)
  await bubble(page, texts[0] ?? 'Hello').waitFor()
  return { ...chat, page, errors }
}

const refuse = (route: Route, status: number, code: string, headers: Record<string, string> = {}) =>
  route.fulfill({
    status,
    json: [code],
    headers: {
      'access-control-allow-origin': '*',
      'access-control-expose-headers': 'retry-after',
      ...headers,
    },
  })

/** Stores an unsent message of more than a day ago, which the page finds when it is reloaded. */
const storeOldMessage = async (page: Page, group: string, text: string) => {
  const time = Date.now() - dayMs - 60_000
  const uuid = uuidv7({ msecs: time })
  await composer(page).fill('draft')
  await page.evaluate(`{
    const [name] = Object.keys(localStorage).filter((name) => name.includes('.draft.'))
    const message = { uuid: '${uuid}', message: '${text}', created_at: '${new Date(time).toISOString()}' }
    localStorage.setItem(name.replace(/draft.*/, 'unsent.${group}/${uuid}'), JSON.stringify(message))
  }`)
  return { uuid, time }
}

describe('a message', () => {
  test('is shown as plain text, in which only web addresses are links', async () => {
    const html = '<img src=x onerror="document.title=1"><script>document.title=2</script>'
    const address = 'see https://example.com/a?b=1 & javascript:alert(1).'
    const { page, errors } = await anOpenChat(html, address)
    await bubble(page, 'see').waitFor()
    expect(await shownMessages(page).allTextContents()).toEqual([html, address])
    expect(await page.title()).toMatch(/Ann Abel · Cruddur Messages$/)
    expect(await page.locator('article img, article script').count()).toBe(0)
    const link = page.locator('article a')
    expect(await link.count()).toBe(1)
    const attributes = ['href', 'rel', 'target'].map((name) => link.getAttribute(name))
    expect(await Promise.all(attributes)).toEqual([
      'https://example.com/a?b=1',
      'noopener noreferrer nofollow',
      '_blank',
    ])
    expect(errors).toEqual([])
  })

  test('that failed is retried with the same key, and can be edited', async () => {
    const { page } = await anOpenChat()
    const keys: string[] = []
    await page.route('**/api/messages', (route) => {
      keys.push(route.request().headers()['idempotency-key'] ?? '')
      return refuse(route, 503, 'internal_error')
    })
    await writes(page, 'First try')
    await bubble(page, 'First try').getByText('Not sent').waitFor()
    await page.getByRole('button', { name: 'Try again' }).click()
    await eventually(
      () => keys.length,
      (count) => count >= 2,
    )
    await bubble(page, 'First try').getByText('Not sent').waitFor()
    await page.reload()
    await bubble(page, 'First try').getByText('Not sent').waitFor()
    expect(new Set(keys).size).toBe(1)
    expect(keys.every(isUuidV7)).toBe(true)
    await page.getByRole('button', { name: 'Edit' }).click()
    await eventually(
      () => composer(page).inputValue(),
      (text) => text === 'First try',
    )
    expect(await page.getByText('Not sent').count()).toBe(0)
    await page.unroute('**/api/messages')
    await writes(page, 'Second try')
    await bubble(page, 'Second try').getByText('Sent').waitFor()
    expect(await shownMessages(page).allTextContents()).toEqual(['Hello', 'Second try'])
  })

  test('whose response was lost is there once after a reload', async () => {
    const { ann, group, page } = await anOpenChat()
    let isStoredByServer = false
    const { promise: isShown, resolve: show } = Promise.withResolvers<void>()
    await page.route('**/api/messages', async (route) => {
      await isShown // the socket would deliver the message as soon as it is stored
      await route.fetch()
      isStoredByServer = true // and the response never arrives
    })
    await writes(page, 'Did it arrive?')
    await bubble(page, 'Did it arrive?').getByText('Sending…').waitFor()
    show()
    await eventually(
      () => isStoredByServer,
      (isSo) => isSo,
    )
    await page.unroute('**/api/messages', { behavior: 'ignoreErrors' } as never)
    await page.reload()
    await bubble(page, 'Did it arrive?').getByText('Sent').waitFor()
    expect(await textsIn(group, ann)).toEqual(['Hello', 'Did it arrive?'])
  })

  test('has a place after the message it answers, even if the clock of the browser is a day behind', async () => {
    const { ann, ben, group } = await aChat()
    const { page } = await aWindowOf(ben, `/messages/${group}`, {
      prepare: ({ clock }) => clock.install({ time: Date.now() - dayMs - 60_000 }),
    })
    await bubble(page, 'Hello').waitFor()
    await writes(page, 'An answer')
    await bubble(page, 'An answer').getByText('Sent').waitFor()
    await hasWritten(ann, ben, 'And another')
    expect(await textsIn(group, ann)).toEqual(['Hello', 'An answer', 'And another'])
  })

  test('that is edited in one tab is sent by no other', async () => {
    const { ann, group, page } = await anOpenChat()
    await page.context().route('**/api/messages', (route) => route.abort())
    await writes(page, 'Better not')
    await bubble(page, 'Better not').getByText('Not sent').waitFor()
    const other = await aTab(page, `/messages/${group}`)
    await bubble(other, 'Better not').getByText('Not sent').waitFor()
    await page.getByRole('button', { name: 'Edit' }).click()
    await bubble(page, 'Better not').waitFor({ state: 'detached' })
    await bubble(other, 'Better not').waitFor({ state: 'detached' })
    await page.context().unroute('**/api/messages')
    await writes(other, 'This instead')
    await isStored(other, 'This instead')
    expect(await textsIn(group, ann)).toEqual(['Hello', 'This instead'])
  })
})

test('messages written before a conversation exists are sent in order, and stay on the screen', async () => {
  const [ann, ben] = await Promise.all([given.aUser({ displayName: 'Ann Abel' }), given.aUser()])
  const { page } = await aWindowOf(ben, `/messages/new/${ann.handle}`)
  await composer(page).waitFor()
  const held: (() => void)[] = []
  await page.route('**/api/messages', async (route) => {
    await new Promise<void>((resolve) => held.push(resolve))
    await route.continue()
  })
  const letThrough = async (count: number) => {
    await eventually(
      () => held.length,
      (sent) => sent === count,
    )
    held.at(-1)?.()
  }
  await writes(page, 'Hi')
  await writes(page, 'How are you?')
  await letThrough(1)
  await isStored(page, 'Hi')
  await bubble(page, 'How are you?').getByText('Sending…').waitFor()
  await letThrough(2)
  await isStored(page, 'How are you?')
  expect(await shownMessages(page).allTextContents()).toEqual(['Hi', 'How are you?'])
})

test('a message that the server throttles is sent again when Retry-After has passed', async () => {
  const { ann, group, page } = await aWatchedConversation()
  await isThere(page)
  let attempts = 0
  await page.route('**/api/messages', (route) => {
    attempts += 1
    return attempts > 1 ? route.continue() : refuse(route, 429, 'too_many_requests', { 'retry-after': '30' })
  })
  const throttled = page.waitForResponse((response) => response.status() === 429)
  await writes(page, 'In good time')
  await (await throttled).finished()
  await page.clock.runFor(29_000)
  await bubble(page, 'In good time').getByText('Sending…').waitFor()
  expect(attempts).toBe(1)
  await page.clock.runFor(1000)
  await isStored(page, 'In good time')
  expect(await textsIn(group, ann)).toEqual(['Hello', 'In good time'])
})

describe('a message whose key is too old for the server', () => {
  test('is sent once with a new key, also if several tabs have it', async () => {
    const { ann, group, page } = await anOpenChat()
    await storeOldMessage(page, group, 'From yesterday')
    const other = await aTab(page, `/messages/${group}`)
    await page.reload()
    await isStored(page, 'From yesterday')
    await isStored(other, 'From yesterday')
    expect(await textsIn(group, ann)).toEqual(['Hello', 'From yesterday'])
  })

  test('is not sent again if the server has stored it and only the response was lost', async () => {
    const { ann, ben, group, page } = await anOpenChat()
    const { uuid, time } = await storeOldMessage(page, group, 'Arrived')
    await putMessage({
      uuid,
      groupUuid: group,
      text: 'Arrived',
      sender: ben,
      memberUuids: [ann.uuid, ben.uuid],
      place: placeOf(time, uuid),
    })
    await page.reload()
    await isStored(page, 'Arrived')
    await eventually(
      () => page.evaluate('Object.keys(localStorage).filter((name) => name.includes("unsent")).length'),
      (count) => count === 0,
    )
    expect(await textsIn(group, ann)).toEqual(['Arrived', 'Hello'])
  })

  test('is sent with a new key if the clock of the browser was set wrong in between', async () => {
    const { ann, group, page } = await aWatchedConversation(
      (prepared) => prepared.clock.install(),
      aChatOfCognitoUser, // the session then has to be renewed, too
    )
    await isThere(page)
    await page.clock.setSystemTime(Date.now() + 2 * dayMs)
    await writes(page, 'From the future')
    await isStored(page, 'From the future')
    expect(await textsIn(group, ann)).toEqual(['Hello', 'From the future'])
  })
})
