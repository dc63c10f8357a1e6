import { describe, expect, test } from '@jest/globals'
import type { Page } from 'playwright-core'
import {
  aBrowser,
  aChat,
  aWindowOf,
  bubble,
  choosesInAccountMenu,
  composer,
  hasShortcuts,
  hasWritten,
  isLive,
  isStored,
  row,
} from '../steps/browser.ts'
import { clipboardOf, phone, withClipboard } from '../steps/browserDevices.ts'
import * as given from '../steps/given.ts'
import { eventually } from '../steps/processes.ts'

aBrowser()

const picker = (page: Page) => page.getByRole('combobox', { name: 'Name or @handle' })
const options = (page: Page) => page.getByRole('option')
const isClosed = (page: Page) => page.getByRole('dialog').waitFor({ state: 'detached' })
const isFocused = (page: Page, name: string) =>
  eventually(
    () => page.evaluate('document.activeElement.getAttribute("aria-label")'),
    (focused) => focused === name,
  )
const linkOf = (handle: string) => `${process.env.WEB_URL}/messages/new/@${handle}`

describe('a newcomer', () => {
  test('is told once how to begin, and starts a conversation with the focus in its composer', async () => {
    const [ben, cat] = await Promise.all([given.aUser(), given.aUser({ displayName: 'Cat Cole' })])
    const { promise: isKnown, resolve: release } = Promise.withResolvers<void>()
    const { page, errors } = await aWindowOf(ben, '/messages', {
      ...withClipboard,
      prepare: (prepared) =>
        prepared.route('**/api/users/me', async (route) => {
          await isKnown
          await route.continue()
        }),
    })
    await page.getByText('No conversations yet').waitFor()
    const copyLink = page.getByRole('button', { name: 'Copy my link' })
    expect(await copyLink.isDisabled()).toBe(true) // its handle is not known yet
    release()
    await copyLink.click()
    await page.getByText('Link copied').waitFor()
    expect(await clipboardOf(page)).toBe(linkOf(ben.handle))
    await page.getByRole('button', { name: 'Start a conversation' }).click()
    await isFocused(page, 'Name or @handle')
    await page.keyboard.type(`@${cat.handle.toUpperCase()}`)
    await options(page).getByText('Cat Cole').waitFor()
    await page.route('**/short', (route) => route.abort()) // she has been found, so nobody has to wait for her again
    await page.keyboard.press('Enter')
    await page.keyboard.type('Hello Cat')
    await page.keyboard.press('Enter')
    await isStored(page, 'Hello Cat')
    await isFocused(page, 'Message to Cat Cole')
    await isClosed(page)
    expect(errors).toEqual([])
  })

  test('is told the same on a phone, where the list is', async () => {
    const { page } = await aWindowOf(await given.aUser(), '/messages', phone)
    await page.getByRole('navigation').getByText('No conversations yet').waitFor()
    await page.getByRole('button', { name: 'Start a conversation' }).tap()
    await picker(page).waitFor()
  })

  test('sees the first conversation as soon as somebody writes, and is then asked to select one', async () => {
    const [ben, cat] = await Promise.all([given.aUser(), given.aUser({ displayName: 'Cat Cole' })])
    const { page } = await aWindowOf(ben)
    await page.getByText('No conversations yet').waitFor()
    await isLive(page)
    await hasWritten(cat, ben, 'Hi')
    await row(page, 'Cat Cole').waitFor()
    await page.getByText('Select a conversation').waitFor()
    expect(await page.getByText('No conversations yet').count()).toBe(0)
  })
})

describe('the picker', () => {
  test('lists recent conversations, finds others by name, is used with the arrow keys, and says whom one cannot message', async () => {
    const { ann, ben } = await aChat()
    const zoe = await given.aUser({ displayName: 'Zoë Ångström' })
    const group = await hasWritten(zoe, ben, 'Hi')
    const { page } = await aWindowOf(ben)
    await row(page, 'Ann Abel').waitFor()
    await page.getByRole('button', { name: 'New message' }).click()
    await options(page).first().waitFor()
    expect(await options(page).locator('.name').allTextContents()).toEqual(['Zoë Ångström', 'Ann Abel'])
    const active = () =>
      page.evaluate(`document.getElementById(document.activeElement.getAttribute('aria-activedescendant'))
        .querySelector('.name').textContent`)
    expect(await active()).toBe('Zoë Ångström')
    await page.keyboard.press('ArrowDown')
    expect(await active()).toBe('Ann Abel')
    await page.keyboard.press('ArrowDown')
    expect(await active()).toBe('Zoë Ångström')
    await picker(page).fill('angs')
    await options(page).getByText('Ann Abel').waitFor({ state: 'detached' })
    await picker(page).dispatchEvent('keydown', { key: 'Enter', keyCode: 229, bubbles: true })
    expect(await page.getByRole('dialog').count()).toBe(1)
    await page.keyboard.press('Enter')
    await page.waitForURL(`/messages/${group}`)
    await bubble(page, 'Hi').waitFor()

    // The open one again: the focus goes to its composer, too.
    await page.getByRole('button', { name: 'New message' }).click()
    await picker(page).fill('zoe')
    await page.keyboard.press('Enter')
    await isFocused(page, 'Message to Zoë Ångström')

    await page.getByRole('button', { name: 'New message' }).click()
    await picker(page).fill('nobody_like_that')
    await page.getByRole('dialog').getByText('No results for “nobody_like_that”').waitFor()
    await picker(page).fill(ben.handle)
    await page.getByRole('dialog').getByText("You can't message yourself").waitFor()
    await page.keyboard.press('Escape')
    await isClosed(page)
    await isFocused(page, 'New message')

    await page.getByRole('button', { name: 'New message' }).click()
    await picker(page).fill(ann.handle)
    await options(page).getByText('Ann Abel').click()
    await isFocused(page, 'Message to Ann Abel')
  })
})

describe('the account menu', () => {
  test('shows the profile, whose link can be copied, and changes the appearance, which a reload keeps', async () => {
    const { ben } = await aChat()
    const { page } = await aWindowOf(ben, '/messages', { ...withClipboard, colorScheme: 'light' })
    await choosesInAccountMenu(page, 'menuitem', 'Profile')
    await page.getByRole('dialog', { name: 'Profile' }).getByText(`@${ben.handle}`).waitFor()
    await page.getByRole('button', { name: 'Copy my link' }).click()
    await page.getByText('Link copied').waitFor()
    expect(await clipboardOf(page)).toBe(linkOf(ben.handle))

    const ground = () => page.evaluate('getComputedStyle(document.documentElement).backgroundColor')
    await row(page, 'Ann Abel').waitFor()
    const light = await ground()
    await choosesInAccountMenu(page, 'menuitemradio', 'Dark appearance')
    const dark = await ground()
    expect(dark).not.toBe(light)
    await page.reload()
    await row(page, 'Ann Abel').waitFor()
    expect(await ground()).toBe(dark)
    await page.locator('.account').getByRole('button').click()
    await page.getByRole('menu').waitFor()
    expect(await page.getByRole('menuitemradio', { checked: true }).allTextContents()).toEqual([
      'Dark appearance',
    ])
    await page.getByRole('menuitemradio', { name: 'System appearance' }).click()
    expect(await ground()).toBe(light)
  })
})

describe('a shortcut', () => {
  test('opens the picker or the list of shortcuts, none acts behind a dialog or a menu; and goes to the next or the previous conversation', async () => {
    const { ben, group } = await aChat()
    const catsGroup = await hasWritten(await given.aUser({ displayName: 'Cat Cole' }), ben, 'Hi')
    const { page } = await aWindowOf(ben)
    await row(page, 'Cat Cole').waitFor()
    await hasShortcuts(page)
    const dialogs = () => page.getByRole('dialog')
    await page.keyboard.press('Control+k')
    await page.getByRole('dialog', { name: 'Jump to conversation' }).waitFor()
    await picker(page).focus()
    await page.keyboard.press('Alt+ArrowDown')
    await page.keyboard.press('Escape')
    await isClosed(page)
    expect(new URL(page.url()).pathname).toBe('/messages')
    await page.keyboard.press('?')
    await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).getByText('Next conversation').waitFor()
    await page.keyboard.press('Control+k')
    expect(await dialogs().count()).toBe(1)
    await page.keyboard.press('Escape')
    await isClosed(page)
    await page.locator('.account').getByRole('button').click()
    await page.getByRole('menuitem', { name: 'Profile' }).waitFor()
    await page.keyboard.press('?')
    expect(await dialogs().count()).toBe(0)
    await page.keyboard.press('Escape')
    await page.getByRole('menu').waitFor({ state: 'detached' })
    await page.locator('body').dispatchEvent('keydown', { key: '?', isComposing: true, bubbles: true })
    expect(await dialogs().count()).toBe(0)

    await page.keyboard.press('Alt+ArrowDown')
    await page.waitForURL(`/messages/${catsGroup}`)
    await isFocused(page, 'Message to Cat Cole')
    await page.keyboard.press('Alt+ArrowDown')
    await page.waitForURL(`/messages/${group}`)
    await isFocused(page, 'Message to Ann Abel')
    await page.keyboard.press('Alt+ArrowUp')
    await page.waitForURL(`/messages/${catsGroup}`)
    await isFocused(page, 'Message to Cat Cole')
    await page.keyboard.type('What?')
    expect(await composer(page).inputValue()).toBe('What?')
    expect(await page.getByRole('dialog').count()).toBe(0)
  })
})

test("the browser's Back closes a menu and a dialog with the page that they were opened on", async () => {
  const { ben, group } = await aChat()
  const { page, errors } = await aWindowOf(ben)
  const goesBack = async () => {
    await page.goBack()
    await page.waitForURL('/messages')
  }
  await row(page, 'Ann Abel').click()
  await page.getByRole('button', { name: 'More options' }).click()
  await page.getByRole('menu').waitFor()
  await goesBack()
  await page.getByRole('menu').waitFor({ state: 'detached' })
  await page.goForward()
  await page.waitForURL(`/messages/${group}`)
  await page.keyboard.press('Control+k')
  await page.getByRole('dialog').waitFor()
  await goesBack()
  await isClosed(page)
  expect(errors).toEqual([])
})
