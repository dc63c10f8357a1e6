import { expect, test } from '@jest/globals'
import { aBrowser, aPerson, aWindowOf, bubble, composer, hasWritten, row } from '../steps/browser.ts'
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
  await page.getByRole('alert').getByText('We cannot reach Cruddur').waitFor()
  await page.unroute('**/api/messages/*since=*')
  await page.getByRole('button', { name: 'Try again' }).click()
  await page.getByRole('alert').waitFor({ state: 'detached' })
})
