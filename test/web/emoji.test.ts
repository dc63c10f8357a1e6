import { beforeAll, describe, expect, test } from '@jest/globals'
import type { Page } from 'playwright-core'
import { desktop, isAccessible } from '../steps/axe.ts'
import { aBrowser, aChat, aWindowOf, bubble, composer, hasFocusOn } from '../steps/browser.ts'
import { phone } from '../steps/browserDevices.ts'
import { eventually } from '../steps/processes.ts'

aBrowser()

const opens = async (page: Page) => {
  await page.getByRole('button', { name: 'Emoji', exact: true }).click()
  await option(page, 'grinning face').waitFor()
}

const opensAndFocuses = async (page: Page) => {
  await opens(page)
  await hasFocusOn(search(page))
}

const search = (page: Page) => page.getByRole('textbox', { name: 'Search emoji' })

const option = (page: Page, name: string) =>
  page.getByRole('option', { name, exact: true }).filter({ visible: true }).first()

const result = (page: Page, name: string) =>
  page.getByRole('group', { name: 'Results' }).getByRole('option', { name })

const recentOnes = (page: Page) =>
  page.getByRole('group', { name: 'Recent', exact: true }).getByRole('option').allTextContents()

describe('the emoji picker of the composer', () => {
  let page: Page
  let errors: string[]
  const requests: string[] = []
  beforeAll(async () => {
    const { ben, group } = await aChat()
    ;({ page, errors } = await aWindowOf(ben, `/messages/${group}`, {
      viewport: desktop,
      prepare: async (prepared) => prepared.on('request', (request) => requests.push(request.url())),
    }))
    await bubble(page, 'Hello').waitFor()
  })

  test('is loaded when it is opened, with the focus in its search field, and is accessible', async () => {
    const isOfPicker = (url: string) => /assets\/.*emoji/i.test(url)
    await page.waitForLoadState('networkidle')
    expect(requests.filter(isOfPicker)).toEqual([])
    await opensAndFocuses(page)
    expect(requests.filter(isOfPicker).length).toBe(2) // the data and the styles
    await eventually(
      () => page.getByRole('option').count(),
      (count) => count > 1900,
    )
    await isAccessible(page, 'emoji')
    await page.keyboard.press('Escape')
    await hasFocusOn(composer(page))
  })

  test('inserts the best match of a search at the caret with Enter, so that it can be undone', async () => {
    await composer(page).fill('I you')
    for (let step = 0; step < 4; step += 1) await page.keyboard.press('ArrowLeft')
    await opensAndFocuses(page)
    await page.keyboard.type('Heart RED')
    await result(page, 'red heart').waitFor()
    await isAccessible(page, 'emoji-search', { devices: { desktop } })
    await page.keyboard.press('Enter')
    await hasFocusOn(composer(page))
    expect(await composer(page).inputValue()).toBe('I❤️ you')
    await page.keyboard.type('!')
    expect(await composer(page).inputValue()).toBe('I❤️! you')
    await page.keyboard.press('Control+Z')
    await page.keyboard.press('Control+Z')
    expect(await composer(page).inputValue()).toBe('I you')
    await opensAndFocuses(page)
    await page.keyboard.press('Escape')
    await page.keyboard.type(' love')
    expect(await composer(page).inputValue()).toBe('I love you')
  })

  test('is used with the arrow keys, and shows what was picked first when it is opened again', async () => {
    await composer(page).fill('')
    await opensAndFocuses(page)
    expect(await recentOnes(page)).toEqual(['❤️'])
    await page.keyboard.press('ArrowDown')
    await hasFocusOn(page.getByRole('option', { name: 'red heart' }).first())
    await page.keyboard.press('ArrowDown')
    await hasFocusOn(option(page, 'grinning face'))
    await page.keyboard.press('End')
    await hasFocusOn(option(page, 'Wales'))
    await page.keyboard.type('thumb') // goes to the search field
    await result(page, 'thumbs down').waitFor()
    await page.keyboard.press('ArrowDown')
    await hasFocusOn(result(page, 'thumbs up'))
    await page.keyboard.press('ArrowRight')
    await page.keyboard.press('Enter')
    expect(await composer(page).inputValue()).toBe('👎')
    await opensAndFocuses(page)
    expect(await recentOnes(page)).toEqual(['👎', '❤️'])
    await page.keyboard.type('nothing like that')
    await page.getByText('No emoji found').waitFor()
    await page.keyboard.press('Escape')
    await hasFocusOn(composer(page))
  })

  test('remembers a skin tone, and goes to a group', async () => {
    await composer(page).fill('')
    await opensAndFocuses(page)
    await page.getByRole('button', { name: 'Skin tone: Default skin tone' }).click()
    await page.getByRole('radio', { name: 'Medium skin tone', exact: true }).check({ force: true })
    await isAccessible(page, 'emoji-tones', { devices: { desktop } })
    await page.keyboard.press('Escape')
    await opensAndFocuses(page)
    const group = page.getByRole('button', { name: 'People and body' })
    expect(await group.getAttribute('aria-current')).toBe('false')
    await group.click()
    await eventually(
      () => group.getAttribute('aria-current'),
      (current) => current === 'true',
    )
    await option(page, 'waving hand').click()
    expect(await composer(page).inputValue()).toBe('👋🏽')
    expect(errors).toEqual([])
  })
})

test('on a phone, an emoji is inserted without the keyboard, unless that was open', async () => {
  const { ben, group } = await aChat()
  const { page, errors } = await aWindowOf(ben, `/messages/${group}`, phone)
  const picks = async (name: string) => {
    await page.getByRole('button', { name: 'Emoji', exact: true }).tap()
    await option(page, name).tap()
    await page.getByRole('dialog').waitFor({ state: 'detached' })
  }
  await bubble(page, 'Hello').waitFor()
  const isFocused = () => page.evaluate('document.activeElement.tagName === "TEXTAREA"')
  await picks('grinning face')
  expect([await composer(page).inputValue(), await isFocused()]).toEqual(['😀', false])
  await composer(page).tap()
  await page.keyboard.type(' ')
  await picks('winking face')
  expect([await composer(page).inputValue(), await isFocused()]).toEqual(['😀 😉', true])
  expect(errors).toEqual([])
})

test('an emoji picker that could not be loaded says so', async () => {
  const { ben, group } = await aChat()
  const { page } = await aWindowOf(ben, `/messages/${group}`, {
    prepare: (prepared) => prepared.route('**/assets/*emoji*', (route) => route.abort()),
  })
  await bubble(page, 'Hello').waitFor()
  await page.getByRole('button', { name: 'Emoji', exact: true }).click()
  await page.getByRole('button', { name: 'Reload' }).waitFor()
  expect(await page.getByRole('dialog').count()).toBe(0)
})
