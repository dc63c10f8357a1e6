import { expect, test } from '@jest/globals'
import { isAccessible } from '../steps/axe.ts'
import {
  aBrowser,
  bubble,
  choosesInMenu,
  composer,
  hasFocusOn,
  hasRead,
  hasWritten,
  rows,
} from '../steps/browser.ts'
import {
  aTrip,
  aWindowOn,
  events,
  groupInfo,
  member,
  opensGroupInfo,
  tripRow,
  writesInto,
} from '../steps/browserGroups.ts'
import * as given from '../steps/given.ts'
import { adds, listsMembers, removes } from '../steps/groups.ts'
import { calls } from '../steps/when.ts'

aBrowser()

test('the page of a group shows its members, who owns it, and how far each has read, and follows the events', async () => {
  const { ann, ben, cat, group } = await aTrip()
  await writesInto(ben, group, 'Hi')
  await hasRead(cat, group, 'Hi')
  const { page, errors } = await aWindowOn(ben, group)
  await opensGroupInfo(page)
  await member(page, 'Ann Abel').getByText('Owner').waitFor()
  await member(page, 'Ann Abel').getByText('Has read nothing yet').waitFor()
  await member(page, 'Cat Cole').getByText('Has read everything').waitFor()
  await member(page, 'Ben Bond').getByText('(you)').waitFor()
  expect(
    await groupInfo(page)
      .getByRole('button', { name: /^Remove/ })
      .count(),
  ).toBe(0)
  await isAccessible(page, 'group-info')
  await removes(ann, group, ann)
  await member(page, 'Ben Bond').getByText('Owner').waitFor()
  await groupInfo(page).getByRole('heading', { name: '2 members' }).waitFor()
  await groupInfo(page).getByRole('button', { name: 'Remove Cat Cole' }).waitFor()
  expect(errors).toEqual([])
})

test('a member renames the group, mutes it, and adds somebody', async () => {
  const { ben, group } = await aTrip()
  const dan = await given.aUser({ displayName: 'Dan Dale' })
  await hasWritten(dan, ben, 'Hi')
  const { page } = await aWindowOn(ben, group)
  const dialog = await opensGroupInfo(page)
  await dialog.getByRole('textbox', { name: 'Title' }).fill(' ')
  await page.keyboard.press('Enter')
  await dialog.getByText('Enter a title.').waitFor()
  await dialog.getByRole('textbox', { name: 'Title' }).fill('Tour')
  await page.keyboard.press('Enter')
  await dialog.getByText('Saved').waitFor()
  await dialog.getByRole('button', { name: 'Mute' }).click()
  await dialog.getByRole('button', { name: 'Unmute' }).waitFor()
  await dialog.getByText('Add people').press('Enter')
  await hasFocusOn(dialog.getByRole('combobox', { name: 'Add people' }))
  await dialog.getByRole('option', { name: 'Dan Dale' }).click()
  await member(page, 'Dan Dale').waitFor()
  await dialog.getByText('You added Dan Dale.').waitFor()
  await page.keyboard.press('Escape')
  await events(page).getByText('You added Dan Dale').waitFor()
  const { body } = await calls('GET', `/api/message_groups/${group}`, { as: dan })
  expect(body).toMatchObject({ title: 'Tour', member_count: 4 })
})

test('the owner removes a member after a question, by keyboard, and the member sees nothing any more', async () => {
  const { ann, ben, group } = await aTrip()
  await writesInto(ann, group, 'Secret')
  const [{ page }, { page: bens }] = [await aWindowOn(ann, group), await aWindowOn(ben, group)]
  await bubble(bens, 'Secret').waitFor()
  await composer(bens).fill('My draft')
  const dialog = await opensGroupInfo(page)
  await dialog.getByRole('button', { name: 'Remove Ben Bond' }).press('Enter')
  const question = dialog.getByRole('group', { name: 'Remove Ben Bond' })
  await hasFocusOn(question.getByRole('button', { name: 'Cancel' }))
  await page.keyboard.press('Enter')
  await hasFocusOn(dialog.getByRole('button', { name: 'Remove Ben Bond' }))
  await page.keyboard.press('Enter')
  await isAccessible(page, 'remove-member')
  await question.getByRole('button', { name: 'Remove' }).press('Enter')
  await dialog.getByText('You removed Ben Bond.').waitFor()
  await hasFocusOn(dialog.getByRole('heading', { name: '2 members' }))

  await bens.getByText('Conversation not found').waitFor()
  expect(await bens.getByText('Secret').count()).toBe(0)
  expect(await rows(bens).count()).toBe(0)
  await bens.getByRole('region', { name: 'Not sent' }).getByText('My draft').waitFor()
  await isAccessible(bens, 'removed')
  await adds(ann, group, ben)
  await events(bens).getByText('Ann Abel added you').waitFor()
  await bens.getByText('You see the messages since you joined.').waitFor()
  expect(await composer(bens).inputValue()).toBe('My draft')
})

test('a member leaves from the menu after a question, and the group is gone', async () => {
  const { ann, ben, cat, group } = await aTrip()
  const { page, errors } = await aWindowOn(ben, group)
  await page.getByRole('button', { name: 'More options' }).last().click()
  await choosesInMenu(page, 'Leave group…')
  const dialog = page.getByRole('dialog', { name: 'Leave group?' })
  await hasFocusOn(dialog.getByRole('button', { name: 'Cancel' }))
  await isAccessible(page, 'leave-group')
  await dialog.getByRole('button', { name: 'Leave' }).click()
  await page.getByText('You left “Trip”').waitFor()
  await page.waitForURL(/\/messages$/)
  await tripRow(page).waitFor({ state: 'hidden' })
  const { body } = await listsMembers(ann, group)
  expect(body.map(({ uuid }: { uuid: string }) => uuid)).toEqual([ann.uuid, cat.uuid])
  expect(errors).toEqual([])
})
