import { expect, test } from '@jest/globals'
import type { Page } from 'playwright-core'
import { isAccessible } from '../steps/axe.ts'
import {
  aBrowser,
  aChat,
  aChatOfCognitoUser,
  aWindowOf,
  bubble,
  composer,
  isStored,
  row,
  startsToSignOut,
  textsIn,
  writes,
} from '../steps/browser.ts'
import { hasWorker, storedByWorker, withWorker } from '../steps/browserWorker.ts'

/* What one can do without a network. */

aBrowser()

const storedLists = (page: Page): Promise<string[]> =>
  page.evaluate('Object.keys(localStorage).filter((name) => name.endsWith(".known"))')

test('without a network, the client opens with the last known list; what is written goes out later', async () => {
  const { ann, ben, group } = await aChat()
  const { page, errors } = await aWindowOf(ben, '/messages', withWorker)
  await row(page, 'Ann Abel').waitFor()
  await page.locator('.account').getByText('Ben Bond').waitFor()
  await hasWorker(page)
  await page.context().setOffline(true)
  await page.goto('/')
  await row(page, 'Ann Abel').getByText('Hello').waitFor()
  await page.getByText('No internet connection').waitFor()
  await page.locator('.account').getByText('Ben Bond').waitFor()

  await row(page, 'Ann Abel').click()
  await page.getByText('Not loaded yet').waitFor()
  await page.getByRole('heading', { name: 'Ann Abel' }).waitFor()
  await isAccessible(page, 'offline', { hasOwnColours: false })
  await writes(page, 'Written offline')
  await bubble(page, 'Written offline').waitFor()
  await composer(page).fill('A draft')
  await page.reload()
  await bubble(page, 'Written offline').waitFor()

  await page.context().setOffline(false)
  await isStored(page, 'Written offline')
  await bubble(page, 'Hello').waitFor()
  expect(await composer(page).inputValue()).toBe('A draft')
  expect(await textsIn(group, ann)).toEqual(['Hello', 'Written offline'])
  expect(errors.filter((error) => !/ERR_INTERNET_DISCONNECTED|^WebSocket connection/.test(error))).toEqual([])
})

test('the service worker stores the files of the client, and nothing of a person', async () => {
  const { ben, group } = await aChat()
  const { page } = await aWindowOf(ben, `/messages/${group}`, withWorker)
  await hasWorker(page)
  await page.reload()
  await bubble(page, 'Hello').waitFor()
  const [addresses = [], ...others] = Object.values(await storedByWorker(page))
  expect(others).toEqual([])
  const paths = addresses.map((address) => address.replace(process.env.WEB_URL ?? '', ''))
  expect(paths).toEqual(expect.arrayContaining(['/', '/config.json']))
  const files = paths.filter((path) => path !== '/' && path !== '/config.json')
  // The client reads the server's time from these headers, which would be wrong later.
  const headers = await page.evaluate(
    "caches.match('/config.json').then(({ headers }) => [...headers.keys()])",
  )
  expect(headers).toEqual(['content-type'])
  expect(files.filter((path) => !/^\/assets\/[\w-]+\.(js|css)$/.test(path))).toEqual([])
})

test('signing out removes the list from the device, also if drafts are kept', async () => {
  const { ben, group } = await aChatOfCognitoUser()
  const { page } = await aWindowOf(ben, `/messages/${group}`)
  await bubble(page, 'Hello').waitFor()
  await composer(page).fill('A draft')
  expect(await storedLists(page)).toHaveLength(1)
  await startsToSignOut(page)
  await page.getByRole('button', { name: 'Keep and sign out' }).click()
  await page.getByText("You're signed out.").waitFor()
  expect(await storedLists(page)).toEqual([])
})
