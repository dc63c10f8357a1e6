import { expect, test } from '@jest/globals'
import { isAccessible } from '../steps/axe.ts'
import { aBrowser, bubble, composer, hasFocusOn, isStored, shownMessages, writes } from '../steps/browser.ts'
import { phone } from '../steps/browserDevices.ts'
import { aTrip, aWindowOn, writesInto } from '../steps/browserGroups.ts'

aBrowser()

test('a mention is completed by keyboard, and marked for the person mentioned', async () => {
  const { ann, ben, cat, group } = await aTrip()
  const { page, errors } = await aWindowOn(ben, group)
  const field = composer(page)
  await field.pressSequentially('Hi @')
  const list = page.getByRole('listbox', { name: 'Members of the group' })
  await list.waitFor()
  expect(await list.getByRole('option').locator('.name').allTextContents()).toEqual(['Ann Abel', 'Cat Cole'])
  await isAccessible(page, 'mentions')
  await page.keyboard.press('ArrowDown')
  const active = await field.getAttribute('aria-activedescendant')
  expect(await page.locator(`[id="${active}"] .name`).textContent()).toBe('Cat Cole')
  await page.keyboard.press('Escape')
  await list.waitFor({ state: 'hidden' })
  await field.pressSequentially(' and @COL')
  await list.waitFor()
  await page.keyboard.press('Enter')
  expect(await field.inputValue()).toBe(`Hi @ and @${cat.handle} `)
  await field.fill('')
  await field.pressSequentially('@ann')
  await page.keyboard.press('Tab')
  await hasFocusOn(field)
  await field.pressSequentially('hello')
  await page.keyboard.press('Enter')
  await isStored(page, `@${ann.handle} hello`)
  expect(await page.locator('.mention').count()).toBe(0)
  const { page: anns } = await aWindowOn(ann, group)
  await bubble(anns, 'hello').waitFor()
  expect(await bubble(anns, 'hello').locator('.mention').allTextContents()).toEqual([`@${ann.handle}`])
  await isAccessible(anns, 'mentioned')
  expect(errors).toEqual([])
})

test('a mention is completed by touch, and only whole handles are marked', async () => {
  const { ann, ben, cat, group } = await aTrip()
  await writesInto(ann, group, `@${ben.handle}x and mail@${ben.handle} and (@${ben.handle.toUpperCase()})`)
  const { page } = await aWindowOn(ben, group, phone)
  await shownMessages(page).first().waitFor()
  expect(await page.locator('.mention').allTextContents()).toEqual([`@${ben.handle.toUpperCase()}`])
  const field = composer(page)
  await field.tap()
  await field.pressSequentially('@c')
  await page.getByRole('listbox').getByRole('option', { name: 'Cat Cole' }).tap()
  expect(await field.inputValue()).toBe(`@${cat.handle} `)
  await hasFocusOn(field)
})

test('nobody is mentioned in a conversation of two', async () => {
  const { ben, ann } = await aTrip()
  const { page } = await aWindowOn(ben, `new/@${ann.handle}`)
  await writes(page, `@${ben.handle}`)
  await isStored(page, `@${ben.handle}`)
  expect(await page.locator('.mention').count()).toBe(0)
})
