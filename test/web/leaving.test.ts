import { describe, expect, test } from '@jest/globals'
import type { Page, Request } from 'playwright-core'
import { v7 as uuidv7 } from 'uuid'
import {
  aBrowser,
  aPerson,
  aTab,
  aWindowOf,
  bubble,
  composer,
  hasWritten,
  isLive,
  isStored,
  row,
  signsIn,
  writes,
} from '../steps/browser.ts'
import * as given from '../steps/given.ts'
import { eventually } from '../steps/processes.ts'
import { aGate } from '../steps/watched.ts'
import { calls } from '../steps/when.ts'

aBrowser()

const aConversation = async () => {
  const [ann, ben] = await Promise.all([given.aUser({ displayName: 'Ann Abel' }), aPerson('Ben Bond')])
  return { ann, ben, group: await hasWritten(ann, ben, 'Hello') }
}

const textsIn = async (group: string, as: { token: string }) =>
  (await calls('GET', `/api/messages/${group}`, { as })).body.map(
    ({ message }: { message: string }) => message,
  )

const changeSession = (page: Page, changed: object) =>
  page.evaluate(
    `localStorage.setItem("cruddur.session", JSON.stringify({...JSON.parse(localStorage.getItem("cruddur.session")), ...${JSON.stringify(changed)}}))`,
  )

const isRenewal = (request: Request) => request.postData()?.includes('REFRESH_TOKEN_AUTH') ?? false

/** The tab learns of nothing that others store, as one that the browser has suspended. */
const hearsNoOtherTab = async (page: Page) => {
  await page.addInitScript(`{
    const add = window.addEventListener
    window.addEventListener = (type, ...rest) => { if (type !== 'storage') add.call(window, type, ...rest) }
  }`)
  await page.reload()
}

/** Ben has one message that cannot be sent, and a draft. */
const hasUnsent = async () => {
  const { ann, ben, group } = await aConversation()
  const { page } = await aWindowOf(ben, `/messages/${group}`)
  await bubble(page, 'Hello').waitFor()
  await page.context().route('**/api/messages', (route) => route.abort())
  await writes(page, 'Not yet sent')
  await bubble(page, 'Not yet sent').getByText('Not sent').waitFor()
  await composer(page).fill('I was about to say')
  return { ann, ben, group, page, online: () => page.context().unroute('**/api/messages') }
}

const startsToSignOut = (page: Page) => page.getByRole('button', { name: 'Sign out', exact: true }).click()
const chooses = (page: Page, name: string) =>
  page.getByRole('dialog', { name: 'Sign out?' }).getByRole('button', { name }).click()

describe('when a session has expired', () => {
  test('the page says so, and leads back; what was not sent is kept for the same person, and sent', async () => {
    const { ann, ben, group, page, online } = await hasUnsent()
    await changeSession(page, { refreshToken: 'expired', expiresAt: 0 })
    await page.reload()
    await page
      .getByText('Your session has expired. Sign in again to continue. Your unsent messages are saved.')
      .waitFor()
    await online()
    await signsIn(page, ben)
    await isStored(page, 'Not yet sent')
    expect(new URL(page.url()).pathname).toBe(`/messages/${group}`)
    expect(await composer(page).inputValue()).toBe('I was about to say')
    expect(await textsIn(group, ann)).toEqual(['Hello', 'Not yet sent'])
  })

  test('another person who signs in sees nothing of it, and sends nothing of it', async () => {
    const { ann, ben, group, page, online } = await hasUnsent()
    const cat = await aPerson('Cat Cole')
    const catsGroup = await hasWritten(ann, cat, 'Hi Cat')
    await changeSession(page, { refreshToken: 'expired', expiresAt: 0 })
    await page.reload()
    await page.getByText('Your session has expired').waitFor()
    await online()
    await page.goto(`/signin?to=/messages/${catsGroup}`)
    await signsIn(page, cat)
    await bubble(page, 'Hi Cat').waitFor()
    expect(await composer(page).inputValue()).toBe('')
    await writes(page, 'Mine alone')
    await isStored(page, 'Mine alone')
    await page.goto(`/messages/${group}`)
    await page.getByText('Conversation not found').waitFor()
    expect(await textsIn(group, ann)).toEqual(['Hello'])
    await startsToSignOut(page)
    await page.getByText("You're signed out.").waitFor()
    await signsIn(page, ben)
    await page.getByText('Ben Bond').waitFor()
    await page.goto(`/messages/${group}`)
    await isStored(page, 'Not yet sent')
  })
})

test('a tab sends nothing with the token of somebody else who has signed in in another', async () => {
  const { ann, group, page, online } = await hasUnsent()
  const cat = await aPerson('Cat Cole')
  const other = await aTab(page, '/messages')
  await hearsNoOtherTab(page)
  await bubble(page, 'Not yet sent').getByText('Not sent').waitFor()
  await startsToSignOut(other)
  await chooses(other, 'Keep and sign out')
  await other.getByText("You're signed out.").waitFor()
  await signsIn(other, cat)
  await other.getByText('No conversations yet').waitFor()
  const tokens: (string | undefined)[] = []
  page.on('request', (request) => {
    if (request.method() === 'POST' && request.url().endsWith('/api/messages'))
      tokens.push(request.headers().authorization)
  })
  await online()
  await page.getByRole('button', { name: 'Try again' }).click()
  await page.getByText('Your session has ended').waitFor()
  expect(tokens).toEqual([])
  expect(await textsIn(group, ann)).toEqual(['Hello'])
})

describe('signing out', () => {
  test('asks nothing where everything was sent, and leaves nothing', async () => {
    const { ben, group } = await aConversation()
    const { page } = await aWindowOf(ben, `/messages/${group}`)
    await bubble(page, 'Hello').waitFor()
    await composer(page).fill('  ')
    await startsToSignOut(page)
    await page.getByText("You're signed out.").waitFor()
    expect(await page.evaluate('Object.keys(localStorage)')).toEqual([])
  })

  test('asks what becomes of what was not sent; cancelled, nothing happens', async () => {
    const { page } = await hasUnsent()
    await startsToSignOut(page)
    await page.getByText('You have 1 unsent message and 1 draft.').waitFor()
    await chooses(page, 'Cancel')
    await startsToSignOut(page)
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    await bubble(page, 'Not yet sent').getByText('Not sent').waitFor()
  })

  test('keeps it, so that it is sent when the same person signs in again', async () => {
    const { ben, group, page, online } = await hasUnsent()
    await startsToSignOut(page)
    await chooses(page, 'Keep and sign out')
    await page.getByText("You're signed out.").waitFor()
    await online()
    await signsIn(page, ben)
    await row(page, 'Ann Abel').waitFor()
    await page.goto(`/messages/${group}`)
    await isStored(page, 'Not yet sent')
    expect(await composer(page).inputValue()).toBe('I was about to say')
  })

  test('deletes it where the person says so', async () => {
    const { ann, ben, group, page, online } = await hasUnsent()
    await startsToSignOut(page)
    await chooses(page, 'Delete and sign out')
    await page.getByText("You're signed out.").waitFor()
    expect(await page.evaluate('Object.keys(localStorage)')).toEqual([])
    await online()
    await signsIn(page, ben)
    await row(page, 'Ann Abel').waitFor()
    await page.goto(`/messages/${group}`)
    await bubble(page, 'Hello').waitFor()
    expect(await composer(page).inputValue()).toBe('')
    expect(await textsIn(group, ann)).toEqual(['Hello'])
  })

  test('is not undone by the renewal of another tab that was under way', async () => {
    const { ben } = await aConversation()
    const { page } = await aWindowOf(ben)
    await row(page, 'Ann Abel').waitFor()
    await hearsNoOtherTab(page)
    await isLive(page)
    const other = await aTab(page, '/messages')
    await row(other, 'Ann Abel').waitFor()
    const [isAsked, mayCome] = [aGate(), aGate()]
    await page.route('**/*', async (route) => {
      if (!isRenewal(route.request())) return route.fallback()
      const response = await route.fetch()
      isAsked.open()
      await mayCome.passed
      return route.fulfill({ response })
    })
    await changeSession(page, { expiresAt: 0 })
    const answered = page.waitForResponse((response) => isRenewal(response.request()))
    await page.evaluate('dispatchEvent(new Event("online")) && undefined')
    await isAsked.passed
    await startsToSignOut(other)
    await other.getByText("You're signed out.").waitFor()
    mayCome.open()
    await answered
    // The lock is free when the renewal is over.
    await page.evaluate('navigator.locks.request("cruddur.session", () => {})')
    expect(await other.evaluate('Object.keys(localStorage)')).toEqual([])
  })
})

describe('a renewal that Cognito does not answer', () => {
  test.each([
    ['with a throttle', { status: 400, json: { __type: 'TooManyRequestsException' } }],
    ["with a firewall's page", { status: 403, contentType: 'text/html', body: '<h1>Forbidden</h1>' }],
    ["with a proxy's page", { status: 502, contentType: 'text/html', body: '<h1>Bad gateway</h1>' }],
    ['with something else', { status: 200, contentType: 'text/html', body: '<h1>Welcome to our Wi-Fi</h1>' }],
  ])('but %s ends nothing, and is tried again', async (_, answer) => {
    const { ben, group } = await aConversation()
    const { page } = await aWindowOf(ben, `/messages/${group}`)
    await bubble(page, 'Hello').waitFor()
    await changeSession(page, { expiresAt: 0 })
    let refusals = 0
    await page.route('**/*', async (route) => {
      if (refusals > 2 || !isRenewal(route.request())) return route.fallback()
      refusals += 1
      return route.fulfill({ ...answer, headers: { 'access-control-allow-origin': '*' } })
    })
    await page.reload()
    await bubble(page, 'Hello').waitFor()
    await page.locator('.connection.live').first().waitFor({ state: 'attached' })
    expect(refusals).toBe(3)
  })
})

test('what an earlier version has stored is still there', async () => {
  const { ann, ben, group } = await aConversation()
  const { page } = await aWindowOf(ben, '/messages')
  await page.getByText('Hello').waitFor()
  await page.evaluate(`{
    localStorage.setItem('cruddur.draft.${group}', 'I was about to say')
    const uuid = '${uuidv7()}'
    localStorage.setItem('cruddur.unsent.${group}/' + uuid, JSON.stringify({
      uuid, user_uuid: '${ben.uuid}', display_name: 'Ben Bond', handle: '${ben.handle}', message: 'From before',
      created_at: new Date().toISOString(),
    }))
  }`)
  await page.goto(`/messages/${group}`)
  await isStored(page, 'From before')
  expect(await composer(page).inputValue()).toBe('I was about to say')
  await eventually(
    () =>
      page.evaluate(
        'Object.keys(localStorage).filter((name) => /^cruddur.(draft|unsent)/.test(name)).length',
      ),
    (count) => count === 0,
  )
  expect(await textsIn(group, ann)).toEqual(['Hello', 'From before'])
})
