import { expect, test } from '@jest/globals'
import { isAccessible } from '../steps/axe.ts'
import {
  aBrowser,
  aChat,
  aWindowOf,
  bubble,
  hasFocusOn,
  hasWritten,
  row,
  selectsInMenu,
} from '../steps/browser.ts'
import { eventually } from '../steps/processes.ts'
import { calls } from '../steps/when.ts'

aBrowser()

test('a message is reported from its menu or that of the conversation, with a reason, a note and a block', async () => {
  const { ann, ben, group } = await aChat('Buy this', 'Buy that')
  await hasWritten(ben, ann, 'Go away')
  const { page, errors } = await aWindowOf(ben, `/messages/${group}`)
  const sent: object[] = []
  page.on('response', (response) => {
    if (!response.url().endsWith('/api/reports') || response.request().method() !== 'POST') return
    sent.push({ status: response.status(), ...response.request().postDataJSON() })
  })
  await page.route('**/api/reports', (route) =>
    route.fulfill({
      status: 429,
      json: ['too_many_requests'],
      headers: { 'access-control-allow-origin': '*', 'access-control-allow-headers': '*' },
    }),
  )
  const uuidOf = (text: string) => bubble(page, text).getAttribute('data-uuid')
  const dialog = page.getByRole('dialog', { name: 'Report message' })
  const send = dialog.getByRole('button', { name: 'Send report' })

  await selectsInMenu(page, 'Buy this', 'Report…')
  await hasFocusOn(dialog.getByRole('radio', { name: 'Spam' }))
  expect(await dialog.locator('blockquote').textContent()).toBe('The message: Buy this')
  await dialog.getByText('up to five messages before and after it').waitFor()
  await isAccessible(page, 'report')
  await send.press('Enter')
  await dialog.getByRole('alert').getByText('Choose a reason.').waitFor()
  await dialog.getByRole('radio', { name: 'Spam' }).focus()
  await page.keyboard.press('ArrowDown')
  const note = dialog.getByRole('textbox', { name: 'Note for the moderators' })
  await note.fill('x'.repeat(1001))
  await dialog.getByText('1,001 of 1,000 characters').waitFor()
  await send.click()
  await dialog.getByRole('alert').getByText('A note can have up to 1,000 characters.').waitFor()
  expect(sent).toEqual([])
  await note.fill('Every day')
  await send.click()
  await dialog.getByRole('alert').getByText("You're doing that too fast").waitFor()
  await page.unroute('**/api/reports')
  await send.click()
  await page.getByText('Report sent', { exact: true }).waitFor()
  const report = {
    message_group_uuid: group,
    message_uuid: await uuidOf('Buy this'),
    reason: 'abuse',
    note: 'Every day',
  }
  expect(sent).toEqual([
    { status: 429, ...report },
    { status: 200, ...report },
  ])

  // From the list: the newest message of the other person, although it is not the last one.
  await row(page, 'Ann Abel').click({ button: 'right' })
  await page.getByRole('menuitem', { name: 'Report…' }).click()
  expect(await dialog.locator('blockquote').textContent()).toBe('The message: Buy that')
  await dialog.getByRole('radio', { name: 'Something else' }).check()
  await dialog.getByRole('checkbox', { name: 'Also block Ann Abel' }).check()
  await send.click()
  await page.getByText('Report sent. You blocked Ann Abel.').waitFor()
  expect(sent.at(-1)).toEqual({
    status: 200,
    message_group_uuid: group,
    message_uuid: await uuidOf('Buy that'),
    reason: 'other',
  })
  await eventually(
    async () => (await calls('GET', '/api/blocks', { as: ben })).body,
    (blocked) => blocked.length === 1,
  )
  expect(errors).toEqual([])
})
