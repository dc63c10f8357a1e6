import { describe, expect, test } from '@jest/globals'
import type { Page } from 'playwright-core'
import { pool } from '../../local/pool.ts'
import {
  aBrowser,
  aPerson,
  aTab,
  aWindow,
  aWindowOf,
  bubble,
  composer,
  hasUnread,
  hasWritten,
  isLive,
  row,
  signsIn,
} from '../steps/browser.ts'
import { cognitoAt } from '../steps/cognito.ts'
import * as given from '../steps/given.ts'
import { eventually } from '../steps/processes.ts'
import { startSrpCognito } from '../steps/srp.ts'

aBrowser()

const renewalsOf = (page: Page) => {
  let count = 0
  page.on('request', (request) => {
    if (request.postData()?.includes('REFRESH_TOKEN_AUTH')) count += 1
  })
  return () => count
}

const session = (page: Page) =>
  page.evaluate('JSON.parse(localStorage.getItem("cruddur.session"))') as Promise<Record<string, unknown>>

const change = (page: Page, changed: object) =>
  page.evaluate(
    `localStorage.setItem("cruddur.session", JSON.stringify({...JSON.parse(localStorage.getItem("cruddur.session")), ...${JSON.stringify(changed)}}))`,
  )

describe('signing in', () => {
  test('with a wrong password is refused in words, and can be tried again at once', async () => {
    const ann = await aPerson('Ann Abel')
    const { page, errors } = await aWindow('/')
    await signsIn(page, ann, 'not the password')
    await page.getByRole('alert').getByText('Incorrect email or password').waitFor()
    expect(await page.getByLabel('Email address').inputValue()).toBe(ann.email)
    await signsIn(page, ann)
    await page.getByText('No conversations yet').waitFor()
    expect(errors).toEqual([])
  })

  test('on AWS sends no password, but a proof that one knows it', async () => {
    const cognito = await startSrpCognito(process.env.E2E_COGNITO_URL ?? '')
    const ann = await aPerson('Ann Abel')
    const { page } = await aWindow('/signin')
    await page.route('**/config.json', async (route) => {
      const config = await (await route.fetch()).json()
      await route.fulfill({ json: { ...config, cognitoUrl: cognito.url, signIn: 'srp' } })
    })
    await page.reload()
    await signsIn(page, ann, 'not the password')
    await page.getByRole('alert').getByText('Incorrect email or password').waitFor()
    await signsIn(page, ann)
    await page.getByText('No conversations yet').waitFor()
    expect(cognito.told.length).toBe(4) // two of each attempt
    expect(cognito.told.filter((body) => body.includes('password') || body.includes(pool.password))).toEqual(
      [],
    )
    await cognito.end()
  })

  test('with an address that nobody has is refused no differently', async () => {
    const { page } = await aWindow('/signin')
    await signsIn(page, { email: 'nobody@example.org' })
    await page.getByRole('alert').getByText('Incorrect email or password').waitFor()
  })

  test('leads to where one wanted to go, and to no other host', async () => {
    const ann = await aPerson('Ann Abel')
    const { page } = await aWindow('/signin?to=https://evil.example/')
    await signsIn(page, ann)
    await page.getByText('No conversations yet').waitFor()
    expect(page.url()).toBe(`${process.env.WEB_URL}/messages`)
  })

  test('is possible with a new password when the old one is forgotten', async () => {
    const ann = await aPerson('Ann Abel')
    const { page } = await aWindow('/signin')
    await page.getByRole('link', { name: 'Forgot password?' }).click()
    await page.getByLabel('Email address').fill(ann.email)
    await page.getByRole('button', { name: 'Send code' }).click()
    await page.getByLabel('Code').fill('000000')
    await page.getByLabel('New password').fill('a new one for my laptop')
    await page.getByRole('button', { name: 'Save and sign in' }).click()
    await page.getByRole('alert').getByText('Incorrect code').waitFor()
    await page.getByLabel('Code').fill(pool.confirmationCode)
    await page.getByRole('button', { name: 'Save and sign in' }).click()
    await page.getByText('No conversations yet').waitFor()
  })
})

describe('a session', () => {
  test('is renewed before it expires, by one tab for all', async () => {
    const ann = await aPerson('Ann Abel')
    const { page } = await aWindowOf(ann)
    const other = await aTab(page, '/messages')
    await other.getByText('No conversations yet').waitFor()
    const renewals = [renewalsOf(page), renewalsOf(other)]
    const before = await session(page)
    await change(page, { expiresAt: Date.now() + 60_000 })
    await Promise.all([page.reload(), other.reload()])
    await Promise.all([page, other].map((tab) => tab.getByText('No conversations yet').waitFor()))
    const after = await session(page)
    expect(after.accessToken).not.toBe(before.accessToken)
    expect(Number(after.expiresAt)).toBeGreaterThan(Date.now() + 10 * 60_000)
    expect(renewals.reduce((sum, count) => sum + count(), 0)).toBe(1)
  })

  test('whose token the server refuses is renewed, and nobody notices', async () => {
    const ann = await aPerson('Ann Abel')
    const { page } = await aWindowOf(ann)
    await page.getByText('No conversations yet').waitFor()
    const { accessToken } = await session(page)
    await change(page, { accessToken: `${String(accessToken).slice(0, -6)}AAAAAA` })
    await page.reload()
    await page.getByText('No conversations yet').waitFor()
  })

  test('that cannot be renewed ends in all tabs, and says so', async () => {
    const ann = await aPerson('Ann Abel')
    const { page } = await aWindowOf(ann)
    const other = await aTab(page, '/messages')
    await other.getByText('No conversations yet').waitFor()
    await change(page, { refreshToken: 'revoked', expiresAt: 0 })
    await page.reload()
    await Promise.all([page, other].map((tab) => tab.getByText('Your session has expired').waitFor()))
    expect(Object.keys(await session(page))).toEqual(['expiredSub'])
  })

  test('ends in all tabs when one signs out, and another person finds nothing of it', async () => {
    const [ann, ben, cat] = await Promise.all([
      given.aUser({ displayName: 'Ann Abel' }),
      aPerson('Ben Bond'),
      aPerson('Cat Cole'),
    ])
    const group = await hasWritten(ann, ben, 'Between us')
    const { page } = await aWindowOf(ben, `/messages/${group}`)
    await bubble(page, 'Between us').waitFor()
    const other = await aTab(page, `/messages/${group}`)
    await bubble(other, 'Between us').waitFor()
    const refreshToken = String((await session(page)).refreshToken)
    await page.getByRole('button', { name: 'Sign out' }).click()
    await Promise.all([page, other].map((tab) => tab.getByText("You're signed out.").waitFor()))
    expect(await other.evaluate('Object.keys(localStorage)')).toEqual([])
    await eventually(
      () =>
        cognitoAt(process.env.E2E_COGNITO_URL ?? '')
          .renew(refreshToken)
          .then(
            () => 'renewed',
            () => 'refused',
          ),
      (answer) => answer === 'refused',
    )
    await signsIn(other, cat)
    await other.getByText('No conversations yet').waitFor()
    await page.getByText('No conversations yet').waitFor()
    await other.goto(`/messages/${group}`)
    await other.getByText('Conversation not found').waitFor()
  })
})

describe('finding somebody', () => {
  test('who is not there, or is oneself, is answered in words', async () => {
    const ann = await aPerson('Ann Abel')
    const { page, errors } = await aWindowOf(ann)
    const field = page.getByLabel('Search people by handle')
    await field.fill('nobody_like_that')
    await page.getByText('No results for @nobody_like_that').waitFor()
    await field.fill(ann.handle)
    await page.getByText("You can't message yourself").waitFor()
    await page.goto('/messages/new/nobody_like_that')
    await page.getByText("This account doesn't exist").waitFor()
    await page.goto(`/messages/new/${ann.handle}`)
    await page.getByText("You can't message yourself").waitFor()
    await page.goto('/messages/nothing')
    await page.getByText('Page not found').waitFor()
    expect(errors).toEqual([])
  })

  test('one writes to already opens what is there', async () => {
    const [ann, ben] = await Promise.all([given.aUser({ displayName: 'Ann Abel' }), aPerson('Ben Bond')])
    const group = await hasWritten(ann, ben, 'Hello')
    const { page } = await aWindowOf(ben)
    await row(page, 'Ann Abel').waitFor()
    await page.getByLabel('Search people by handle').fill(ann.handle)
    await page.getByRole('link', { name: 'Ann Abel' }).getByText('Open').waitFor()
    await page.keyboard.press('Enter')
    await bubble(page, 'Hello').waitFor()
    expect(page.url()).toMatch(group)
    await page.goto(`/messages/new/${ann.handle}`)
    await eventually(
      () => page.url(),
      (url) => url.endsWith(group),
    )
  })

  test('by an address whose handle is spelt otherwise is finding the same person', async () => {
    const [ann, ben, cat] = await Promise.all([
      given.aUser({ displayName: 'Ann Abel' }),
      aPerson('Ben Bond'),
      given.aUser({ displayName: 'Cat Cole' }),
    ])
    const group = await hasWritten(ann, ben, 'Hello')
    const spelt = ({ handle }: { handle: string }) => handle.toUpperCase().replaceAll('_', '-')
    const { page } = await aWindowOf(ben, `/messages/new/${spelt(ann)}`)
    await bubble(page, 'Hello').waitFor()
    expect(page.url()).toMatch(group)
    await page.goto(`/messages/new/${spelt(ben)}`)
    await page.getByText("You can't message yourself").waitFor()
    await page.goto(`/messages/new/${spelt(cat)}`)
    await composer(page).fill('Is kept')
    await page.goto(`/messages/new/${cat.handle}`)
    await eventually(
      () => composer(page).inputValue(),
      (text) => text === 'Is kept',
    )
  })
})

describe('the list', () => {
  test('counts what is unread in a conversation that was further down than it goes', async () => {
    const [ann, ben] = await Promise.all([given.aUser({ displayName: 'Ann Abel' }), aPerson('Ben Bond')])
    const others = await Promise.all(Array.from({ length: 30 }, () => given.aUser()))
    const group = await hasWritten(ann, ben, 'one', 'two', 'three')
    for (const other of others) await hasWritten(other, ben, 'Hello')
    const { page } = await aWindowOf(ben, `/messages/new/${others[0]?.handle}`, {
      viewport: { width: 1000, height: 500 },
    })
    await isLive(page)
    await page.getByRole('navigation', { name: 'Conversations' }).getByRole('link').first().waitFor()
    expect(await row(page, 'Ann Abel').count()).toBe(0)
    await hasWritten(ann, ben, 'four')
    await row(page, 'Ann Abel').getByText('4 unread').waitFor()
    await hasUnread(ben, group, 4)
  })

  test('goes on to its end, newest first, as one scrolls', async () => {
    const ann = await aPerson('Ann Abel')
    const others = await Promise.all(
      Array.from({ length: 35 }, (_, index) => given.aUser({ displayName: `Person ${index + 1};` })),
    )
    for (const other of others) await hasWritten(other, ann, 'Hello')
    const { page } = await aWindowOf(ann)
    const rows = page.getByRole('navigation', { name: 'Conversations' }).getByRole('link')
    await rows.first().waitFor()
    await eventually(
      async () => {
        await rows.last().scrollIntoViewIfNeeded()
        return rows.count()
      },
      (count) => count === 35,
    )
    const names = await rows.locator('.name').allTextContents()
    expect(names).toEqual(others.map(({ displayName }) => displayName).reverse())
  })
})
