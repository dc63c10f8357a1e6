import { expect, test } from '@jest/globals'
import type { WebSocket } from 'playwright-core'
import {
  aBrowser,
  aChat,
  aChatOfCognitoUser,
  aTab,
  aWindowOf,
  bubble,
  composer,
  hasWritten,
  isLive,
  row,
  shownMessages,
  writes,
} from '../steps/browser.ts'
import { eventually } from '../steps/processes.ts'
import { stopsItsClock } from '../steps/watched.ts'

aBrowser()

test('"is typing" is shown until the message arrives', async () => {
  const { ann, ben, group } = await aChat()
  const [{ page: anns }, { page: bens }] = await Promise.all([
    aWindowOf(ann, `/messages/${group}`),
    aWindowOf(ben, `/messages/${group}`),
  ])
  await Promise.all([anns, bens].map((page) => bubble(page, 'Hello').waitFor()))
  await Promise.all([anns, bens].map(isLive))
  // Ben's clock stands still, so that he sends "typing" once, and not again after the message.
  await bens.clock.setFixedTime(Date.now())
  await composer(bens).press('x')
  await anns.getByText('Ben Bond is typing').waitFor()
  await writes(bens, 'Hello Ann')
  await bubble(anns, 'Hello Ann').waitFor()
  expect(await anns.getByText('is typing').count()).toBe(0)
  expect(await bens.getByText('is typing').count()).toBe(0)
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

test('without a WebSocket URL, the client polls and says so', async () => {
  const { ann, ben, group } = await aChat()
  const { page, errors } = await aWindowOf(ben, `/messages/${group}`, {
    prepare: async (prepared) => {
      await stopsItsClock(prepared)
      await prepared.route('**/config.json', async (route) => {
        const { webSocketUrl, ...config } = await (await route.fetch()).json()
        expect(webSocketUrl).toMatch(/^ws:/)
        await route.fulfill({ json: config })
      })
    },
  })
  await bubble(page, 'Hello').waitFor()
  await page.clock.runFor(100)
  await page.getByText('Live updates unavailable').first().waitFor()
  await hasWritten(ann, ben, 'Are you there?')
  await eventually(
    async () => {
      await page.clock.runFor(5000)
      return bubble(page, 'Are you there?').count()
    },
    (count) => count === 1,
  )
  expect(errors).toEqual([])
})

test('after the network was gone, what was missed is there, and the page is live again by itself', async () => {
  const { ann, ben, group } = await aChat()
  const { page } = await aWindowOf(ben, `/messages/${group}`)
  await bubble(page, 'Hello').waitFor()
  await page.context().setOffline(true)
  await page.getByText('No internet connection. Messages will be sent later.').first().waitFor()
  await hasWritten(ann, ben, 'missed 1', 'missed 2', 'missed 3')
  await page.context().setOffline(false)
  for (const text of ['missed 1', 'missed 2', 'missed 3']) await bubble(page, text).waitFor()
  await isLive(page)
  await hasWritten(ann, ben, 'and live')
  await bubble(page, 'and live').waitFor()
})

test('the socket is replaced by one with a renewed token before its own expires, and no URL contains a token', async () => {
  const { ann, ben, group } = await aChatOfCognitoUser()
  const sockets: WebSocket[] = []
  const { page, errors } = await aWindowOf(ben, `/messages/${group}`, {
    prepare: async (prepared) => {
      prepared.on('websocket', (socket) => sockets.push(socket))
      await stopsItsClock(prepared)
    },
  })
  await bubble(page, 'Hello').waitFor()
  await isLive(page)
  expect(sockets.length).toBe(1)
  await page.clock.fastForward('59:00') // the token is valid for 60 minutes
  await eventually(
    async () => {
      await page.clock.runFor(1000)
      return [sockets.length, sockets[0]?.isClosed(), sockets[1]?.isClosed()]
    },
    ([count, first, second]) => count === 2 && first === true && second === false,
  )
  await hasWritten(ann, ben, 'Still there?')
  await bubble(page, 'Still there?').waitFor()
  expect(sockets.map((socket) => new URL(socket.url()).search)).toEqual(['', ''])
  expect(errors).toEqual([])
})
