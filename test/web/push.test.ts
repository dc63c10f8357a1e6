import { describe, expect, test } from '@jest/globals'
import type { Page } from 'playwright-core'
import { isAccessible } from '../steps/axe.ts'
import {
  aBrowser,
  aChat,
  aWindowOf,
  bubble,
  choosesInAccountMenu,
  hasRead,
  hasTitle,
  hasWritten,
  isLive,
  row,
  startsToSignOut,
} from '../steps/browser.ts'
import {
  clicksNotification,
  setVisible,
  showsNotifications,
  withNotifications,
} from '../steps/browserNotifications.ts'
import {
  aPushService,
  endpointOf,
  isAway,
  isRegistered,
  receivesPush,
  receivesPushFrom,
  registrationsOf,
  withPush,
} from '../steps/browserPush.ts'
import * as given from '../steps/given.ts'
import { eventually } from '../steps/processes.ts'
import { goesOffline, stopsItsClock } from '../steps/watched.ts'

aBrowser()
aPushService()

const settings = async (page: Page) => {
  await choosesInAccountMenu(page, 'menuitem', 'Settings')
  const dialog = page.getByRole('dialog', { name: 'Settings' })
  const choice = (name: string) => dialog.getByRole('checkbox', { name })
  return {
    dialog,
    notify: choice('Notify me on this device'),
    whenClosed: choice('Also when Cruddur is closed'),
    withText: choice('Show the text in notifications'),
  }
}

/** Ann has written to Ben, who has read it and has the list on the screen. */
const aListedChat = async (...permission: Parameters<typeof withPush>) => {
  const chat = await aChat()
  await hasRead(chat.ben, chat.group)
  const { page, errors } = await aWindowOf(chat.ben, '/messages', withPush(...permission))
  await row(page, 'Hello').waitFor()
  await isLive(page)
  const registrations = registrationsOf(page)
  return {
    ...chat,
    page,
    errors,
    registrations,
    annWrites: (text: string) => hasWritten(chat.ann, chat.ben, text),
  }
}

/** The same, and Ben gets push messages on this device. */
const aRegisteredChat = async () => {
  const chat = await aListedChat()
  const { whenClosed } = await settings(chat.page)
  await whenClosed.check()
  await isRegistered(chat.page)
  await chat.page.keyboard.press('Escape')
  const endpoint = await endpointOf(chat.page)
  return { ...chat, isPushed: () => receivesPushFrom(chat.page, endpoint) }
}

describe('in the settings', () => {
  test('a person chooses to be notified also when Cruddur is closed, with or without the text', async () => {
    const { page, errors, registrations } = await aListedChat('default')
    const { notify, whenClosed, withText } = await settings(page)
    expect([await whenClosed.isChecked(), await whenClosed.isDisabled()]).toEqual([false, true])
    await notify.click()
    await eventually(() => whenClosed.isEnabled(), Boolean)
    await whenClosed.check()
    await isRegistered(page)
    await isAccessible(page, 'push-settings', { hasOwnColours: false })
    const endpoint = await endpointOf(page)
    await withText.uncheck()
    await eventually(registrations, ({ length }) => length === 2)
    const [first, second] = registrations()
    expect(first).toMatchObject({ method: 'PUT', status: 200, body: { endpoint, shows_text: true } })
    expect(second).toMatchObject({ status: 200, url: first?.url, body: { endpoint, shows_text: false } })

    await page.reload()
    await isLive(page)
    const again = await settings(page)
    await eventually(() => again.whenClosed.isChecked(), Boolean)
    expect(registrations().length).toBe(2) // until tomorrow
    await again.whenClosed.uncheck()
    await eventually(
      () => endpointOf(page),
      (found) => found === undefined,
    )
    await eventually(registrations, ({ length }) => length === 3)
    expect(registrations()[2]).toMatchObject({ method: 'DELETE', status: 200, url: first?.url })
    expect(errors).toEqual([])
  })

  test('turning notifications off ends it, and turning them on again brings it back', async () => {
    const { page } = await aRegisteredChat()
    const { notify, whenClosed } = await settings(page)
    await notify.uncheck()
    await eventually(
      () => endpointOf(page),
      (endpoint) => endpoint === undefined,
    )
    expect([await whenClosed.isChecked(), await whenClosed.isDisabled()]).toEqual([false, true])
    await notify.check()
    await isRegistered(page)
    expect(await whenClosed.isChecked()).toBe(true)
  })

  test('a browser that cannot subscribe says so, and the choice is off', async () => {
    const { page, registrations } = await aListedChat()
    await page.evaluate('window.isPushRefused = true')
    const { dialog, whenClosed } = await settings(page)
    await whenClosed.click()
    await dialog
      .getByRole('alert')
      .getByText("This browser can't receive notifications at the moment.")
      .waitFor()
    expect([await whenClosed.isChecked(), registrations()]).toEqual([false, []])
    await page.evaluate('window.isPushRefused = false')
    await whenClosed.check()
    await isRegistered(page)
    expect(await dialog.getByRole('alert').getByText('notifications').count()).toBe(0)
  })

  test('an iPhone is told to add the client to the Home Screen, because only then it has notifications', async () => {
    const userAgent =
      'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 Safari/604.1'
    const { page } = await aWindowOf(await given.aUser(), '/messages', {
      userAgent,
      prepare: (prepared) => prepared.addInitScript('delete window.Notification; delete window.PushManager'),
    })
    const { dialog } = await settings(page)
    await dialog.getByText('add Cruddur to the Home Screen').waitFor()
    expect(await dialog.getByRole('checkbox').count()).toBe(0)
  })

  test('nothing of it is shown if the server has no keys', async () => {
    const { prepare, ...options } = withPush()
    const { page } = await aWindowOf(await given.aUser(), '/messages', {
      ...options,
      prepare: async (prepared) => {
        await prepare(prepared)
        await prepared.context().route('**/config.json', async (route) => {
          const { pushKey: _, ...config } = await (await route.fetch()).json()
          await route.fulfill({ json: config })
        })
      },
    })
    const { notify, whenClosed } = await settings(page)
    await notify.waitFor()
    await isLive(page)
    expect(await whenClosed.count()).toBe(0)
  })
})

describe('a push message', () => {
  test('is shown while no page is open, and a click opens its conversation', async () => {
    const { page, ben, group, annWrites, isPushed } = await aRegisteredChat()
    await setVisible(page, false)
    await page.goto('about:blank')
    await isAway(ben)
    await annWrites('Are you there?')
    await isPushed()
    await showsNotifications(page, 'Ann Abel: Are you there?')
    await receivesPush(page, 'not JSON')
    await showsNotifications(page, 'Ann Abel: Are you there?', 'Cruddur Messages: New message')
    await page.goto('/messages')
    await clicksNotification(page, group)
    await bubble(page, 'Are you there?').waitFor()
  })

  test('is about what a hidden page has shown, which keeps it up to date', async () => {
    const { page, ben, group, annWrites, isPushed } = await aRegisteredChat()
    await setVisible(page, false)
    await isAway(ben)
    await annWrites('Are you there?')
    await hasTitle(page, '(1) Messages')
    await isPushed()
    await showsNotifications(page, 'Ann Abel: Are you there?')
    await hasRead(ben, group)
    await showsNotifications(page)
    await hasTitle(page, 'Messages')
    await setVisible(page, true)
    await annWrites('Hello?')
    await row(page, 'Hello?').waitFor()
  })

  test('arrives while a page is open on another device, if nobody looks at it', async () => {
    const { page, ben, annWrites, isPushed } = await aRegisteredChat()
    const { page: other } = await aWindowOf(ben, '/messages', withNotifications('denied'))
    await isLive(other)
    await stopsItsClock(other)
    for (const one of [page, other]) await setVisible(one, false)
    await other.clock.fastForward(60_000)
    await other.clock.resume()
    await isAway(ben)
    await annWrites('Are you there?')
    await hasTitle(other, '(1) Messages')
    await isPushed()
    await showsNotifications(page, 'Ann Abel: Are you there?')
  })

  test('that a page without a network has not heard of is closed when the person looks, if it was read on another device', async () => {
    const { page, ben, group, annWrites, isPushed } = await aRegisteredChat()
    await setVisible(page, false)
    await goesOffline(page)
    await isAway(ben)
    await annWrites('Are you there?')
    await isPushed()
    await showsNotifications(page, 'Ann Abel: Are you there?')
    await hasRead(ben, group)
    await setVisible(page, true)
    await page.context().setOffline(false)
    await showsNotifications(page)
  })
})

describe('this device gets no more push messages', () => {
  test('when the user has signed out', async () => {
    const { page, registrations } = await aRegisteredChat()
    await startsToSignOut(page)
    await page.getByText("You're signed out.").waitFor()
    expect(registrations().map(({ method, status }) => [method, status])).toEqual([
      ['PUT', 200],
      ['DELETE', 200],
    ])
    expect(await endpointOf(page)).toBeUndefined()
  })

  test('when a session has ended while no page was open', async () => {
    const { page } = await aRegisteredChat()
    await page.evaluate("localStorage.removeItem('cruddur.session')")
    await page.goto('/messages')
    await page.getByLabel('Password', { exact: true }).waitFor()
    await eventually(
      () => endpointOf(page),
      (endpoint) => endpoint === undefined,
    )
  })
})
