import { expect, test } from '@jest/globals'
import { pool } from '../../local/pool.ts'
import { aBrowser, aPerson, aWindow, aWindowOf, bubble, composer, hasWritten, row } from '../steps/browser.ts'
import * as given from '../steps/given.ts'
import { eventually } from '../steps/processes.ts'

aBrowser()

const twoConversations = async () => {
  const [ann, cat, ben] = await Promise.all([
    given.aUser({ displayName: 'Ann Abel' }),
    given.aUser({ displayName: 'Cat Cole' }),
    aPerson('Ben Bond'),
  ])
  const group = await hasWritten(ben, ann, 'Hello')
  await hasWritten(ben, cat, 'Hi')
  return { ben, group }
}

test('a page has its own name, whichever way one comes to it', async () => {
  const { ben } = await twoConversations()
  const { page } = await aWindowOf(ben)
  const isNamed = (name: string) =>
    eventually(
      () => page.title(),
      (title) => title === `${name} · Cruddur Messages`,
    )
  await isNamed('Messages')
  await row(page, 'Ann Abel').click()
  await isNamed('Ann Abel')
  await row(page, 'Cat Cole').click()
  await isNamed('Cat Cole')
  await page.goBack()
  await isNamed('Ann Abel')
  await page.goBack()
  await isNamed('Messages')
})

test('who comes back to what they had begun to write goes on at its end', async () => {
  const { ben, group } = await twoConversations()
  const { page } = await aWindowOf(ben, `/messages/${group}`)
  await composer(page).pressSequentially('I was about')
  await page.reload()
  await bubble(page, 'Hello').waitFor()
  await page.keyboard.type(' to say')
  expect(await composer(page).inputValue()).toBe('I was about to say')
})

test('what went wrong with a conversation is said until it is right again', async () => {
  const { ben } = await twoConversations()
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

test('a sign-up is sent only with a name that others can see, and the form says why not', async () => {
  const { page } = await aWindow('/signup')
  const handle = given.aHandle('alice')
  const name = page.getByLabel('Name')
  await name.fill('\u3164')
  await page.getByLabel('Handle').fill(handle)
  await page.getByText('Enter your name.').waitFor()
  expect(await name.getAttribute('aria-invalid')).toBe('true')
  await page.getByLabel('Email address').fill(`${handle}@example.org`)
  await page.getByLabel('Password').fill(pool.password)
  await page.getByRole('button', { name: 'Sign up' }).click()
  await name.fill('A'.repeat(65))
  await name.press('Enter')
  expect(new URL(page.url()).pathname).toBe('/signup')
  await page.getByLabel('Handle').focus()
  await page.getByText('up to 64 characters').waitFor()
  await name.fill('Alice Archer')
  await page.getByText('up to 64 characters').waitFor({ state: 'detached' })
  await name.press('Enter')
  await page.getByRole('heading', { name: 'Confirm' }).waitFor()
})

test('the day of a message has the date of the place where its reader is', async () => {
  const [ann, ben] = await Promise.all([given.aUser({ displayName: 'Ann Abel' }), aPerson('Ben Bond')])
  const group = await hasWritten(ann, ben, 'Hello')
  // At every hour it is another day than in UTC in one of them.
  for (const timezoneId of ['Pacific/Kiritimati', 'Pacific/Pago_Pago']) {
    const { page } = await aWindowOf(ben, `/messages/${group}`, { timezoneId })
    const shown = await page.locator('.day time').getAttribute('datetime')
    const sent = await bubble(page, 'Hello').locator('time').getAttribute('datetime')
    expect(shown).toBe(new Date(sent ?? '').toLocaleDateString('sv', { timeZone: timezoneId }))
  }
})
