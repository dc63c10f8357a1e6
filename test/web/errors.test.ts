import { expect, test } from '@jest/globals'
import type { Page } from 'playwright-core'
import {
  aBrowser,
  aChat,
  aChatOfCognitoUser,
  aWindow,
  aWindowOf,
  bubble,
  hasWritten,
  isStored,
  row,
  signsIn,
  writes,
} from '../steps/browser.ts'
import * as given from '../steps/given.ts'
import { eventually } from '../steps/processes.ts'
import { goesOffline, stopsItsClock } from '../steps/watched.ts'

aBrowser()

test('a message that is written offline is shown, also in a conversation that was not opened before', async () => {
  const { ben } = await aChat()
  const { page } = await aWindowOf(ben)
  await row(page, 'Ann Abel').waitFor()
  await goesOffline(page)
  await row(page, 'Ann Abel').click()
  await writes(page, 'From the train')
  await bubble(page, 'From the train').waitFor()
  await bubble(page, 'From the train').getByText('Waiting for network…').waitFor()
  expect(await bubble(page, 'Hello').count()).toBe(0)
  await page.context().setOffline(false)
  await isStored(page, 'From the train')
  await bubble(page, 'Hello').waitFor()
})

const fillStorage = (page: Page) =>
  page.addInitScript(`{
    for (let size = 1 << 20; size >= 1; size >>= 1)
      try { for (let part = 0; ; part += 1) localStorage.setItem('other.' + size + '.' + part, 'x'.repeat(size)) } catch {}
  }`)

const blockStorage = (page: Page) =>
  page.addInitScript(`Object.defineProperty(window, 'localStorage', {
    get: () => { throw new DOMException('Access is denied for this document.', 'SecurityError') },
  })`)

test.each([
  ['full', fillStorage],
  ['blocked', blockStorage],
])('one can sign in and write if the storage of the browser is %s', async (_, prepare) => {
  const { ben, group } = await aChatOfCognitoUser()
  const { page, errors } = await aWindow(`/messages/${group}`, { prepare })
  await signsIn(page, ben)
  await bubble(page, 'Hello').waitFor()
  await writes(page, 'Nothing is stored')
  await isStored(page, 'Nothing is stored')
  expect(errors).toEqual([])
})

test('a page that cannot be rendered leads back to the list', async () => {
  const { ben, group } = await aChat()
  const { page } = await aWindowOf(ben, `/messages/${group}`, {
    prepare: (prepared) =>
      prepared.route(`**/api/messages/${group}?*`, async (route) => {
        const response = await route.fetch()
        const messages = (await response.json()) as object[]
        await route.fulfill({ response, json: messages.map((message) => ({ ...message, message: null })) })
      }),
  })
  await page.getByRole('heading', { name: 'Something went wrong' }).waitFor()
  await page.getByRole('link', { name: 'Go to messages' }).click()
  await row(page, 'Ann Abel').waitFor()
})

test('an unknown or malformed address leads to "Page not found"', async () => {
  const { page, errors } = await aWindow('/messages/nothing')
  await page.getByText('Page not found').waitFor()
  await page.goto('/signin')
  await page.goto('/messages/new/%')
  await page.getByText('Page not found').waitFor()
  expect(errors).toEqual([])
})

const paths = ['**/config.json', '**/api/users/me', '**/api/message_groups?*', '**/api/messages/*?*']

/** Ben's window, which cannot reach any of the paths, and what it shows for the first three. */
const anUnreachableStart = async (prepare = async (_: Page): Promise<unknown> => undefined) => {
  const { ben, group } = await aChat()
  const { page } = await aWindowOf(ben, `/messages/${group}`, {
    prepare: async (prepared) => {
      await prepare(prepared)
      for (const path of paths) await prepared.route(path, (route) => route.abort())
    },
  })
  const alert = page.getByRole('alert').getByText("Can't reach Cruddur").first()
  const heading = page.getByRole('heading', { name: "Can't reach Cruddur" })
  return { page, shown: [heading, alert, alert] }
}

test('a page that was loaded while nothing could be reached recovers by itself', async () => {
  const { page, shown } = await anUnreachableStart(stopsItsClock)
  const timePassesUntil = (isSo: () => Promise<boolean>) =>
    eventually(
      async () => {
        await page.clock.fastForward(5000)
        return isSo()
      },
      (isDone) => isDone,
    )
  for (const [index, notice] of shown.entries()) {
    await timePassesUntil(() => notice.isVisible())
    await page.unroute(paths[index] ?? '')
  }
  await timePassesUntil(() => row(page, 'Ann Abel').isVisible())
  await page.unroute(paths.at(-1) ?? '')
  await timePassesUntil(() => bubble(page, 'Hello').isVisible())
})

test('the button "Try again" repeats what has failed at once', async () => {
  const { page, shown } = await anUnreachableStart(stopsItsClock)
  for (const [index, notice] of shown.entries()) {
    await notice.waitFor()
    await page.unroute(paths[index] ?? '')
    await page.getByRole('button', { name: 'Try again' }).first().click()
  }
  await row(page, 'Ann Abel').waitFor()
  await page.unroute(paths.at(-1) ?? '')
  await page.getByRole('button', { name: 'Try again' }).click()
  await bubble(page, 'Hello').waitFor()
})

test('the error of a conversation is shown until loading has succeeded', async () => {
  const { ben } = await aChat()
  await hasWritten(await given.aUser({ displayName: 'Cat Cole' }), ben, 'Hi')
  const { page } = await aWindowOf(ben)
  await row(page, 'Ann Abel').click()
  await bubble(page, 'Hello').waitFor()
  await row(page, 'Cat Cole').click()
  await bubble(page, 'Hi').waitFor()
  await page.route('**/api/messages/*since=*', (route) => route.abort())
  await row(page, 'Ann Abel').click()
  await page.getByRole('alert').getByText("Can't reach Cruddur").waitFor()
  await page.unroute('**/api/messages/*since=*')
  await page.getByRole('button', { name: 'Try again' }).click()
  await page.getByRole('alert').waitFor({ state: 'detached' })
})
