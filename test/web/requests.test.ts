import { expect, test } from '@jest/globals'
import type { Page } from 'playwright-core'
import { isAccessible } from '../steps/axe.ts'
import {
  aBrowser,
  aWindowOf,
  bubble,
  composer,
  hasFocusOn,
  hasTitle,
  hasWritten,
  isLive,
  row,
  rows,
} from '../steps/browser.ts'
import * as given from '../steps/given.ts'
import { eventually } from '../steps/processes.ts'
import { admits, opensGroup } from '../steps/safety.ts'

aBrowser()

const bar = (page: Page) => page.getByRole('region', { name: 'Message request' })
const entry = (page: Page) => page.getByRole('link', { name: 'Message requests' })

const isInState = (user: { token: string }, group: string, state: string) =>
  eventually(
    async () => (await opensGroup(user, group)).state,
    (current) => current === state,
  )

test('a message request is read unnoticed and without links, declined with a way back, and accepted by keyboard', async () => {
  const [ann, ben] = await Promise.all([
    given.aUser({ displayName: 'Ann Abel' }),
    given.aUser({ displayName: 'Ben Bond' }),
  ])
  await admits(ben, 'requests')
  const { page, errors } = await aWindowOf(ben)
  await isLive(page)
  expect(await entry(page).count()).toBe(0)
  const group = await hasWritten(ann, ben, 'Do you know me?', 'See https://example.com/me')

  // The entry above the list: a dot and no number, here and in the title of the page.
  await entry(page).locator('.dot').waitFor()
  expect(await entry(page).textContent()).toBe('Message requests')
  await hasTitle(page, 'Messages')
  await entry(page).click()
  await hasTitle(page, 'Message requests')
  await row(page, 'Ann Abel').click()
  await bubble(page, 'https://example.com/me').waitFor()
  await bar(page).getByText("They can't see that you've read this").waitFor()
  expect(await page.locator('article a').count()).toBe(0)
  expect(await composer(page).count()).toBe(0)
  expect(new URL(page.url()).pathname).toBe(`/messages/requests/${group}`)
  await isAccessible(page, 'request')

  await bar(page).getByRole('button', { name: 'Decline' }).click()
  await page.getByText('No message requests').waitFor()
  await isInState(ben, group, 'declined')
  await page.getByRole('button', { name: 'Undo' }).click()
  await row(page, 'Ann Abel').waitFor()
  await isInState(ben, group, 'request')

  // At its address without the list, it is not known at once that it is a request.
  const { promise: isAnswered, resolve: answer } = Promise.withResolvers<void>()
  await page.route('**/api/**', async (route) => {
    await isAnswered
    await route.fallback()
  })
  await page.goto(`/messages/${group}`)
  await page.locator('.pane .skeleton').first().waitFor()
  expect(await composer(page).or(bar(page)).count()).toBe(0)
  answer()
  await bar(page).waitFor()
  await page.goBack()
  await hasFocusOn(bar(page))
  expect(await opensGroup(ann, group)).toMatchObject({ seen: null })
  await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  await hasFocusOn(composer(page))
  expect(new URL(page.url()).pathname).toBe(`/messages/${group}`)
  await page.getByRole('link', { name: 'https://example.com/me', exact: true }).waitFor()
  expect(await rows(page).allTextContents()).toEqual([expect.stringContaining('Ann Abel')])
  await isInState(ben, group, 'inbox')
  await eventually(
    async () => (await opensGroup(ann, group)).seen,
    (seen) => seen !== null,
  )
  expect(errors).toEqual([])
})
