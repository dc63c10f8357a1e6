import { expect, test } from '@jest/globals'
import type { Page } from 'playwright-core'
import { desktop, isAccessible } from '../steps/axe.ts'
import {
  aBrowser,
  aChat,
  aWindowOf,
  choosesInMenu,
  composer,
  hasFocusOn,
  hasRead,
  haveWrittenLong,
  isLive,
  isPainted,
  log,
  numberedTexts,
  row,
  writes,
} from '../steps/browser.ts'
import { longPresses, phone, smallTargets, swipesRight } from '../steps/browserDevices.ts'
import * as given from '../steps/given.ts'
import { eventually } from '../steps/processes.ts'
import { blocks } from '../steps/safety.ts'
import { goesOffline } from '../steps/watched.ts'
import { calls } from '../steps/when.ts'

aBrowser()

/** The message with this text: a quote of it does not count. */
const message = (page: Page, text: string) =>
  page.locator('article:not(.unsent)').filter({ has: page.locator('.text', { hasText: text }) })
const quoteIn = (page: Page, text: string) => message(page, text).locator('.quote')
const bar = (page: Page) => page.locator('.composer-bar')
const editor = (page: Page) => page.getByRole('textbox', { name: 'Edit message' })
const reaction = (page: Page, name: string) => page.getByRole('button', { name, exact: true })

const opensMenu = async (page: Page, text: string) => {
  await message(page, text).locator('.text').click({ button: 'right' })
  await page.getByRole('menu').waitFor()
}
const chooses = async (page: Page, text: string, item: string) => {
  await opensMenu(page, text)
  await choosesInMenu(page, item)
}
const isDeleted = (page: Page) => page.locator('article').getByText('Message deleted', { exact: true })

const distanceToEnd = async (page: Page) => {
  await isPainted(page)
  return page.evaluate(
    '(({ scrollHeight, clientHeight, scrollTop }) => scrollHeight - clientHeight - scrollTop)(document.querySelector(".log"))',
  )
}

test('two people reply to, react to, edit and delete messages, and see at once what the other does', async () => {
  const { ann, ben, group } = await aChat(...numberedTexts(15), 'Shall we meet?')
  await hasRead(ben, group)
  const [{ page: bens, errors }, { page: anns }] = await Promise.all([
    aWindowOf(ben, `/messages/${group}`, { viewport: desktop }),
    aWindowOf(ann, `/messages/${group}`),
  ])
  await Promise.all([bens, anns].map(isLive))

  await chooses(bens, 'Shall we meet?', 'Reply')
  await bar(bens).getByText('Ann Abel').waitFor()
  await hasFocusOn(composer(bens))
  await bens.keyboard.press('Escape')
  await bar(bens).waitFor({ state: 'detached' })
  await message(bens, 'Shall we meet?').hover()
  await message(bens, 'Shall we meet?').getByRole('button', { name: 'Reply' }).click()
  await bens.keyboard.type('At tem?')
  await bens.keyboard.press('Enter')
  await bar(bens).waitFor({ state: 'detached' })
  await message(bens, 'At tem?').waitFor()
  expect(await quoteIn(anns, 'At tem?').textContent()).toBe('In reply to YouShall we meet?')

  // The up arrow edits; Escape gives the draft back.
  await bens.keyboard.press('ArrowUp')
  await hasFocusOn(editor(bens))
  await editor(bens).fill('At te')
  await bens.keyboard.press('Escape')
  expect(await composer(bens).inputValue()).toBe('')
  await composer(bens).fill('By the way')
  await bens.keyboard.press('ArrowUp')
  expect(await editor(bens).count()).toBe(0)
  await chooses(bens, 'At tem?', 'Edit')
  await eventually(
    () => editor(bens).inputValue(),
    (text) => text === 'At tem?',
  )
  await editor(bens).fill('At ten?')
  await isAccessible(bens, 'editing', { devices: { desktop } })
  await bens.getByRole('button', { name: 'Save' }).dblclick()
  expect(await composer(bens).inputValue()).toBe('By the way') // the second click did not send it
  await Promise.all([bens, anns].map((page) => message(page, 'At ten?').getByText('edited').waitFor()))
  await row(anns, 'Ben Bond').getByText('At ten?').waitFor()

  // Playwright scrolls the log if something is in the way of a click.
  await bens.evaluate('document.querySelector(".log").scrollTo(0, 1e6)')
  await opensMenu(anns, 'At ten?')
  await anns.keyboard.press('Enter') // the first reaction has the focus
  await reaction(anns, '👍 You').waitFor()
  await reaction(bens, '👍 Ann Abel').waitFor()
  expect(await distanceToEnd(bens)).toBeLessThan(1)
  expect(await reaction(bens, '👍 Ann Abel').getAttribute('aria-pressed')).toBe('false')
  await reaction(bens, '👍 Ann Abel').click()
  expect(await reaction(bens, '👍 Ann Abel and you').getAttribute('aria-pressed')).toBe('true')
  await reaction(anns, '👍 Ben Bond and you').click()
  await reaction(bens, '👍 You').waitFor()
  await opensMenu(bens, 'At ten?')
  await bens.getByText('👍 You', { exact: true }).waitFor()
  await isAccessible(bens, 'message-menu', {
    devices: { desktop },
    rules: { region: { enabled: false } },
  })

  await chooses(anns, 'At ten?', 'Reply')
  await choosesInMenu(bens, 'Delete…')
  const dialog = bens.getByRole('dialog', { name: 'Delete message?' })
  await dialog.getByText("Ann Abel can't read it any more").waitFor()
  await isAccessible(bens, 'delete', { devices: { desktop } })
  await dialog.getByRole('button', { name: 'Delete for everybody' }).click()
  await Promise.all([bens, anns].map((page) => isDeleted(page).waitFor()))
  await bar(anns).getByText('Message deleted').waitFor()
  await row(bens, 'Ann Abel').getByText('You deleted a message').waitFor()
  await row(anns, 'Ben Bond').getByText('Message deleted').waitFor()
  expect(await reaction(bens, '👍 You').count()).toBe(0)
  expect(await bens.getByText('Sent', { exact: true }).count()).toBe(0)

  // In a blocked conversation, nobody can write or react.
  await blocks(ann, ben)
  await anns.getByRole('region', { name: 'Blocked' }).waitFor()
  await opensMenu(anns, 'Shall we meet?')
  expect(await anns.getByRole('menuitem').allTextContents()).toEqual([
    'Copy text',
    'Copy link to message',
    'Delete…',
  ])
  expect(await anns.getByRole('menuitemradio').count()).toBe(0)
  expect(errors).toEqual([])
})

test('an edit is saved after a lost network, is shown with the reason if it is refused, and becomes the draft if the message is deleted', async () => {
  const { ann, ben, group } = await aChat()
  const { body } = await calls('POST', '/api/messages', {
    as: ben,
    body: { message_group_uuid: group, message: 'The bar opens at six' },
  })
  const { page } = await aWindowOf(ben, `/messages/${group}`)
  await message(page, 'at six').waitFor()
  const edits = async (from: string, to: string) => {
    await chooses(page, from, 'Edit')
    await editor(page).fill(to)
    await page.keyboard.press('Enter')
  }

  await goesOffline(page)
  await edits('at six', 'The bar opens at seven')
  await message(page, 'at seven').getByRole('img', { name: 'Saving…' }).waitFor()
  await page.context().setOffline(false)
  await message(page, 'at seven').getByRole('img', { name: 'Saving…' }).waitFor({ state: 'detached' })

  await page.route('**/api/messages/*/*', (route) =>
    route.fulfill({
      status: 422,
      json: ['message_not_text'],
      headers: { 'access-control-allow-origin': '*' },
    }),
  )
  await edits('at seven', 'The bar opens at eight')
  const failure = message(page, 'at eight')
  await failure.getByRole('alert').getByText('Not edited. This message contains').waitFor()
  await isAccessible(page, 'not-edited', { devices: { desktop } })
  await failure.getByRole('button', { name: 'Discard' }).click()
  await message(page, 'at seven').waitFor()
  await page.unroute('**/api/messages/*/*')

  // An edit that is left by mistake can be brought back.
  await chooses(page, 'at seven', 'Edit')
  await editor(page).fill('The bar opens at ten')
  await chooses(page, 'Hello', 'Reply')
  await page.getByRole('button', { name: 'Undo' }).click()
  await hasFocusOn(editor(page))
  expect(await editor(page).inputValue()).toBe('The bar opens at ten')
  await page.keyboard.press('Escape')
  await bar(page).getByText('Hello').waitFor()
  await page.keyboard.press('Escape')
  await bar(page).waitFor({ state: 'detached' })

  // An unsent message is cancelled while it is edited.
  await page.context().setOffline(true)
  await writes(page, 'See you')
  await composer(page).press('ArrowUp')
  await editor(page).fill('See you there')
  // Until the request has failed, the message may be on its way, and can only be copied.
  await page.locator('.unsent').getByText('Waiting for network').waitFor()
  await page.locator('.unsent .text').click({ button: 'right' })
  await choosesInMenu(page, 'Delete')
  await page.getByText('The message was deleted. Your text is in the draft.').waitFor()
  expect(await composer(page).inputValue()).toBe('See you there')
  await page.context().setOffline(false)

  // A blank text is not saved.
  await composer(page).fill('Well')
  await edits('at seven', ' ')
  const dialog = page.getByRole('dialog', { name: 'Delete message?' })
  await dialog.getByRole('button', { name: 'Cancel' }).click()
  await hasFocusOn(editor(page))

  await editor(page).fill('The bar opens at nine')
  await calls('DELETE', `/api/messages/${group}/${body.uuid}`, { as: ben })
  await page.getByText('The message was deleted. Your text is in the draft.').waitFor()
  expect(await composer(page).inputValue()).toBe('Well\nThe bar opens at nine')
  const { body: stored } = await calls('GET', `/api/messages/${group}`, { as: ann })
  expect(stored[1]).toMatchObject({ message: '', revision: 2 })
})

test('a quote leads to its message, which gets the focus: if it is loaded, the log stays', async () => {
  const [ann, ben] = await Promise.all([
    given.aUser({ displayName: 'Ann Abel' }),
    given.aUser({ displayName: 'Ben Bond' }),
  ])
  const group = await haveWrittenLong(ann, ben, numberedTexts(150))
  const { body: newest } = await calls('GET', `/api/messages/${group}?limit=100`, { as: ben })
  const { body: older } = await calls('GET', `/api/messages/${group}?before=${newest[0].uuid}&limit=100`, {
    as: ben,
  })
  for (const [message, reply_to] of [
    ['Really?', older[9].uuid],
    ['Well', newest[80].uuid],
  ])
    await calls('POST', '/api/messages', { as: ben, body: { message_group_uuid: group, message, reply_to } })
  const { page, errors } = await aWindowOf(ben, `/messages/${group}`)
  await quoteIn(page, 'Really?').getByText('message number 10;').waitFor()
  await quoteIn(page, 'Really?').press('Enter')
  await hasFocusOn(message(page, 'message number 10;'))
  expect(await message(page, 'message number 10;').isVisible()).toBe(true)
  await page.locator('.is-target', { hasText: 'message number 10;' }).waitFor()
  await page.getByRole('button', { name: 'Jump to latest' }).click()
  await message(page, 'Really?').waitFor()
  await hasFocusOn(log(page))

  await page.evaluate('window.opened = document.querySelector(".log")')
  await quoteIn(page, 'Well').press('Enter')
  await hasFocusOn(message(page, 'message number 131;'))
  await page.locator('.is-target', { hasText: 'message number 131;' }).waitFor()
  expect(await page.evaluate('window.opened.isConnected')).toBe(true)
  await page.getByRole('button', { name: 'Jump to latest' }).click()
  await message(page, 'Well').waitFor()
  expect(errors).toEqual([])
})

test('on a phone, a long press opens the menu with reactions and who has reacted, and a swipe starts a reply', async () => {
  const { ann, ben, group } = await aChat()
  const { body } = await calls('GET', `/api/messages/${group}`, { as: ann })
  await calls('PUT', `/api/messages/${group}/${body[0].uuid}/reaction`, { as: ann, body: { emoji: '🎉' } })
  const { page, errors } = await aWindowOf(ben, `/messages/${group}`, phone)
  const menu = page.getByRole('menu')
  await longPresses(page, reaction(page, '🎉 Ann Abel'), () => menu.waitFor())
  await menu.getByText('🎉 Ann Abel').waitFor()
  const box = await menu.boundingBox()
  expect((box?.x ?? -1) >= 0 && (box?.x ?? 0) + (box?.width ?? 0) <= 390).toBe(true)
  await menu.getByRole('menuitemradio').nth(1).tap()
  await reaction(page, '❤️ You').waitFor()
  await reaction(page, '🎉 Ann Abel').waitFor()

  await swipesRight(page, message(page, 'Hello').locator('.text'), 40)
  expect(await bar(page).count()).toBe(0)
  await swipesRight(page, message(page, 'Hello').locator('.text'), 80)
  await bar(page).getByText('Hello').waitFor()
  await hasFocusOn(composer(page))
  await composer(page).fill('Hi')
  expect(await smallTargets(page)).toEqual([])
  expect(errors).toEqual([])
})
