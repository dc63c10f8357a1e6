import { describe, expect, test } from '@jest/globals'
import type { Page } from 'playwright-core'
import {
  aBrowser,
  aChat,
  aWindowOf,
  bubble,
  composer,
  hasRead,
  hasWritten,
  haveWrittenLong,
  isPainted,
  isStored,
  log,
  numberedTexts,
  selectsInMenu,
  textsIn,
  writes,
} from '../steps/browser.ts'
import { clipboardOf, longPresses, phone, withClipboard } from '../steps/browserDevices.ts'
import * as given from '../steps/given.ts'
import { eventually } from '../steps/processes.ts'

aBrowser()

const anOpenChat = async (texts: string[] = [], options = {}) => {
  const chat = await aChat(...texts)
  const { page, errors } = await aWindowOf(chat.ben, `/messages/${chat.group}`, {
    ...withClipboard,
    ...options,
  })
  await bubble(page, texts[0] ?? 'Hello').waitFor()
  return { ...chat, page, errors }
}

const menu = (page: Page) => page.getByRole('menu')
const itemsOf = async (page: Page) => {
  await menu(page).waitFor()
  return menu(page).getByRole('menuitem').allTextContents()
}
const focusedText = (page: Page) =>
  page.evaluate(`document.activeElement?.matches('article')
    ? document.activeElement.querySelector('.text').textContent
    : document.activeElement?.tagName`)
const hasFocus = (page: Page, expected: string) =>
  eventually(
    () => focusedText(page),
    (text) => text === expected,
  )

/** The box of a bubble, whether what is beside it is hidden, and whether its time is there. */
const look = (page: Page, text: string) =>
  page.evaluate(`(() => {
    const article = [...document.querySelectorAll('article')].find(({ textContent }) => textContent.includes('${text}'))
    const { x, y, width, height } = article.querySelector('.bubble').getBoundingClientRect()
    return {
      box: [x, y, width, height],
      isAsideHidden: getComputedStyle(article.querySelector('.aside')).opacity === '0',
      isTimeAside: article.querySelector('.aside time') !== null,
    }
  })()`) as Promise<{ box: number[]; isAsideHidden: boolean; isTimeAside: boolean }>

/** Selects from the start of one message to the end of another, and copies by keyboard. */
const copiesFrom = async (page: Page, first: string, last: string) => {
  await page.evaluate(`(() => {
    const textOf = (wanted) => [...document.querySelectorAll('.text')].find(({ textContent }) => textContent === wanted)
    getSelection().setBaseAndExtent(textOf(${JSON.stringify(first)}), 0, textOf(${JSON.stringify(last)}), textOf(${JSON.stringify(last)}).childNodes.length)
  })()`)
  await page.keyboard.press('Control+C')
}

describe('the menu of a message', () => {
  test('opens by its button, by right click and by keyboard, copies, returns the focus, and leaves links and selected text to the menu of the browser', async () => {
    const { page, group, errors } = await anOpenChat(['first', 'see https://example.com'])
    const items = ['+', 'Reply', 'Copy text', 'Copy link to message', 'Report…'] // + opens the emoji picker

    // The button is there while the pointer is over the message, and is no tab stop. So is the time, unless the message is the
    // last of a run, and nothing moves.
    const options = bubble(page, 'first').getByRole('button', { name: 'Message options' })
    await page.mouse.move(5, 5)
    const before = await look(page, 'first')
    expect(before).toMatchObject({ isAsideHidden: true, isTimeAside: true })
    expect((await look(page, 'see')).isTimeAside).toBe(false)
    await bubble(page, 'first').hover()
    expect(await look(page, 'first')).toEqual({ ...before, isAsideHidden: false })
    expect(await options.getAttribute('tabindex')).toBe('-1')
    await options.click()
    expect(await itemsOf(page)).toEqual(items)
    await menu(page).getByRole('menuitem', { name: 'Copy text' }).click()
    await page.getByText('Copied').waitFor()
    expect(await clipboardOf(page)).toBe('first')

    await selectsInMenu(page, 'first', 'Copy link to message')
    await page.getByText('Link copied').waitFor()
    const uuid = await bubble(page, 'first').getAttribute('data-uuid')
    expect(await clipboardOf(page)).toBe(`${new URL(page.url()).origin}/messages/${group}?message=${uuid}`)

    await log(page).focus()
    await page.keyboard.press('ArrowUp')
    await hasFocus(page, 'see https://example.com')
    await page.keyboard.press('ArrowUp')
    await hasFocus(page, 'first')
    for (const key of ['Enter', 'Space', 'Shift+F10']) {
      await page.keyboard.press(key)
      await menu(page).waitFor()
      expect(await itemsOf(page)).toEqual(items)
      expect((await menu(page).boundingBox())?.x).toBeCloseTo((await look(page, 'first')).box[0] ?? 0)
      await page.keyboard.press('Escape')
      await menu(page).waitFor({ state: 'detached' })
      await hasFocus(page, 'first')
    }

    const prevented = page.evaluate(`new Promise((resolve) => {
      const found = []
      addEventListener('contextmenu', ({ defaultPrevented }) => {
        found.push(defaultPrevented)
        if (found.length === 3) resolve(found)
      })
    })`)
    await page.locator('article a').click({ button: 'right' })
    const text = bubble(page, 'first').getByText('first')
    await text.dblclick()
    await text.click({ button: 'right' })
    await bubble(page, 'see').getByText('see').click({ button: 'right' })
    expect(await prevented).toEqual([false, false, true])
    expect(errors).toEqual([])
  })

  test('opens by a long press on a touch screen', async () => {
    const { page } = await anOpenChat([], phone)
    await longPresses(page, bubble(page, 'Hello').getByText('Hello'), () => menu(page).waitFor())
    await menu(page).getByRole('menuitem', { name: 'Copy text' }).tap()
    await page.getByText('Copied').waitFor()
    expect(await clipboardOf(page)).toBe('Hello')
  })

  test('deletes an unsent message, and Undo moves it to the draft; one that has been sent keeps the focus', async () => {
    const { page, ann, group } = await anOpenChat()
    await page.route('**/api/messages', (route) => route.abort())
    await writes(page, 'Better not')
    await bubble(page, 'Better not').getByText('Waiting for network…').waitFor()
    await composer(page).fill('And')
    await selectsInMenu(page, 'Better not', 'Delete')
    await bubble(page, 'Better not').waitFor({ state: 'detached' })
    await page.getByRole('status').getByRole('button', { name: 'Undo' }).click()
    await page.getByText('Moved to your draft').waitFor()
    expect(await composer(page).inputValue()).toBe('And\nBetter not')
    await page.unroute('**/api/messages')
    await writes(page, 'This instead')
    await isStored(page, 'This instead')
    expect(await textsIn(group, ann)).toEqual(['Hello', 'This instead'])

    const { promise: released, resolve: release } = Promise.withResolvers<void>()
    await page.route('**/api/messages', async (route) => {
      await released
      await route.continue()
    })
    await writes(page, 'On its way')
    await bubble(page, 'On its way').getByText('Sending…').waitFor()
    await log(page).focus()
    await page.keyboard.press('ArrowUp')
    await hasFocus(page, 'On its way')
    release()
    await isStored(page, 'On its way')
    await hasFocus(page, 'On its way')
  })
})

test('the arrow keys move the focus through all messages, also those that are not rendered yet', async () => {
  const [ann, ben] = await Promise.all([given.aUser({ displayName: 'Ann Abel' }), given.aUser()])
  const group = await haveWrittenLong(ann, ben, numberedTexts(70))
  await hasRead(ben, group)
  const { page, errors } = await aWindowOf(ben, `/messages/${group}`)
  await bubble(page, 'message number 70;').waitFor()
  await composer(page).focus()
  await page.keyboard.press('Shift+Tab')
  await eventually(
    () => focusedText(page),
    (tag) => tag === 'SECTION',
  )
  for (let number = 70; number >= 40; number -= 1) {
    await page.keyboard.press('ArrowUp')
    await hasFocus(page, `message number ${number};`)
    expect(await bubble(page, `message number ${number};`).isVisible()).toBe(true)
  }
  // Scrolled away, it keeps the focus.
  await log(page).hover()
  await page.mouse.wheel(0, 5000)
  await bubble(page, 'message number 70;').waitFor()
  await isPainted(page)
  expect(await focusedText(page)).toBe('message number 40;')
  await page.keyboard.press('ArrowUp')
  await hasFocus(page, 'message number 70;')
  await page.keyboard.press('ArrowDown')
  await hasFocus(page, 'TEXTAREA')
  expect(errors).toEqual([])
})

test('several copied messages are lines with names and times, and one is its text as it was written', async () => {
  const code = 'so:\n```ts\nconst a = 1\n```'
  const { page, ann, ben, errors } = await anOpenChat(['Hello', code])
  await hasWritten(ben, ann, 'Hi', 'Bye')
  await bubble(page, 'Bye').waitFor()
  const timeOf = async (text: string) => (await bubble(page, text).locator('time').textContent()) ?? ''

  await copiesFrom(page, 'Hello', 'Hi')
  const copied = `Ann Abel, ${await timeOf('Hello')}: Hello\nAnn Abel, ${await timeOf('so:')}: ${code}\nBen Bond, ${await timeOf('Hi')}: Hi`
  expect(await clipboardOf(page)).toBe(copied)
  await copiesFrom(page, code, code)
  expect(await clipboardOf(page)).toBe(code)
  await copiesFrom(page, 'Bye', 'Bye')
  expect(await clipboardOf(page)).toBe('Bye')
  expect(errors).toEqual([])
})

test('a message that arrives at the end of the open log rises, except with reduced motion', async () => {
  const { ann, ben, group, page: still } = await anOpenChat()
  const recordAnimations = `const { animate } = Element.prototype
    window.animated = []
    Element.prototype.animate = function (...parameters) {
      window.animated.push(this.querySelector('.text')?.textContent)
      return animate.apply(this, parameters)
    }`
  const { page: moving } = await aWindowOf(ben, `/messages/${group}`, { reducedMotion: 'no-preference' })
  await bubble(moving, 'Hello').waitFor()
  for (const page of [still, moving]) await page.evaluate(recordAnimations)
  await hasWritten(ann, ben, 'new')
  await Promise.all([still, moving].map((page) => bubble(page, 'new').waitFor()))
  expect(await moving.evaluate('window.animated')).toEqual(['new'])
  await writes(moving, 'mine')
  await isStored(moving, 'mine')
  await bubble(still, 'mine').waitFor()
  expect(await moving.evaluate('window.animated')).toEqual(['new', 'mine'])
  expect(await still.evaluate('window.animated')).toEqual([])
})
