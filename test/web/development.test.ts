import { expect, test } from '@jest/globals'
import { aBrowser, aChat, aWindowOf, bubble, isStored, row, writes } from '../steps/browser.ts'
import { withWorker } from '../steps/browserWorker.ts'

aBrowser()

// React runs each effect twice there, so that an effect that cannot be repeated shows.
test('in the development build that npm start serves, messages, menus and dialogs work', async () => {
  const { ben } = await aChat()
  const { page, errors } = await aWindowOf(ben, '/messages', {
    baseURL: process.env.WEB_DEVELOPMENT_URL ?? '',
  })
  await row(page, 'Ann Abel').click()
  await bubble(page, 'Hello').waitFor()
  await writes(page, 'From the development build')
  await isStored(page, 'From the development build')

  await page.locator('.account').getByRole('button').click()
  await page.getByRole('menuitem', { name: 'Keyboard shortcuts' }).click()
  const dialog = page.getByRole('dialog', { name: 'Keyboard shortcuts' })
  await dialog.getByText('Jump to conversation').waitFor()
  await page.keyboard.press('Escape')
  await dialog.waitFor({ state: 'detached' })

  await page.keyboard.press('Control+k')
  await page.getByRole('combobox').fill('ann abel')
  await page.getByRole('option', { name: 'Ann Abel' }).first().click()
  await page.getByRole('dialog').waitFor({ state: 'detached' })
  await bubble(page, 'Hello').waitFor()
  expect(errors).toEqual([])
})

test('the worker of the development server shows notifications, and stores no files', async () => {
  const { ben } = await aChat()
  const { page } = await aWindowOf(ben, '/messages', {
    baseURL: process.env.WEB_DEVELOPMENT_URL ?? '',
    ...withWorker,
  })
  expect(await page.evaluate('navigator.serviceWorker.ready.then(({ active }) => active !== null)')).toBe(
    true,
  )
  await page.reload() // with the worker
  await row(page, 'Ann Abel').waitFor()
  expect(await page.evaluate('navigator.serviceWorker.controller !== null')).toBe(true)
  expect(await page.evaluate('caches.keys()')).toEqual([])
})
