import { describe, expect, test } from '@jest/globals'
import type { Page, Route } from 'playwright-core'
import { pool } from '../../local/pool.ts'
import { isAccessible } from '../steps/axe.ts'
import {
  aBrowser,
  aChatOfCognitoUser,
  aCognitoUser,
  aTab,
  aWindowOf,
  bubble,
  changeSession,
  choosesInAccountMenu,
  composer,
  hasFocusOn,
  isLive,
  row,
  signsIn,
} from '../steps/browser.ts'
import { phone, smallTargets } from '../steps/browserDevices.ts'

aBrowser()

const account = async (page: Page) => {
  await choosesInAccountMenu(page, 'menuitem', 'Account')
  const dialog = page.getByRole('dialog', { name: 'Account' })
  const button = (name: string) => dialog.getByRole('button', { name, exact: true })
  return { dialog, button }
}

/** The API refuses each request like this. */
const refusing = (status: number, code: string) => (route: Route) =>
  route.fulfill({
    status,
    json: [code],
    headers: { 'access-control-allow-origin': '*', 'access-control-allow-headers': '*' },
  })

const storedNames = (page: Page): Promise<string[]> => page.evaluate('Object.keys(localStorage)')

test('the account dialog says who is signed in, and what can be done with the account', async () => {
  const ben = await aCognitoUser('Ben Bond')
  const { page, errors } = await aWindowOf(ben, '/messages', phone)
  const { dialog, button } = await account(page)
  await dialog.getByText(ben.email).waitFor()
  await dialog.getByText(`@${ben.handle}`).waitFor()
  await button('Export your data').waitFor()
  await isAccessible(page, 'own-account')
  await button('Sign out everywhere…').click()
  await button('Cancel').waitFor()
  expect(await smallTargets(page)).toEqual([])
  await button('Delete account…').click()
  await page.getByRole('dialog', { name: 'Delete your account?' }).waitFor()
  await isAccessible(page, 'delete-account')
  expect(await smallTargets(page)).toEqual([])
  await page.keyboard.press('Escape')
  await hasFocusOn(page.locator('.account').getByRole('button'))
  expect(errors).toEqual([])
})

describe('signing out everywhere', () => {
  test('asks first, and ends the session on this device and on all others; what is not sent stays', async () => {
    const { ben, group } = await aChatOfCognitoUser()
    const [{ page }, { page: elsewhere }] = await Promise.all([
      aWindowOf(ben, `/messages/${group}`),
      aWindowOf(ben, `/messages/${group}`),
    ])
    await Promise.all([page, elsewhere].map((one) => isLive(one)))
    await composer(page).fill('I was about to say')
    const { dialog, button } = await account(page)
    await button('Sign out everywhere…').click()
    await dialog.getByText('What you have written here and not sent stays').waitFor()
    await hasFocusOn(button('Cancel'))
    await isAccessible(page, 'sign-out-everywhere', { hasOwnColours: false })
    await button('Cancel').click()
    await hasFocusOn(button('Sign out everywhere…'))
    await button('Sign out everywhere…').click()
    await button('Sign out').click()
    await page.getByText("You're signed out on all your devices.").waitFor()
    await changeSession(elsewhere, { expiresAt: 0 }) // the API accepts its token for up to a minute
    await elsewhere.getByText('Your session has expired. Sign in again to continue.').waitFor()
    expect(await storedNames(elsewhere)).not.toContainEqual(expect.stringMatching(/\.known$/))
    await signsIn(page, ben)
    await row(page, 'Ann Abel').click()
    await bubble(page, 'Hello').waitFor()
    expect(await composer(page).inputValue()).toBe('I was about to say')
  })
})

test('a session that the API does not accept any more ends, although Cognito renews it', async () => {
  const { ben, group } = await aChatOfCognitoUser()
  const { page } = await aWindowOf(ben, `/messages/${group}`, {
    prepare: (prepared) => prepared.clock.install(),
  })
  await isLive(page)
  await page.route('**/api/**', refusing(401, 'unauthorized'))
  await composer(page).fill('Refused')
  await composer(page).press('Enter')
  await page.getByRole('status').getByText('Your session has expired.').waitFor()
  await page.clock.fastForward(60_000)
  await page.getByText('Your session has expired. Sign in again to continue.').waitFor()
  await page.unroute('**/api/**')
  await signsIn(page, ben)
  await page.locator('article:not(.unsent)', { hasText: 'Refused' }).waitFor()
})

describe('exporting the data', () => {
  test('prepares files, and offers them for download', async () => {
    const { ben, group } = await aChatOfCognitoUser()
    const { page, errors } = await aWindowOf(ben, `/messages/${group}`)
    const { dialog, button } = await account(page)
    await button('Export your data').click()
    await dialog.getByText('Preparing your files…').waitFor()
    expect(await button('Export your data').count()).toBe(0)
    const link = dialog.getByRole('link', { name: /^Download .*\.zip .*kB$/ })
    await link.waitFor()
    await dialog.getByText(/You can download it until \d/).waitFor()
    const file = await page.request.get((await link.getAttribute('href')) ?? '')
    expect([file.status(), (await file.body()).subarray(0, 2).toString()]).toEqual([200, 'PK'])
    await isAccessible(page, 'exported', { hasOwnColours: false })

    await page.keyboard.press('Escape')
    const again = await account(page)
    await again.dialog.getByRole('link', { name: /\.zip/ }).waitFor()
    await again.button('Export again').waitFor()
    expect(errors).toEqual([])
  })

  test('that has failed can be tried again, and a limit is explained', async () => {
    const ben = await aCognitoUser('Ben Bond')
    const { page } = await aWindowOf(ben)
    const made = new Date().toISOString()
    const failed = { uuid: 'one', state: 'failed', created_at: made, expires_at: made, files: [] }
    const headers = { 'access-control-allow-origin': '*', 'access-control-allow-headers': '*' }
    await page.route('**/api/exports', (route) =>
      route.request().method() === 'POST'
        ? route.fulfill({ status: 429, json: ['too_many_requests'], headers })
        : route.fulfill({ json: [failed], headers }),
    )
    const { dialog, button } = await account(page)
    await dialog.getByText("Your data couldn't be exported.").waitFor()
    await button('Try again').click()
    await dialog.getByRole('alert').getByText('You can export your data three times a day.').waitFor()
    await page.unroute('**/api/exports')
    await button('Try again').click()
    await dialog.getByRole('link', { name: /\.zip/ }).waitFor()
  })
})

describe('deleting the account', () => {
  const startsToDelete = async (page: Page) => {
    await (await account(page)).button('Delete account…').click()
    const dialog = page.getByRole('dialog', { name: 'Delete your account?' })
    const password = dialog.getByLabel('Enter your password to confirm')
    const confirm = dialog.getByRole('button', { name: 'Delete account' })
    return { dialog, password, confirm }
  }

  test('needs the password; afterwards, nothing is left on this device', async () => {
    const { ben, group } = await aChatOfCognitoUser()
    const { page, errors } = await aWindowOf(ben, `/messages/${group}`)
    const tab = await aTab(page, `/messages/${group}`)
    await Promise.all([page, tab].map((one) => isLive(one)))
    await composer(tab).fill('I was about to say')
    const { dialog, password, confirm } = await startsToDelete(page)
    await hasFocusOn(password)
    await password.fill('a guess')
    await confirm.click()
    await dialog.getByText('Wrong password.').waitFor()
    await hasFocusOn(password)
    expect(await password.getAttribute('aria-invalid')).toBe('true')
    await password.fill(pool.password)
    await password.press('Enter')
    await page.getByText('Your account has been deleted.').waitFor()
    await tab.getByLabel('Password', { exact: true }).waitFor()
    expect(await storedNames(page)).toEqual([])
    expect(errors).toEqual([])
  })

  test('on another device leaves nothing on this one either', async () => {
    const { ben, group } = await aChatOfCognitoUser()
    const { page } = await aWindowOf(ben, `/messages/${group}`)
    await isLive(page)
    await composer(page).fill('I was about to say')
    await page.route('**/api/**', refusing(403, 'user_unknown'))
    await composer(page).press('Enter')
    await page.getByText('Your account has been deleted.').waitFor()
    expect(await storedNames(page)).toEqual([])
  })

  test('that fails can be tried again', async () => {
    const ben = await aCognitoUser('Ben Bond')
    const { page } = await aWindowOf(ben)
    const { dialog, password, confirm } = await startsToDelete(page)
    await page.context().setOffline(true)
    await password.fill(pool.password)
    await confirm.click()
    await dialog.getByRole('alert').getByText("Can't connect.").waitFor()
    await page.context().setOffline(false)
    await confirm.click()
    await page.getByText('Your account has been deleted.').waitFor()
  })
})
