import { expect, test } from '@jest/globals'
import {
  aBrowser,
  aChat,
  aTab,
  aWindowOf,
  bubble,
  hasTitle,
  hasWritten,
  isLive,
  row,
  shownMessages,
  writes,
} from '../steps/browser.ts'
import { countRequests, stopsItsClock } from '../steps/watched.ts'

aBrowser()

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

test('opening a conversation takes one request for the list and two for the conversation, and none after that', async () => {
  const { ann, ben, group } = await aChat()
  let requested: ReturnType<typeof countRequests> | undefined
  const { page } = await aWindowOf(ben, `/messages/${group}`, {
    prepare: async (prepared) => {
      await stopsItsClock(prepared)
      requested = countRequests(prepared)
    },
  })
  await bubble(page, 'Hello').waitFor()
  await hasTitle(page, 'Ann Abel')
  await isLive(page)
  await hasWritten(ann, ben, 'Are you live?')
  await bubble(page, 'Are you live?').waitFor()
  expect(requested).toEqual({ list: 1, page: 1, since: 0, group: 1 })
})
