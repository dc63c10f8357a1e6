import { expect, test } from '@jest/globals'
import {
  aBrowser,
  aPerson,
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
import { goesOffline } from '../steps/watched.ts'

aBrowser()

const aConversation = async () => {
  const [ann, ben] = await Promise.all([given.aUser({ displayName: 'Ann Abel' }), aPerson('Ben Bond')])
  return { ann, ben, group: await hasWritten(ann, ben, 'Hello') }
}

test('what is written offline is shown, also in a conversation that was not opened before', async () => {
  const { ben } = await aConversation()
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

test('one signs in and writes where the storage is full', async () => {
  const { ben, group } = await aConversation()
  const { page } = await aWindow('/signin')
  await page.evaluate(`{
    for (let size = 1 << 20; size >= 1; size >>= 1)
      try { for (let part = 0; ; part += 1) localStorage.setItem('other.' + size + '.' + part, 'x'.repeat(size)) } catch {}
  }`)
  await page.goto(`/messages/${group}`)
  await signsIn(page, ben)
  await bubble(page, 'Hello').waitFor()
  await writes(page, 'There is no room')
  await isStored(page, 'There is no room')
})

test('one signs in and writes where the storage is blocked', async () => {
  const { ben, group } = await aConversation()
  const { page, errors } = await aWindow('/signin')
  await page.addInitScript(`Object.defineProperty(window, 'localStorage', {
    get: () => { throw new DOMException('Access is denied for this document.', 'SecurityError') },
  })`)
  await page.goto(`/messages/${group}`)
  await signsIn(page, ben)
  await bubble(page, 'Hello').waitFor()
  await writes(page, 'Nothing is stored')
  await isStored(page, 'Nothing is stored')
  expect(errors).toEqual([])
})

test.each(['{', '"text"', '{"sub":1}', 'null'])('a stored session that says %s is none', async (stored) => {
  const { page, errors } = await aWindow('/signin')
  await page.evaluate(`localStorage.setItem('cruddur.session', '${stored}')`)
  await page.goto('/messages')
  await page.getByRole('heading', { name: 'Sign in' }).waitFor()
  expect(errors).toEqual([])
})

test('an address that cannot be decoded leads to nothing, in words', async () => {
  const { page, errors } = await aWindow('/messages/new/%')
  await page.getByText('Page not found').waitFor()
  expect(errors).toEqual([])
})

test('what cannot be shown leaves a page with a way on', async () => {
  const { ben, group } = await aConversation()
  const { page } = await aWindow('/signin')
  await page.route(`**/api/messages/${group}?*`, async (route) => {
    const response = await route.fetch()
    const messages = (await response.json()) as object[]
    await route.fulfill({ response, json: messages.map((one) => ({ ...one, message: null })) })
  })
  await page.goto(`/messages/${group}`)
  await signsIn(page, ben)
  await page.getByRole('heading', { name: 'Something went wrong' }).waitFor()
  await page.getByRole('link', { name: 'Go to messages' }).click()
  await row(page, 'Ann Abel').waitFor()
})

test('a tab that was loaded while nothing answered recovers by itself', async () => {
  const { ben, group } = await aConversation()
  const { page } = await aWindowOf(ben, `/messages/${group}`)
  await bubble(page, 'Hello').waitFor()
  await page.clock.install()
  const places = ['**/config.json', '**/api/users/me', '**/api/message_groups?*', '**/api/messages/*']
  for (const place of places) await page.route(place, (route) => route.abort())
  await page.reload()
  for (const [index, shown] of [
    page.getByRole('heading', { name: "Can't reach Cruddur" }),
    page.getByRole('alert').getByText("Can't reach Cruddur"),
    page.getByRole('alert').getByText("Can't reach Cruddur"),
  ].entries()) {
    await shown.waitFor()
    await page.unroute(places[index] ?? '')
    await page.clock.runFor(60_000)
  }
  await row(page, 'Ann Abel').waitFor()
  await page.unroute(places.at(-1) ?? '')
  await page.clock.runFor(60_000)
  await bubble(page, 'Hello').waitFor()
})
