import { expect, test } from '@jest/globals'
import { pool } from '../../local/pool.ts'
import {
  aBrowser,
  aPerson,
  aWindow,
  aWindowOf,
  bubble,
  composer,
  goesToEnd,
  hasWritten,
  haveWrittenLong,
  isStored,
  row,
  shownMessages,
  writes,
} from '../steps/browser.ts'
import * as given from '../steps/given.ts'
import { eventually } from '../steps/processes.ts'
import { calls } from '../steps/when.ts'

aBrowser()

test('two people find each other, write, read, lose the network and leave, and nothing is lost or doubled', async () => {
  const bob = await aPerson('Bob Baker')
  const { page: bobs, errors: bobsErrors } = await aWindowOf(bob)
  await bobs.getByText('No conversations yet').waitFor()

  // sign up, confirm
  const handle = given.aHandle('alice')
  const { page: alices, errors: alicesErrors } = await aWindow('/signup')
  await alices.getByLabel('Name').fill('Alice Archer')
  await alices.getByLabel('Handle').fill(handle)
  await alices.getByLabel('Email address').fill(`${handle}@example.org`)
  await alices.getByLabel('Password').fill(pool.password)
  await alices.getByRole('button', { name: 'Sign up' }).click()
  await alices.getByLabel('Code').fill(pool.confirmationCode)
  await alices.getByRole('button', { name: 'Confirm' }).click()
  await alices.getByText('No conversations yet').waitFor()

  // find somebody, start
  await alices.getByLabel('Search people by handle').fill(`@${bob.handle.toUpperCase()}`)
  await alices.getByRole('link', { name: 'Bob Baker' }).click()
  await alices.getByText(`beginning of your conversation with @${bob.handle}`).waitFor()
  await writes(alices, 'Hello Bob!')
  await alices.waitForURL(/messages\/[0-9a-f-]{36}$/)
  await bubble(alices, 'Hello Bob!').getByText('Sent').waitFor()

  // live in both, the unread badge, read, seen
  await row(bobs, 'Alice Archer').getByText('1 unread').waitFor()
  await row(bobs, 'Alice Archer').click()
  await bubble(bobs, 'Hello Bob!').waitFor()
  await bubble(alices, 'Hello Bob!').getByText('Seen').waitFor()
  await writes(bobs, 'Hello Alice!')
  await bubble(alices, 'Hello Alice!').waitFor()
  await bubble(bobs, 'Hello Alice!').getByText('Seen').waitFor()
  expect(await row(bobs, 'Alice Archer').getByText('unread').count()).toBe(0)

  // the network goes in the middle of a send: the server has stored it, and nobody is told
  await alices.route('**/api/messages', async (route) => {
    await alices.context().setOffline(true)
    await alices.locator('.connection.offline').first().waitFor() // her socket is gone: nothing tells her what the server does now
    await route.fetch()
    await route.abort('internetdisconnected')
  })
  await writes(alices, 'Are you there?')
  await bubble(alices, 'Are you there?').getByText('Waiting for network…').waitFor()
  await writes(alices, 'This line is bad')
  await bubble(alices, 'This line is bad').getByText('Waiting for network…').waitFor()
  await bubble(bobs, 'Are you there?').waitFor()
  await writes(bobs, 'I am, are you?')
  await bubble(bobs, 'I am, are you?').getByText('Sent').waitFor()

  // it comes back
  await alices.unroute('**/api/messages')
  await alices.context().setOffline(false)
  await isStored(alices, 'This line is bad')
  await bubble(bobs, 'This line is bad').waitFor()
  const all = ['Hello Bob!', 'Hello Alice!', 'Are you there?', 'I am, are you?', 'This line is bad']
  const shown = await eventually(
    () => Promise.all([alices, bobs].map((page) => shownMessages(page).allTextContents())),
    ([ones = [], others = []]) => ones.length === all.length && others.length === all.length,
  )
  expect(shown[0]?.toSorted()).toEqual(all.toSorted())
  expect(shown[0]).toEqual(shown[1])

  // sign out
  await alices.getByRole('button', { name: 'Sign out' }).click()
  await alices.getByText("You're signed out.").waitFor()
  expect(await alices.evaluate(() => Object.keys(localStorage))).toEqual([])
  await alices.goBack()
  await alices.getByRole('heading', { name: 'Sign in' }).waitFor()
  expect(await alices.getByText('Hello').count()).toBe(0)

  expect(bobsErrors).toEqual([])
  expect(alicesErrors.filter((text) => !/ERR_INTERNET_DISCONNECTED/.test(text))).toEqual([])
})

test('whoever scrolls up comes past 300 older messages without a jump, and the newest is one press away', async () => {
  const [ann, ben] = await Promise.all([given.aUser({ displayName: 'Ann Abel' }), aPerson('Ben Bond')])
  const texts = Array.from({ length: 301 }, (_, index) => `message number ${index + 1};`)
  const group = await haveWrittenLong(ann, ben, texts)
  const { page, errors } = await aWindowOf(ben, `/messages/${group}`)
  await goesToEnd(page)
  await bubble(page, 'message number 301;').waitFor()
  const log = page.getByRole('region', { name: 'Messages with Ann Abel' })

  const seen = new Set<string>()
  const see = async () => {
    for (const text of await shownMessages(page).allTextContents()) seen.add(text)
  }
  const beginning = page.getByText('This is the beginning of your conversation')
  let maxAtOnce = 0
  for (let rounds = 0; (await beginning.count()) === 0; rounds += 1) {
    if (rounds > 1000)
      throw new Error(`after ${seen.size} messages no more came: ${await page.locator('main').textContent()}`)
    await see()
    maxAtOnce = Math.max(maxAtOnce, await shownMessages(page).count())
    await log.hover()
    await page.mouse.wheel(0, -500)
    // A page that is not painted for once shall not be waited for.
    await page.evaluate(`new Promise((painted) => {
      requestAnimationFrame(() => requestAnimationFrame(painted))
      setTimeout(painted, 1000)
    })`)
  }
  await see()
  expect([...seen].sort()).toEqual([...texts].sort())
  expect(maxAtOnce).toBeLessThan(60) // the rest is not in the page: 10,000 are no heavier

  await page.getByRole('button', { name: 'Jump to latest' }).click()
  await bubble(page, 'message number 301;').waitFor()
  expect(errors).toEqual([])
})

test('on a screen that is taller than a page of messages, whoever wants to scroll up gets the older ones', async () => {
  const [ann, ben] = await Promise.all([given.aUser({ displayName: 'Ann Abel' }), aPerson('Ben Bond')])
  const texts = Array.from({ length: 120 }, (_, index) => `message number ${index + 1};`)
  const group = await haveWrittenLong(ann, ben, texts)
  const { page, errors } = await aWindowOf(ben, `/messages/${group}`)
  await page.setViewportSize({ width: 1000, height: 8000 })
  await bubble(page, 'message number 120;').waitFor()
  await page.getByRole('region', { name: 'Messages with Ann Abel' }).hover()
  await eventually(
    async () => {
      await page.mouse.wheel(0, -500)
      return page.getByText('This is the beginning of your conversation').count()
    },
    (count) => count === 1,
  )
  await bubble(page, 'message number 1;').waitFor()
  expect(errors).toEqual([])
})

test('older messages that come do not move the ones that are being read', async () => {
  const [ann, ben] = await Promise.all([given.aUser({ displayName: 'Ann Abel' }), aPerson('Ben Bond')])
  const texts = Array.from(
    { length: 120 },
    (_, index) => `message number ${index + 1}; ${'so '.repeat((index * 7) % 60)}`,
  )
  const group = await haveWrittenLong(ann, ben, texts)
  const { body } = await calls('GET', `/api/messages/${group}?limit=1`, { as: ben })
  await calls('PUT', `/api/message_groups/${group}/read`, { as: ben, body: { message_uuid: body[0].uuid } })
  const { page } = await aWindowOf(ben, `/messages/${group}`)
  await bubble(page, 'message number 120;').waitFor()

  let letThrough = () => {}
  const held = new Promise<void>((resolve) => {
    letThrough = resolve
  })
  await page.route('**/api/messages/*before=*', async (route) => {
    await held
    await route.continue()
  })
  const log = page.getByRole('region', { name: 'Messages with Ann Abel' })
  await log.focus()
  await page.keyboard.press('Home')
  const oldest = bubble(page, 'message number 71;')
  await oldest.waitFor()
  const before = await oldest.boundingBox()
  letThrough()
  await bubble(page, 'message number 70;').waitFor({ state: 'attached' })
  const after = await eventually(
    () => oldest.boundingBox(),
    (box) => Math.abs((box?.y ?? 0) - (before?.y ?? 0)) < 40, // the day that stood above it stands above another now
  )
  expect(after).not.toBeNull()
  expect(await composer(page).count()).toBe(1)
})

test('a conversation is opened by its address, after signing in, whoever it is with', async () => {
  const [ann, ben] = await Promise.all([given.aUser({ displayName: 'Ann Abel' }), aPerson('Ben Bond')])
  const group = await hasWritten(ann, ben, 'Do you know this address?')
  expect((await calls('GET', `/api/message_groups/${group}`, { as: ben })).status).toBe(200)
  const { page } = await aWindowOf(ben, `/messages/${group}`)
  await page.getByRole('heading', { name: 'Ann Abel' }).waitFor()
  await bubble(page, 'Do you know this address?').waitFor()
  expect(new URL(page.url()).pathname).toBe(`/messages/${group}`)
})
