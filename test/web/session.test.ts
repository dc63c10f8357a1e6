import { describe, expect, test } from '@jest/globals'
import type { Page, Request } from 'playwright-core'
import { pool } from '../../local/pool.ts'
import {
  aBrowser,
  aCognitoUser,
  aTab,
  aWindow,
  aWindowOf,
  changeSession,
  isPainted,
  signsIn,
} from '../steps/browser.ts'
import * as given from '../steps/given.ts'
import { startSrpCognito } from '../steps/srp.ts'

aBrowser()

const isRenewal = (request: Request) => request.postData()?.includes('REFRESH_TOKEN_AUTH') ?? false

const countRenewals = (page: Page) => {
  let count = 0
  page.on('request', (request) => {
    if (isRenewal(request)) count += 1
  })
  return () => count
}

const session = (page: Page) =>
  page.evaluate('JSON.parse(localStorage.getItem("cruddur.session"))') as Promise<Record<string, unknown>>

const isSignedIn = (page: Page) => page.getByText('No conversations yet').waitFor()

describe('signing up', () => {
  test('needs a name that is visible and not too long and an e-mail address without an account, and the form says so', async () => {
    const ann = await aCognitoUser('Ann Abel')
    const { page } = await aWindow('/signup')
    const handle = given.aHandle('alice')
    const name = page.getByLabel('Name')
    await name.fill('\u3164')
    await page.getByLabel('Handle').fill(handle)
    await page.getByText('Enter your name.').waitFor()
    expect(await name.getAttribute('aria-invalid')).toBe('true')
    const email = page.getByLabel('E-mail address')
    await email.fill(ann.email)
    const password = page.getByLabel('Password', { exact: true })
    await password.fill(pool.password)
    await page.getByRole('button', { name: 'Sign up' }).click()
    await name.fill('A'.repeat(65))
    await name.press('Enter')
    expect(new URL(page.url()).pathname).toBe('/signup')
    await page.getByLabel('Handle').focus()
    await page.getByText('up to 64 characters').waitFor()
    await name.fill('Alice Archer')
    await page.getByText('up to 64 characters').waitFor({ state: 'detached' })

    // No field moves.
    const before = await password.boundingBox()
    await name.press('Enter')
    await page.getByText('This e-mail address already has an account.').waitFor()
    const focused = await email.evaluate('[document.activeElement.name, document.activeElement.ariaInvalid]')
    expect(focused).toEqual(['email', 'true'])
    expect(await password.boundingBox()).toEqual(before)

    await email.fill(`${handle}@example.org`)
    await email.press('Enter')
    await page.getByRole('heading', { name: 'Check your e-mail' }).waitFor()
  })
})

describe('signing in', () => {
  test('with a wrong password is refused, and can be repeated; the password can be shown while it is typed', async () => {
    const ann = await aCognitoUser('Ann Abel')
    const { page, errors } = await aWindow('/')
    const field = page.getByLabel('Password', { exact: true })
    const state = async () => {
      await isPainted(page)
      return page.evaluate(
        '(({ type, value, selectionStart }) => [type, value, selectionStart, document.activeElement.name])(document.querySelector("[name=password]"))',
      )
    }
    await page.getByLabel('E-mail address').fill(ann.email)
    await field.pressSequentially('a seccret')
    for (let step = 0; step < 4; step += 1) await field.press('ArrowLeft')
    await page.getByRole('button', { name: 'Show password' }).click()
    expect(await state()).toEqual(['text', 'a seccret', 5, 'password'])
    await page.keyboard.press('Backspace')
    await page.getByRole('button', { name: 'Hide password' }).click()
    expect(await state()).toEqual(['password', 'a secret', 4, 'password'])

    // by keyboard
    await page.keyboard.press('Tab')
    await page.keyboard.press('Space')
    await page.getByRole('button', { name: 'Hide password' }).waitFor()
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.getByText('Wrong e-mail or password').waitFor()
    expect(await state()).toEqual(['password', 'a secret', expect.any(Number), 'password'])

    expect(await page.getByLabel('E-mail address').inputValue()).toBe(ann.email)
    expect(await field.getAttribute('aria-invalid')).toBe('true')
    await field.fill('')
    await page.getByText('Wrong e-mail or password').waitFor({ state: 'detached' })
    await signsIn(page, ann)
    await isSignedIn(page)
    expect(errors).toEqual([])
  })

  test('on AWS proves the password without sending it', async () => {
    const cognito = await startSrpCognito(process.env.E2E_COGNITO_URL ?? '')
    const ann = await aCognitoUser('Ann Abel')
    const { page } = await aWindow('/signin', {
      prepare: (prepared) =>
        prepared.route('**/config.json', async (route) => {
          const config = await (await route.fetch()).json()
          await route.fulfill({ json: { ...config, cognitoUrl: cognito.url, signIn: 'srp' } })
        }),
    })
    await signsIn(page, ann, 'not the password')
    await page.getByText('Wrong e-mail or password').waitFor()
    await signsIn(page, ann)
    await isSignedIn(page)
    expect(cognito.told.length).toBe(4) // two requests for each attempt
    expect(cognito.told.filter((body) => body.includes('password') || body.includes(pool.password))).toEqual(
      [],
    )
    await cognito.end()
  })

  test('is possible after resetting the password', async () => {
    const ann = await aCognitoUser('Ann Abel')
    const { page } = await aWindow('/signin')
    await page.getByRole('link', { name: 'Forgot password?' }).click()
    await page.getByLabel('E-mail address').fill(ann.email)
    await page.getByRole('button', { name: 'Send code' }).click()
    await page.getByLabel('Code').fill('000000')
    await page.getByLabel('New password').fill('a new one for my laptop')
    await page.getByRole('button', { name: 'Save and sign in' }).click()
    await page.getByText('Wrong code').waitFor()
    await page.getByLabel('Code').fill(pool.confirmationCode)
    await page.getByRole('button', { name: 'Save and sign in' }).click()
    await isSignedIn(page)
  })
})

test('one tab renews the session for all before it expires', async () => {
  const { page } = await aWindowOf(await aCognitoUser('Ann Abel'))
  const other = await aTab(page, '/messages')
  await isSignedIn(other)
  const renewals = [countRenewals(page), countRenewals(other)]
  const before = await session(page)
  await changeSession(page, { expiresAt: Date.now() + 60_000 })
  await Promise.all([page.reload(), other.reload()])
  await Promise.all([page, other].map(isSignedIn))
  const after = await session(page)
  expect(after.accessToken).not.toBe(before.accessToken)
  expect(Number(after.expiresAt)).toBeGreaterThan(Date.now() + 10 * 60_000)
  expect(renewals.reduce((sum, count) => sum + count(), 0)).toBe(1)
})
