import { expect, test } from '@jest/globals'
import { aBrowser, aPerson, aWindow, bubble, composer, shownMessages, signsIn } from '../steps/browser.ts'
import * as given from '../steps/given.ts'

aBrowser()

const phone = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true }

const toNew = async () => {
  const [ann, ben] = await Promise.all([given.aUser({ displayName: 'Ann Abel' }), aPerson('Ben Bond')])
  const opened = await aWindow(`/messages/new/${ann.handle}`, phone)
  await signsIn(opened.page, ben)
  await composer(opened.page).waitFor()
  return opened
}

test('on a phone, Enter breaks a line and the button sends', async () => {
  const { page } = await toNew()
  expect(await composer(page).getAttribute('enterkeyhint')).toBe('enter')
  await composer(page).tap()
  await page.keyboard.type('one')
  await page.keyboard.press('Enter')
  await page.keyboard.type('two')
  await page.getByRole('button', { name: 'Send' }).tap()
  await bubble(page, 'one').getByText('Sent').waitFor()
  expect(await shownMessages(page).allTextContents()).toEqual(['one\ntwo'])
})

test('on a phone, the field keeps the focus when the first message begins a conversation', async () => {
  const { page, errors } = await toNew()
  await composer(page).tap()
  await page.evaluate(`{
    blurs = 0
    document.activeElement.addEventListener('blur', () => { blurs += 1 })
  }`)
  await page.keyboard.type('Hello')
  await page.getByRole('button', { name: 'Send' }).tap()
  await page.keyboard.type('And')
  await page.waitForURL(/messages\/[0-9a-f-]{36}$/)
  await bubble(page, 'Hello').getByText('Sent').waitFor()
  await page.keyboard.type(' more')
  expect(await composer(page).inputValue()).toBe('And more')
  expect(await page.evaluate('[document.activeElement.tagName, blurs]')).toEqual(['TEXTAREA', 0])
  await page.reload()
  await bubble(page, 'Hello').waitFor()
  expect(await composer(page).inputValue()).toBe('And more')
  expect(errors).toEqual([])
})
