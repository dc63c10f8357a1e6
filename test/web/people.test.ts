import { expect, test } from '@jest/globals'
import { desktop, isAccessible, phone } from '../steps/axe.ts'
import {
  aBrowser,
  aChat,
  aWindowOf,
  choosesInAccountMenu,
  composer,
  hasFocusOn,
  hasWritten,
  isLive,
  isStored,
  row,
  writes,
} from '../steps/browser.ts'
import * as given from '../steps/given.ts'
import { calls } from '../steps/when.ts'

aBrowser()

/** A name that nobody else has, because all tests share a directory. */
const aName = () => given.aHandle('q').replace(/\W/g, '')

test('people are found by a part of their name as one types, after those whom one knows, and can be written to', async () => {
  const { ben } = await aChat()
  const name = aName()
  const [known, stranger] = await Promise.all([
    given.aUser({ displayName: `Zoë ${name} Ångström` }),
    given.aUser({ displayName: `Cat ${name}` }),
  ])
  await hasWritten(known, ben, 'Hi')
  const { page, errors } = await aWindowOf(ben)
  await row(page, 'Ann Abel').waitFor()
  await page.getByRole('button', { name: 'New message' }).click()
  const field = page.getByRole('combobox', { name: 'Name or @handle' })
  await hasFocusOn(field)
  await field.pressSequentially(name.slice(0, -1).toUpperCase())
  const people = page.getByRole('group', { name: 'People' }).getByRole('option')
  await people.first().waitFor()
  expect(await people.locator('.name').allTextContents()).toEqual([stranger.displayName])
  expect(await page.getByRole('option').locator('.name').allTextContents()).toEqual([
    known.displayName,
    stranger.displayName,
  ])
  await isAccessible(page, 'people', { devices: { phone, desktop } })

  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await page.waitForURL(`/messages/new/${stranger.handle}`)
  await hasFocusOn(composer(page))
  await writes(page, 'Hello, Cat')
  await isStored(page, 'Hello, Cat')
  const { body } = await calls('GET', '/api/message_groups', { as: stranger })
  expect(body[0].message).toBe('Hello, Cat')
  expect(body[0].user_uuid).toBe(ben.uuid)
  expect(errors).toEqual([])
})

test('a search for people that fails is repeated, and shows why meanwhile', async () => {
  const stranger = await given.aUser({ displayName: `Cat ${aName()}` })
  let refusals = 0
  const { page } = await aWindowOf(await given.aUser(), '/messages', {
    prepare: (prepared) =>
      prepared.route('**/api/users?q=*', (route) => {
        refusals += 1
        if (refusals > 1) return route.fallback()
        return route.fulfill({
          status: 429,
          json: ['too_many_requests'],
          headers: { 'access-control-allow-origin': '*' },
        })
      }),
  })
  await page.getByRole('button', { name: 'New message' }).click()
  await page.getByRole('combobox').fill(stranger.displayName)
  const dialog = page.getByRole('dialog')
  await dialog.getByText("You're doing that too fast").waitFor()
  await dialog.getByRole('option', { name: stranger.displayName }).waitFor()
  expect(await dialog.getByText("You're doing that too fast").count()).toBe(0)
})

test('the own name and handle can be changed, are shown everywhere, and are refused with a reason', async () => {
  const { ann, ben, group } = await aChat()
  const [{ page, errors }, { page: device }, { page: anns }] = await Promise.all([
    aWindowOf(ben),
    aWindowOf(ben),
    aWindowOf(ann, `/messages/${group}`),
  ])
  await Promise.all([page, device, anns].map(isLive))
  await choosesInAccountMenu(page, 'menuitem', 'Profile')
  await page.getByRole('button', { name: 'Change' }).click()
  const dialog = page.getByRole('dialog', { name: 'Settings' })
  const [name, handle] = [dialog.getByLabel('Name'), dialog.getByLabel('Handle')]
  await hasFocusOn(name)
  const save = dialog.getByRole('button', { name: 'Save' })

  await name.fill(' ')
  await save.click()
  await dialog.getByText('Enter your name.').waitFor()
  await hasFocusOn(name)
  await name.fill('Benjamin Bond')
  await handle.fill('ben bond')
  await save.click()
  await dialog.getByText('up to 30 letters').waitFor()
  await handle.fill(`@${ann.handle.toUpperCase()}`)
  await save.click()
  await dialog.getByText('This handle is already taken.').waitFor()
  await hasFocusOn(handle)
  await isAccessible(page, 'names')
  expect(await page.locator('.account .name').textContent()).toBe('Ben Bond')

  const newHandle = given.aHandle('benjamin')
  await handle.fill(newHandle)
  await save.click()
  await dialog.getByText('Saved').waitFor()
  for (const window of [page, device]) {
    await window.locator('.account').getByText('Benjamin Bond').waitFor()
    await window.locator('.account').getByText(`@${newHandle}`).waitFor()
  }
  await row(anns, 'Benjamin Bond').waitFor()
  await anns.getByRole('heading', { name: `Benjamin Bond @${newHandle}` }).waitFor()
  expect(errors).toEqual([])
})
