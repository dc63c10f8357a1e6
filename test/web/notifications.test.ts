import { describe, expect, test } from '@jest/globals'
import type { Page } from 'playwright-core'
import { isAccessible } from '../steps/axe.ts'
import {
  aBrowser,
  aChat,
  aTab,
  aWindowOf,
  bubble,
  choosesInAccountMenu,
  hasFocusOn,
  hasRead,
  hasTitle,
  hasWritten,
  isLive,
  log,
  row,
  startsToSignOut,
} from '../steps/browser.ts'
import {
  clicksNotification,
  setVisible,
  shownNotifications,
  showsNotifications,
  withNotifications,
  workerOf,
} from '../steps/browserNotifications.ts'
import * as given from '../steps/given.ts'
import { eventually } from '../steps/processes.ts'
import { calls } from '../steps/when.ts'

aBrowser()

const isListed = (page: Page, text: string) => row(page, text).waitFor()

/** Ann has written to Ben, who has read it and has the list on the screen. */
const aListedChat = async (...permission: Parameters<typeof withNotifications>) => {
  const chat = await aChat()
  await hasRead(chat.ben, chat.group)
  const { page, errors } = await aWindowOf(chat.ben, '/messages', withNotifications(...permission))
  await isListed(page, 'Hello')
  await isLive(page)
  await workerOf(page)
  return { ...chat, page, errors, annWrites: (text: string) => hasWritten(chat.ann, chat.ben, text) }
}

describe('while no page is visible', () => {
  test('a message is shown once for all tabs; a click opens its conversation in a tab, without loading it', async () => {
    const { page, errors, group, annWrites } = await aListedChat()
    const other = await aTab(page, '/messages')
    await isLive(other)
    await annWrites('Nobody needs to hear of this')
    await Promise.all([page, other].map((tab) => isListed(tab, 'Nobody needs to hear of this')))
    await setVisible(page, false)
    await annWrites('Are you there?')
    await showsNotifications(page, 'Ann Abel: Are you there?')
    await Promise.all([page, other].map((tab) => isListed(tab, 'Are you there?')))

    for (const tab of [page, other]) await tab.evaluate('window.isSamePage = true')
    await clicksNotification(page, group)
    const opened = await Promise.any(
      [page, other].map((tab) =>
        bubble(tab, 'Are you there?')
          .waitFor()
          .then(() => tab),
      ),
    )
    expect(await opened.evaluate('[location.pathname, window.isSamePage]')).toEqual([
      `/messages/${group}`,
      true,
    ])
    await showsNotifications(page)
    expect(await shownNotifications(page)).toEqual(['Ann Abel: Are you there?'])
    expect(errors).toEqual([])
  })

  test('a notification follows its message: an edit changes it; reading on another device closes it, at the latest when the client is opened', async () => {
    const { page, ann, ben, group, annWrites } = await aListedChat()
    await setVisible(page, false)
    await annWrites('Are you their?')
    await showsNotifications(page, 'Ann Abel: Are you their?')
    const { body: messages } = await calls('GET', `/api/messages/${group}`, { as: ann })
    const path = `/api/messages/${group}/${messages.at(-1).uuid}`
    await calls('PATCH', path, { as: ann, body: { message: 'Are you there?' } })
    await showsNotifications(page, 'Ann Abel: Are you there?')
    await hasRead(ben, group)
    await showsNotifications(page)

    await annWrites('Now?')
    await showsNotifications(page, 'Ann Abel: Now?')
    await page.goto('about:blank')
    await hasRead(ben, group)
    await page.goto('/messages')
    await showsNotifications(page)
  })

  test('a click while a dialog is open shows the conversation', async () => {
    const { page, group, annWrites } = await aListedChat()
    await page.getByRole('button', { name: 'New message' }).click()
    await page.getByRole('dialog').waitFor()
    await setVisible(page, false)
    await annWrites('Are you there?')
    await showsNotifications(page, 'Ann Abel: Are you there?')
    await clicksNotification(page, group)
    await bubble(page, 'Are you there?').waitFor()
    await page.getByRole('dialog').waitFor({ state: 'detached' })
  })

  test('it shows the newest message, also if that arrives while a page is visible', async () => {
    const { page, annWrites } = await aListedChat()
    await setVisible(page, false)
    await annWrites('A secret')
    await showsNotifications(page, 'Ann Abel: A secret')
    await setVisible(page, true)
    await annWrites('Are you there?')
    await showsNotifications(page, 'Ann Abel: Are you there?')
  })

  test('notifications end when the user signs out', async () => {
    const { page, annWrites } = await aListedChat()
    await setVisible(page, false)
    await annWrites('Are you there?')
    await showsNotifications(page, 'Ann Abel: Are you there?')
    await startsToSignOut(page)
    await page.getByText("You're signed out.").waitFor()
    await showsNotifications(page)
  })

  test('notifications and the number on the icon end with a session that has ended while no page was open', async () => {
    const { page, annWrites } = await aListedChat()
    await setVisible(page, false)
    await annWrites('Are you there?')
    await showsNotifications(page, 'Ann Abel: Are you there?')
    await page.evaluate("localStorage.removeItem('cruddur.session')")
    await page.goto('/messages')
    await page.getByLabel('Password', { exact: true }).waitFor()
    await showsNotifications(page)
    expect(await page.evaluate('window.appBadge')).toBe(0)
  })
})

describe('the question whether to show notifications', () => {
  const question = (page: Page) => page.getByRole('region', { name: 'Notifications' })

  test('is asked after a message has arrived while no page was visible; the browser asks after a click', async () => {
    const { page, errors, annWrites } = await aListedChat('default')
    await annWrites('Hi')
    await isListed(page, 'Hi')
    expect(await question(page).count()).toBe(0)
    await setVisible(page, false)
    await annWrites('Are you there?')
    await question(page).waitFor()
    await setVisible(page, true)
    expect(await page.evaluate('window.permissionRequests')).toBeUndefined()
    await isAccessible(page, 'permission-bar')
    await question(page).getByRole('button', { name: 'Turn on' }).click()
    await question(page).waitFor({ state: 'detached' })
    await page.getByRole('status').getByText('Notifications are on.').waitFor()
    await hasFocusOn(page.getByRole('heading', { level: 1 }))
    await setVisible(page, false)
    await annWrites('Now?')
    await showsNotifications(page, 'Ann Abel: Now?')
    expect(errors).toEqual([])
  })

  test('leaves a low screen, such as that of a phone with its keyboard, to the open conversation', async () => {
    const { page, annWrites } = await aListedChat('default')
    await row(page, 'Hello').click()
    await bubble(page, 'Hello').waitFor()
    await setVisible(page, false)
    await annWrites('Are you there?')
    await question(page).waitFor()
    await setVisible(page, true)
    await page.setViewportSize({ width: 320, height: 300 })
    await question(page).waitFor({ state: 'hidden' })
    await bubble(page, 'Are you there?').waitFor()
    const { height = 0 } = (await log(page).boundingBox()) ?? {}
    expect(height).toBeGreaterThan(150)
    await page.setViewportSize({ width: 320, height: 640 })
    await question(page).waitFor()
  })

  test('is not asked again on this device after "Not now"', async () => {
    const { page, annWrites } = await aListedChat('default')
    await setVisible(page, false)
    await annWrites('Are you there?')
    await question(page).getByRole('button', { name: 'Not now' }).click()
    await question(page).waitFor({ state: 'detached' })
    await page.reload()
    await isLive(page)
    await setVisible(page, false)
    await annWrites('Now?')
    await isListed(page, 'Now?')
    expect(await question(page).count()).toBe(0)
  })
})

describe('in the settings', () => {
  const settings = async (page: Page) => {
    await choosesInAccountMenu(page, 'menuitem', 'Settings')
    return page.getByRole('dialog', { name: 'Settings' })
  }

  test('a person turns notifications on and off, and hides the text of messages', async () => {
    const { page, annWrites } = await aListedChat('default')
    const dialog = await settings(page)
    const notify = dialog.getByRole('checkbox', { name: 'Notify me on this device' })
    const withText = dialog.getByRole('checkbox', { name: 'Show the text in notifications' })
    expect([await notify.isChecked(), await withText.isDisabled()]).toEqual([false, true])
    await notify.click()
    await eventually(() => notify.isChecked(), Boolean)
    await isAccessible(page, 'notification-settings', { hasOwnColours: false })
    await withText.uncheck()
    await setVisible(page, false)
    await annWrites('A secret')
    await showsNotifications(page, 'Ann Abel: New message')

    await notify.uncheck()
    await showsNotifications(page)
    await annWrites('Not shown')
    await isListed(page, 'Not shown')
    await notify.check()
    await annWrites('One more')
    await showsNotifications(page, 'Ann Abel: New message')
    expect(await shownNotifications(page)).toEqual(['Ann Abel: New message', 'Ann Abel: New message'])
  })

  test('it says how to allow what the browser blocks', async () => {
    const { page, annWrites } = await aListedChat('default', 'denied')
    const dialog = await settings(page)
    await dialog.getByRole('checkbox', { name: 'Notify me on this device' }).click()
    await dialog.getByText('Your browser blocks notifications from this site.').waitFor()
    expect(await dialog.getByRole('checkbox').count()).toBe(0)
    await setVisible(page, false)
    await annWrites('Are you there?')
    await isListed(page, 'Are you there?')
    expect(await page.getByRole('button', { name: 'Not now' }).count()).toBe(0)
    expect(await shownNotifications(page)).toEqual([])
  })
})

test('the number of unread conversations is in the title and on the icons of the page and of the installed app', async () => {
  const { page, ben, group, annWrites } = await aListedChat()
  const icons = () =>
    page.evaluate('[document.querySelector("link[rel=icon]").getAttribute("href"), window.appBadge]')
  expect(await icons()).toEqual(['/icon.svg', 0])
  await annWrites('Are you there?')
  await hasWritten(await given.aUser({ displayName: 'Cat Cole' }), ben, 'Hi')
  await hasTitle(page, '(2) Messages')
  expect(await icons()).toEqual(['/icon-unread-2.svg', 2])
  const icon = await page.request.get('/icon-unread-2.svg')
  expect([icon.status(), icon.headers()['content-type']]).toEqual([200, 'image/svg+xml'])
  await hasRead(ben, group)
  await hasTitle(page, '(1) Messages')
  expect(await icons()).toEqual(['/icon-unread-1.svg', 1])
})
