import { expect, test } from '@jest/globals'
import type { Page } from 'playwright-core'
import { restoreUser, suspendUser } from '../../src/repository/admin/suspension.ts'
import { desktop, isAccessible } from '../steps/axe.ts'
import {
  aBrowser,
  aChat,
  aWindowOf,
  bubble,
  choosesInAccountMenu,
  choosesInMenu,
  composer,
  goesTo,
  hasFocusOn,
  isLive,
  isStored,
  row,
  writes,
} from '../steps/browser.ts'
import * as given from '../steps/given.ts'
import { eventually } from '../steps/processes.ts'
import { blocks } from '../steps/safety.ts'
import { calls } from '../steps/when.ts'

aBrowser()

const bar = (page: Page) => page.getByRole('region', { name: 'Blocked' })
const undo = (page: Page) => page.getByRole('button', { name: 'Undo' })
const isGone = (page: Page) => row(page, 'Ann Abel').waitFor({ state: 'detached' })

test('blocking can be undone, is seen on all devices, and the blocked person only sees that they cannot write', async () => {
  const { ann, ben, group } = await aChat()
  const [{ page, errors }, { page: device }, { page: anns }] = await Promise.all([
    aWindowOf(ben, `/messages/${group}`),
    aWindowOf(ben),
    aWindowOf(ann, `/messages/${group}`),
  ])
  await Promise.all([page, device, anns].map(isLive))

  // From the list, by keyboard.
  await row(page, 'Ann Abel').focus()
  await page.keyboard.press('Shift+F10')
  await page.getByRole('menu').waitFor()
  await page.keyboard.press('End')
  await page.keyboard.press('ArrowUp')
  await page.keyboard.press('Enter')
  await page.getByText('You blocked Ann Abel.', { exact: true }).waitFor()
  await Promise.all([isGone(page), isGone(device)])
  await undo(page).click()
  await Promise.all([row(page, 'Ann Abel').waitFor(), row(device, 'Ann Abel').waitFor()])

  // From the conversation.
  await page.getByRole('button', { name: 'More options' }).click()
  await choosesInMenu(page, 'Block')
  await bar(page).waitFor()
  await hasFocusOn(bar(page))
  expect(await composer(page).count()).toBe(0)
  await isGone(device)

  await writes(anns, 'Are you there?')
  await bubble(anns, 'Are you there?').getByRole('alert').waitFor()
  const refused = bubble(anns, 'Are you there?')
  expect(await refused.getByRole('alert').textContent()).toBe(" Not sent. You can't write to this person.")
  expect(await refused.getByRole('button').allTextContents()).toEqual([''])
  await refused.getByRole('button', { name: 'Message options' }).click()
  await anns.getByRole('menu').waitFor()
  expect(await anns.getByRole('menuitem').allTextContents()).toEqual(['Edit', 'Copy text', 'Delete'])

  // The list of blocked conversations.
  await device.getByRole('button', { name: 'More lists' }).click()
  await choosesInMenu(device, 'Blocked')
  await row(device, 'Ann Abel').click()
  await bubble(device, 'Hello').waitFor()
  await device.reload()
  await bar(device).getByRole('button', { name: 'Unblock' }).click()
  await device.waitForURL(`/messages/${group}`)
  await hasFocusOn(composer(device))
  await composer(page).waitFor()
  await writes(anns, 'And now?')
  await isStored(anns, 'And now?')
  expect(errors).toEqual([])
})

test('settings: who can start a conversation, and the list of blocked people, by keyboard', async () => {
  const [ben, ann, cat] = await Promise.all(
    ['Ben Bond', 'Ann Abel', 'Cat Cole'].map((displayName) => given.aUser({ displayName })),
  )
  if (!ben || !ann || !cat) throw new Error()
  await blocks(ben, ann)
  await blocks(ben, cat)
  const { page, errors } = await aWindowOf(ben)
  await choosesInAccountMenu(page, 'menuitem', 'Settings')
  const dialog = page.getByRole('dialog', { name: 'Settings' })
  await dialog.getByRole('radio', { name: 'Everybody', exact: true, checked: true }).focus()
  for (const strangers of ['requests', 'nobody']) {
    await page.keyboard.press('ArrowDown')
    await eventually(
      async () => (await calls('GET', '/api/users/me', { as: ben })).body.strangers,
      (stored) => stored === strangers,
    )
  }
  await dialog.getByText('@').nth(1).waitFor()
  await isAccessible(page, 'settings', { devices: { desktop } })

  const names = dialog.getByRole('listitem').locator('.name')
  const [first = '', second = ''] = await names.allTextContents()
  await page.keyboard.press('Tab')
  await hasFocusOn(dialog.getByRole('button', { name: `Unblock ${first}` }))
  await page.keyboard.press('Enter')
  await dialog.getByText(`You unblocked ${first}`).waitFor()
  expect(await names.allTextContents()).toEqual([second])
  await hasFocusOn(dialog.getByRole('button', { name: `Unblock ${second}` }))
  await page.keyboard.press('Tab')
  await page.keyboard.press('Enter') // undo
  await dialog.getByRole('button', { name: `Unblock ${first}` }).waitFor()
  for (const name of [first, second])
    await dialog.getByRole('button', { name: `Unblock ${name}` }).press('Enter')
  await dialog.getByText("You haven't blocked anybody.").waitFor()
  await eventually(
    async () => (await calls('GET', '/api/blocks', { as: ben })).body,
    (blocked) => blocked.length === 0,
  )

  await page.reload()
  await page.getByRole('button', { name: 'Ben Bond' }).waitFor()
  await choosesInAccountMenu(page, 'menuitem', 'Settings')
  await dialog.getByRole('radio', { name: 'Nobody', checked: true }).waitFor()
  expect(errors).toEqual([])
})

test('a suspended person is told so, also while the page is open, until the suspension ends', async () => {
  const { ben, group } = await aChat()
  const { page } = await aWindowOf(ben)
  await row(page, 'Ann Abel').waitFor()
  await suspendUser(ben.uuid, Date.now(), () => {})
  await goesTo(page, `/messages/${group}`)
  await page.getByRole('alert').getByText('Your account is suspended.').waitFor()
  await page.reload()
  await page.getByRole('main').getByRole('alert').getByText('Your account is suspended.').waitFor()
  await page.getByRole('navigation', { name: 'Conversations' }).waitFor({ state: 'detached' })
  await restoreUser(ben.uuid, () => {})
  // The page, or already the list on it: the profile may have been fetched again meanwhile.
  await page.getByRole('button', { name: 'Try again' }).first().click()
  await row(page, 'Ann Abel').waitFor()
})
