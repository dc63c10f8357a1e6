import { expect, test } from '@jest/globals'
import { pool } from '../../local/pool.ts'
import {
  aBrowser,
  aChat,
  aTab,
  aWindow,
  aWindowOf,
  bubble,
  composer,
  hasTitle,
  hasWritten,
  isLive,
  isStored,
  row,
  shownMessages,
  startsConversation,
  startsToSignOut,
  writes,
} from '../steps/browser.ts'
import * as given from '../steps/given.ts'
import { eventually } from '../steps/processes.ts'
import { countRequests, stopsItsClock } from '../steps/watched.ts'

aBrowser()

test('a person signs up, finds somebody, writes, reads, types, loses the network and signs out, and no message is lost or doubled', async () => {
  const bob = await given.aUser({ displayName: 'Bob Baker' })
  const { page: bobs, errors: bobsErrors } = await aWindowOf(bob)
  await bobs.getByText('No conversations yet').waitFor()

  // sign up, confirm
  const handle = given.aHandle('alice')
  const { page: alices, errors: alicesErrors } = await aWindow('/signup')
  await alices.getByLabel('Name').fill('Alice Archer')
  await alices.getByLabel('Handle').fill(handle)
  await alices.getByLabel('E-mail address').fill(`${handle}@example.org`)
  await alices.getByLabel('Password', { exact: true }).fill(pool.password)
  await alices.getByRole('button', { name: 'Sign up' }).click()
  await alices.getByLabel('Code').fill(pool.confirmationCode)
  await alices.getByRole('button', { name: 'Confirm' }).click()
  await alices.getByText('No conversations yet').waitFor()

  // find somebody and start a conversation
  await startsConversation(alices, `@${bob.handle.toUpperCase()}`, 'Bob Baker')
  await alices.getByText(`beginning of your conversation with @${bob.handle}`).waitFor()
  await writes(alices, 'Hello Bob!')
  await alices.waitForURL(/messages\/[0-9a-f-]{36}$/)
  await bubble(alices, 'Hello Bob!').getByText('Sent').waitFor()

  // live updates in both windows, the unread badge, "Seen"
  await row(bobs, 'Alice Archer').getByText('1 unread').waitFor()
  await row(bobs, 'Alice Archer').click()
  await bubble(bobs, 'Hello Bob!').waitFor()
  await bubble(alices, 'Hello Bob!').getByText('Seen').waitFor()
  await composer(bobs).pressSequentially('Hello')
  await alices.getByText('Bob Baker is typing…').waitFor()
  await writes(bobs, 'Hello Alice!')
  await bubble(alices, 'Hello Alice!').waitFor()
  await alices.getByText('is typing').waitFor({ state: 'detached' })
  await bubble(bobs, 'Hello Alice!').getByText('Seen').waitFor()
  expect(await row(bobs, 'Alice Archer').getByText('unread').count()).toBe(0)

  // the network fails while a message is sent: the server stores it, but the response is lost
  await alices.route(
    '**/api/messages',
    async (route) => {
      await alices.context().setOffline(true)
      await alices.locator('.connection.offline').first().waitFor() // her socket is closed, so it cannot deliver the message either
      await route.fetch()
      await route.abort('internetdisconnected')
    },
    { times: 1 },
  )
  await writes(alices, 'Are you there?')
  await bubble(alices, 'Are you there?').getByText('Waiting for network…').waitFor()
  await writes(alices, 'This line is bad')
  await bubble(alices, 'This line is bad').getByText('Waiting for network…').waitFor()
  await bubble(bobs, 'Are you there?').waitFor()
  await writes(bobs, 'I am, are you?')
  await bubble(bobs, 'I am, are you?').getByText('Sent').waitFor()

  // the network is back
  await alices.context().setOffline(false)
  await isStored(alices, 'This line is bad')
  await bubble(bobs, 'This line is bad').waitFor()
  await isLive(alices)
  const all = ['Hello Bob!', 'Hello Alice!', 'Are you there?', 'I am, are you?', 'This line is bad']
  const shown = await eventually(
    () => Promise.all([alices, bobs].map((page) => shownMessages(page).allTextContents())),
    ([ones = [], others = []]) => ones.length === all.length && others.length === all.length,
  )
  expect(shown[0]?.toSorted()).toEqual(all.toSorted())
  expect(shown[0]).toEqual(shown[1])

  // sign out
  await startsToSignOut(alices)
  await alices.getByText("You're signed out.").waitFor()
  expect(await alices.evaluate(() => Object.keys(localStorage))).toEqual([])
  await alices.goBack()
  await alices.getByRole('heading', { name: 'Sign in' }).waitFor()
  expect(await alices.getByText('Hello').count()).toBe(0)

  expect(bobsErrors).toEqual([])
  expect(alicesErrors.filter((text) => !/ERR_INTERNET_DISCONNECTED/.test(text))).toEqual([])
})

test('two tabs of a browser show the same messages, and reading in one is shown in the other', async () => {
  const { ben, group } = await aChat()
  const { page: one } = await aWindowOf(ben)
  const other = await aTab(one, '/messages')
  await row(other, 'Ann Abel').getByText('1 unread').waitFor()
  await row(one, 'Ann Abel').click()
  await bubble(one, 'Hello').waitFor()
  await row(other, 'Ann Abel').getByText('1 unread').waitFor({ state: 'detached' })
  await other.goto(`/messages/${group}`)
  await bubble(other, 'Hello').waitFor()
  await writes(one, 'From one')
  await bubble(other, 'From one').waitFor()
  await writes(other, 'From the other')
  await bubble(one, 'From the other').waitFor()
  expect(await shownMessages(one).allTextContents()).toEqual(await shownMessages(other).allTextContents())
})

test('a page requests the list once and the conversation once until its socket has been open for a moment', async () => {
  const { ann, ben, group } = await aChat()
  let requested: ReturnType<typeof countRequests> | undefined
  let isMarked: Promise<unknown> | undefined
  const { page } = await aWindowOf(ben, `/messages/${group}`, {
    prepare: async (prepared) => {
      await stopsItsClock(prepared)
      requested = countRequests(prepared)
      isMarked = prepared.waitForResponse('**/read')
    },
  })
  await bubble(page, 'Hello').waitFor()
  await hasTitle(page, 'Ann Abel')
  await isLive(page)
  await isMarked // a message during this request leads to another one
  await hasWritten(ann, ben, 'Are you live?')
  await bubble(page, 'Are you live?').waitFor()
  expect(requested).toEqual({ list: 1, page: 1, since: 0, group: 1 })
})
