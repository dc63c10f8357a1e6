import { expect, test } from '@jest/globals'
import { isAccessible } from '../steps/axe.ts'
import {
  aBrowser,
  aWindowOf,
  bubble,
  choosesInMenu,
  composer,
  hasFocusOn,
  hasWritten,
  isStored,
  row,
  selectsInMenu,
  shownMessages,
  writes,
} from '../steps/browser.ts'
import { aTrip, aWindowOn, events, tripRow, writesInto } from '../steps/browserGroups.ts'
import * as given from '../steps/given.ts'
import { createsGroup, listsMembers, renames } from '../steps/groups.ts'
import { calls } from '../steps/when.ts'

aBrowser()

/** A name that nobody else has, because all tests share a directory. */
const aName = () => given.aHandle('q').replace(/\W/g, '')

test('a group is created from the picker by keyboard, with people one knows and others, and opens', async () => {
  const name = aName()
  const [ben, known, stranger] = await Promise.all([
    given.aUser({ displayName: 'Ben Bond' }),
    given.aUser({ displayName: 'Ann Abel' }),
    given.aUser({ displayName: `Cat ${name}` }),
  ])
  await hasWritten(known, ben, 'Hi')
  const { page, errors } = await aWindowOf(ben)
  await row(page, 'Ann Abel').waitFor()
  await page.getByRole('button', { name: 'New message' }).click()
  await page.getByRole('button', { name: 'New group' }).press('Enter')
  const dialog = page.getByRole('dialog', { name: 'New group' })
  const field = dialog.getByRole('combobox', { name: 'Add people' })
  await hasFocusOn(field)
  await dialog.getByRole('option', { name: 'Ann Abel' }).waitFor()
  await page.keyboard.press('Enter')
  await field.pressSequentially(name)
  await dialog.getByRole('option', { name: stranger.displayName }).waitFor()
  await page.keyboard.press('Enter')
  const chosen = dialog.getByRole('list', { name: 'Chosen people' }).getByRole('button')
  expect(await chosen.allTextContents()).toEqual(['Ann Abel', stranger.displayName])
  await isAccessible(page, 'new-group')

  await dialog.getByRole('button', { name: 'Create group' }).press('Enter')
  await hasFocusOn(dialog.getByRole('textbox', { name: 'Title' }))
  await dialog.getByText('Enter a title.').waitFor()
  await page.keyboard.type('Trip')
  await page.keyboard.press('Enter')
  await page.waitForURL(/\/messages\/[0-9a-f-]{36}$/)
  await hasFocusOn(composer(page))
  await tripRow(page).waitFor()
  const { body: members } = await listsMembers(ben, page.url().slice(-36))
  expect(members.map(({ uuid }: { uuid: string }) => uuid)).toEqual([ben.uuid, known.uuid, stranger.uuid])
  expect(errors).toEqual([])
})

test('who cannot be added is named, and creating the group again without them succeeds', async () => {
  const [ben, ann, cat] = await Promise.all(
    ['Ben Bond', 'Ann Abel', 'Cat Cole'].map((displayName) => given.aUser({ displayName })),
  )
  if (!ben || !ann || !cat) throw new Error('There are three people')
  for (const person of [ann, cat]) await hasWritten(person, ben, 'Hi')
  await calls('PUT', `/api/blocks/${ben.uuid}`, { as: cat })
  const { page } = await aWindowOf(ben)
  await row(page, 'Cat Cole').waitFor()
  await page.getByRole('button', { name: 'New message' }).click()
  await page.getByRole('button', { name: 'New group' }).click()
  const dialog = page.getByRole('dialog', { name: 'New group' })
  for (const name of ['Ann Abel', 'Cat Cole']) await dialog.getByRole('option', { name }).click()
  await dialog.getByRole('textbox', { name: 'Title' }).fill('Trip')
  await dialog.getByRole('button', { name: 'Create group' }).click()
  await dialog.getByRole('alert').getByText("Cat Cole can't be added to the group.").waitFor()
  await dialog.getByRole('button', { name: 'Remove Cat Cole from the choice' }).click()
  await dialog.getByRole('button', { name: 'Create group' }).click()
  await tripRow(page).waitFor()
})

test('a group shows who has written, and what has happened as a line to which one can only reply', async () => {
  const { ann, ben, cat, group } = await aTrip()
  await writesInto(ann, group, 'Hi all')
  await writesInto(ann, group, 'When?')
  await writesInto(cat, group, 'In May')
  const { page, errors } = await aWindowOn(ben, group)
  await bubble(page, 'In May').waitFor()
  await renames(cat, group, 'Tour')
  await page.getByRole('heading', { name: 'Tour' }).waitFor()
  await events(page).nth(1).waitFor()
  expect(await page.locator('.author').allTextContents()).toEqual(['Ann Abel', 'Cat Cole'])
  const colours = await page.evaluate<string[]>(
    "[...document.querySelectorAll('.author')].map((author) => getComputedStyle(author).color)",
  )
  expect(new Set(colours).size).toBe(2)
  await writesInto(cat, group, 'At last')
  await row(page, 'Tour').getByText('Cat Cole: At last').waitFor()
  await isAccessible(page, 'group')

  await events(page).last().click({ button: 'right' })
  await page.getByRole('menuitem').waitFor()
  expect(await page.getByRole('menuitem').allTextContents()).toEqual(['Reply'])
  await choosesInMenu(page, 'Reply')
  await hasFocusOn(composer(page))
  await writes(page, 'Nice title')
  await isStored(page, 'Nice title')
  await bubble(page, 'Nice title').getByText('Cat Cole renamed the group').waitFor()
  expect(errors).toEqual([])
})

test('an event is told to the person whom it is about, in the log and in the list', async () => {
  const { ben, group } = await aTrip()
  const { page } = await aWindowOn(ben, group)
  await events(page).getByText('Ann Abel created the group “Trip”').waitFor()
  await renames(ben, group, 'Tour')
  await events(page).getByText('You renamed the group to “Tour”').waitFor()
  await row(page, 'Tour').getByText('You renamed the group to “Tour”').waitFor()
})

test('messages of a blocked person are hidden in a group: in the log, in the list, in quotes, and in a search', async () => {
  const { ann, ben, cat, group } = await aTrip()
  const quoted = await writesInto(ann, group, 'Secret words')
  const reply = { message: 'Why?', message_group_uuid: group, reply_to: quoted }
  await calls('POST', '/api/messages', { as: cat, body: reply })
  await writesInto(ann, group, 'More words')
  await calls('PUT', `/api/blocks/${ann.uuid}`, { as: ben })
  const { page } = await aWindowOn(ben, group)
  await bubble(page, 'Why?').waitFor()
  await tripRow(page).getByText('Message from someone you blocked').waitFor()
  expect(await shownMessages(page).allTextContents()).toEqual([
    'Message from someone you blocked',
    'Why?',
    'Message from someone you blocked',
  ])
  await bubble(page, 'Why?').getByText('Message not available').waitFor()
  expect(await page.getByText('words').count()).toBe(0)
  await page.goto(`/messages/${group}?search=words`)
  await page.getByText('No messages contain “words”.').waitFor()
  await page.goto(`/messages/${group}`)
  await calls('DELETE', `/api/blocks/${ann.uuid}`, { as: ben })
  await bubble(page, 'More words').waitFor()
})

test('an invitation by a stranger is a request, which is accepted before one can write', async () => {
  const [ann, ben] = await Promise.all(
    ['Ann Abel', 'Ben Bond'].map((displayName) => given.aUser({ displayName })),
  )
  if (!ann || !ben) throw new Error('There are two people')
  await calls('PATCH', '/api/users/me', { as: ben, body: { strangers: 'requests' } })
  await createsGroup(ann, 'Trip', [ben])
  const { page } = await aWindowOf(ben)
  await page.getByRole('link', { name: 'Message requests' }).click()
  await tripRow(page).click()
  const bar = page.getByRole('region', { name: 'Message request' })
  await bar.getByText('You were added to this group.').waitFor()
  await isAccessible(page, 'group-request')
  await bar.getByRole('button', { name: 'Accept' }).click()
  await composer(page).waitFor()
})

test('deleting a message of a group says that it is deleted for everybody in it', async () => {
  const { ben, group } = await aTrip()
  await writesInto(ben, group, 'Oops')
  const { page } = await aWindowOn(ben, group)
  await bubble(page, 'Oops').waitFor()
  await selectsInMenu(page, 'Oops', 'Delete…')
  await page.getByRole('dialog').getByText('nobody in the group can read it any more').waitFor()
})

test('a reaction in a group names the members who have reacted, also one who has written nothing', async () => {
  const { ann, ben, cat, group } = await aTrip()
  const uuid = await writesInto(ann, group, 'Who is in?')
  for (const as of [ann, cat])
    await calls('PUT', `/api/messages/${group}/${uuid}/reaction`, { as, body: { emoji: '👍' } })
  const { page, errors } = await aWindowOn(ben, group)
  await page.getByRole('button', { name: /^👍 (Ann Abel and Cat Cole|Cat Cole and Ann Abel)$/ }).click()
  await page.getByRole('button', { name: /^👍 (Ann Abel, Cat Cole|Cat Cole, Ann Abel), and you$/ }).waitFor()
  expect(errors).toEqual([])
})
