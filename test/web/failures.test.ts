import { expect, test } from '@jest/globals'
import type { Page } from 'playwright-core'
import {
  aBrowser,
  aChat,
  aChatOfCognitoUser,
  aWindowOf,
  bubble,
  composer,
  isStored,
  row,
  signsIn,
  textsIn,
  writes,
} from '../steps/browser.ts'
import { eventually } from '../steps/processes.ts'

aBrowser()

const api = '**/api/**'
const cors = {
  'access-control-allow-origin': '*',
  'access-control-allow-headers': '*',
  'access-control-expose-headers': 'retry-after',
}

/** Waits until exactly one element says this: the locator is strict. */
const isSaid = (page: Page, text: string) => page.getByText(text).waitFor()
const isSaidNoMore = (page: Page, text: string) => page.getByText(text).waitFor({ state: 'detached' })

/** Until there is no room for a single character, also not that of the stored list, which is the first to go. */
const fillStorage = `for (const name of Object.keys(localStorage)) if (/known$/.test(name)) localStorage.removeItem(name)
for (let size = 2 ** 22, count = 0; size >= 1; size /= 2) {
  for (let isFull = false; !isFull; count += 1) {
    try { localStorage.setItem('filling' + count, 'x'.repeat(size)) } catch { isFull = true }
  }
}`

/** The page tries again at once when its network is back. */
const losesItsNetworkForAMoment = async (page: Page) => {
  await page.context().setOffline(true)
  await page.context().setOffline(false)
}

/** A window that cannot reach anything but its own files, and has no socket. */
const aWindowWithoutApi = async () => {
  const { ben, group } = await aChat()
  const { page, errors } = await aWindowOf(ben, `/messages/${group}`, {
    prepare: async (prepared) => {
      await prepared.routeWebSocket(/.*/, () => new Promise<void>(() => {}))
      await prepared.route('**/config.json', (route) => route.abort())
      await prepared.route(api, (route) => route.abort())
    },
  })
  return { page, errors }
}

test('while the API is down, one line says so in place of any notice, and everything appears when it is back', async () => {
  const { page } = await aWindowWithoutApi()
  await page.getByRole('heading', { name: "Can't connect" }).waitFor()
  await page.unroute('**/config.json')
  await page.getByRole('button', { name: 'Try again' }).click()
  await isSaid(page, "Can't connect")
  await page.locator('.inbox .skeleton').first().waitFor()
  await page.locator('.pane .skeletons').waitFor()
  expect(await page.getByRole('button', { name: 'Try again' }).count()).toBe(0)

  await page.unroute(api)
  await losesItsNetworkForAMoment(page)
  await row(page, 'Ann Abel').waitFor()
  await bubble(page, 'Hello').waitFor()
  await isSaidNoMore(page, "Can't connect")
  await composer(page).fill('I was about')

  await page.route(api, (route) => route.abort())
  await losesItsNetworkForAMoment(page)
  await isSaid(page, "Can't connect")
  await bubble(page, 'Hello').waitFor()
  expect(await page.getByRole('button', { name: 'Try again' }).count()).toBe(0)
  await page.reload()
  await isSaid(page, "Can't connect")
  await page.locator('.pane .skeletons').waitFor()
  await composer(page).press('End')
  await composer(page).pressSequentially(' to say')
  await page.unroute(api)
  await losesItsNetworkForAMoment(page)
  await bubble(page, 'Hello').waitFor()
  expect(await composer(page).inputValue()).toBe('I was about to say')
})

test('while only a conversation cannot be loaded, its skeleton stays, and it loads as soon as that is possible', async () => {
  const { ben, group } = await aChat()
  const messages = `**/api/messages/${group}?*`
  const { page } = await aWindowOf(ben, '/messages', {
    prepare: (prepared) =>
      prepared.route(messages, (route) =>
        route.fulfill({ status: 500, json: ['internal_error'], headers: cors }),
      ),
  })
  await row(page, 'Ann Abel').click()
  await isSaid(page, "Can't connect")
  await page.locator('.pane .skeletons').waitFor()
  await composer(page).fill('Already writing')
  await page.unroute(messages)
  await bubble(page, 'Hello').waitFor()
  await isSaidNoMore(page, "Can't connect")
  expect(await composer(page).inputValue()).toBe('Already writing')
})

test('when the API no longer accepts a session, one click leads to signing in, and back to the same conversation with what was written', async () => {
  const { ann, ben, group } = await aChatOfCognitoUser()
  const { page } = await aWindowOf(ben, `/messages/${group}`)
  await bubble(page, 'Hello').waitFor()
  await page.route(api, (route) => {
    const isPreflight = route.request().method() === 'OPTIONS'
    return isPreflight
      ? route.fallback()
      : route.fulfill({ status: 401, json: ['unauthorized'], headers: cors })
  })
  await writes(page, 'Not yet sent')
  await composer(page).fill('I was about to say')
  await isSaid(page, 'Your session has expired.')
  expect(await composer(page).inputValue()).toBe('I was about to say')

  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByRole('heading', { name: 'Sign in' }).waitFor()
  await page.unroute(api)
  await signsIn(page, ben)
  await isStored(page, 'Not yet sent')
  expect(new URL(page.url()).pathname).toBe(`/messages/${group}`)
  expect(await composer(page).inputValue()).toBe('I was about to say')
  expect(await textsIn(group, ann)).toEqual(['Hello', 'Not yet sent'])
})

test('a person who writes faster than the server allows is told to wait, and each message goes out once', async () => {
  const { ann, ben, group } = await aChat()
  const { page } = await aWindowOf(ben, `/messages/${group}`)
  await bubble(page, 'Hello').waitFor()
  let refusals = 0
  await page.route('**/api/messages', (route) => {
    if (route.request().method() !== 'POST' || refusals > 0) return route.fallback()
    refusals += 1
    return route.fulfill({
      status: 429,
      json: ['too_many_requests'],
      headers: { ...cors, 'retry-after': '4' },
    })
  })
  await writes(page, 'one')
  await writes(page, 'two')
  await composer(page).fill('three')
  await isSaid(page, "You're doing that too fast")
  expect(await page.locator('article').getByRole('alert').count()).toBe(0)
  await isStored(page, 'one')
  await isStored(page, 'two')
  await isSaidNoMore(page, "You're doing that too fast")
  expect(refusals).toBe(1)
  expect(await composer(page).inputValue()).toBe('three')
  expect(await textsIn(group, ann)).toEqual(['Hello', 'one', 'two'])
})

test('when the storage of the browser is full, a person is told, can write on, and is asked before closing the page; a draft is stored as soon as there is room', async () => {
  const { ann, ben, group } = await aChat()
  const { page, errors } = await aWindowOf(ben, `/messages/${group}`)
  await bubble(page, 'Hello').waitFor()
  await page.evaluate(fillStorage)
  await composer(page).fill('I was about to say')
  await isSaid(page, "This browser can't save what you write.")
  await writes(page, 'Sent anyway')
  await isStored(page, 'Sent anyway')
  await isSaidNoMore(page, "This browser can't save what you write.")

  await composer(page).fill('And then')
  await isSaid(page, "This browser can't save what you write.")
  const [question] = await Promise.all([
    page.waitForEvent('dialog'),
    page.close({ runBeforeUnload: true }), // it does not wait until the page is closed
  ])
  expect(question.type()).toBe('beforeunload')
  await question.dismiss()
  await page.evaluate(
    'for (const name of Object.keys(localStorage)) if (/^filling/.test(name)) localStorage.removeItem(name)',
  )
  await composer(page).pressSequentially(' …')
  await isSaidNoMore(page, "This browser can't save what you write.")
  await page.reload()
  await isStored(page, 'Sent anyway')
  await eventually(
    () => composer(page).inputValue(),
    (text) => text === 'And then …',
  )
  expect(await textsIn(group, ann)).toEqual(['Hello', 'Sent anyway'])
  expect(errors).toEqual([])
})
