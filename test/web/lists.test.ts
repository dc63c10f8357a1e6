import { expect, test } from '@jest/globals'
import type { Page, Request } from 'playwright-core'
import {
  aBrowser,
  aChat,
  aWindowOf,
  bubble,
  choosesInAccountMenu,
  choosesInMenu,
  hasFocusOn,
  hasShortcuts,
  hasTitle,
  hasWritten,
  isLive,
  listSearch,
  row,
} from '../steps/browser.ts'
import * as given from '../steps/given.ts'

aBrowser()

const isGone = (page: Page) => row(page, 'Ann Abel').waitFor({ state: 'detached' })
const anns = (page: Page) => row(page, 'Ann Abel')

const isUnarchiving = (request: Request) =>
  request.method() === 'PATCH' && request.postData()?.includes('"is_archived":false') === true

/** Ann and Cat have written to Ben, who has answered, and who looks at two devices. */
const twoDevices = async () => {
  const { ann, ben, group } = await aChat()
  const cat = await given.aUser({ displayName: 'Cat Cole' })
  await hasWritten(cat, ben, 'Hi')
  await hasWritten(ben, cat, 'Hi Cat')
  await hasWritten(ben, ann, 'Hi Ann')
  const [{ page, errors }, { page: device }] = await Promise.all([aWindowOf(ben), aWindowOf(ben)])
  await Promise.all([page, device].map(isLive))
  await Promise.all([page, device].map(hasShortcuts))
  await anns(page).waitFor()
  return { ann, ben, group, page, device, errors }
}

test('archiving can be undone, is seen on all devices, and ends with the next message', async () => {
  const { ann, ben, group, page, device, errors } = await twoDevices()
  await anns(page).focus()
  await page.keyboard.press('e')
  await Promise.all([isGone(page), isGone(device)])
  await hasFocusOn(row(page, 'Cat Cole'))
  await page.keyboard.press('Control+z')
  await Promise.all([page, device].map((window) => anns(window).waitFor()))
  await anns(page).focus()
  await page.keyboard.press('e')
  await hasFocusOn(row(page, 'Cat Cole'))
  const isUndone = page.waitForResponse((response) => isUnarchiving(response.request()))
  await page.getByRole('button', { name: 'Undo' }).press('Enter')
  await anns(page).waitFor()
  await hasFocusOn(row(page, 'Cat Cole'))
  await isUndone // otherwise this request can be the one that fails below

  // From the conversation, which closes, and is opened again if archiving fails, or by undoing it.
  await anns(page).click()
  await bubble(page, 'Hi Ann').waitFor()
  await page.route(
    '**/membership',
    (route) =>
      route.fulfill({
        status: 429,
        json: ['too_many_requests'],
        headers: { 'access-control-allow-origin': '*' },
      }),
    { times: 1 },
  )
  await page.getByRole('button', { name: 'More options' }).click()
  await choosesInMenu(page, 'Archive')
  await page.getByText("You're doing that too fast").waitFor()
  await page.waitForURL(`/messages/${group}`)
  await anns(page).waitFor()
  await page.getByRole('button', { name: 'More options' }).click()
  await choosesInMenu(page, 'Archive')
  await page.waitForURL('/messages')
  await page.getByRole('button', { name: 'Undo' }).click()
  await page.waitForURL(`/messages/${group}`)
  await anns(page).waitFor()

  await anns(page).click({ button: 'right' })
  await choosesInMenu(page, 'Archive')
  await isGone(device)
  await listSearch(device).fill('abel')
  await device.getByRole('list', { name: 'Archived' }).getByRole('link', { name: 'Ann Abel' }).waitFor()
  await listSearch(device).fill('')
  await page.getByRole('button', { name: 'More lists' }).click()
  await choosesInMenu(page, 'Archived')
  await hasTitle(page, 'Archived')
  await anns(page).click()
  await bubble(page, 'Hi Ann').waitFor()
  expect(new URL(page.url()).pathname).toBe(`/messages/archived/${group}`)
  await page.reload()
  await bubble(page, 'Hi Ann').waitFor()
  await page.goBack()
  await page.waitForURL('/messages/archived')
  await anns(page).waitFor()

  await hasWritten(ann, ben, 'Back again')
  await anns(device).getByText('Back again').waitFor()
  await page.getByText('Nothing archived').waitFor()
  await page.getByRole('link', { name: 'Back to messages' }).click()
  await anns(page).getByText('Back again').waitFor()
  expect(errors).toEqual([])
})

test('a muted conversation is marked and not counted, one marked as unread has a dot until it is opened, on all devices', async () => {
  const { ann, ben, page, device, errors } = await twoDevices()
  const muted = (window: Page) => anns(window).getByRole('img', { name: 'Muted' })
  await anns(page).click({ button: 'right' })
  await choosesInMenu(page, 'Mute')
  await choosesInMenu(page, 'Mute for 8 hours')
  await Promise.all([page, device].map((window) => muted(window).waitFor()))
  await hasWritten(ann, ben, 'Not urgent')
  await anns(page).getByText('1 unread').waitFor()
  await hasTitle(page, 'Messages')
  await anns(device).focus()
  await device.keyboard.press('m')
  await Promise.all([page, device].map((window) => muted(window).waitFor({ state: 'detached' })))
  await hasTitle(page, '(1) Messages')

  await device.keyboard.press('u')
  await Promise.all([page, device].map((window) => hasTitle(window, 'Messages')))
  await device.keyboard.press('u')
  const dot = (window: Page) => anns(window).locator('.badge.dot')
  await Promise.all([page, device].map((window) => dot(window).getByText('unread').waitFor()))
  await hasTitle(page, '(1) Messages')
  await anns(page).click()
  await Promise.all([page, device].map((window) => dot(window).waitFor({ state: 'detached' })))
  await hasTitle(device, 'Messages')
  await page.getByRole('button', { name: 'More options' }).click()
  await choosesInMenu(page, 'Mark as unread')
  await page.waitForURL('/messages')
  await Promise.all([page, device].map((window) => dot(window).waitFor()))

  await choosesInAccountMenu(page, 'menuitem', 'Keyboard shortcuts')
  await page.getByRole('dialog').getByText('In the list: archive').waitFor()
  expect(errors).toEqual([])
})
