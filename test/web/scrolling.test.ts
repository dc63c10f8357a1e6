import { expect, test } from '@jest/globals'
import type { Page } from 'playwright-core'
import {
  aBrowser,
  aWindowOf,
  bubble,
  composer,
  goesToEnd,
  hasRead,
  hasWritten,
  haveWrittenLong,
  isPainted,
  log,
  numberedTexts,
  row,
  shownMessages,
} from '../steps/browser.ts'
import * as given from '../steps/given.ts'
import { eventually } from '../steps/processes.ts'

aBrowser()

/** Ann has written a long conversation to Ben. */
const aLongChat = async (texts: string[]) => {
  const [ann, ben] = await Promise.all([given.aUser({ displayName: 'Ann Abel' }), given.aUser()])
  return { ann, ben, group: await haveWrittenLong(ann, ben, texts) }
}

/** Ben has read a long conversation with messages of different heights, and opens it at its end. */
const anOpenLongChat = async () => {
  const texts = numberedTexts(120).map((text, index) => `${text} ${'so '.repeat((index * 7) % 60)}`)
  const { ann, ben, group } = await aLongChat(texts)
  await hasRead(ben, group)
  const { page } = await aWindowOf(ben, `/messages/${group}`)
  await bubble(page, 'message number 120;').waitFor()
  return { ann, ben, page, group }
}

/** Requests for older messages wait until they are released. */
const holdOlder = async (page: Page) => {
  const { promise: released, resolve: release } = Promise.withResolvers<void>()
  await page.route('**/api/messages/*before=*', async (route) => {
    await released
    await route.continue()
  })
  return release
}

const beginning = (page: Page) => page.getByText('This is the beginning of your conversation')

const scrollsUpTo = async (page: Page, text: string) => {
  await log(page).hover()
  await eventually(
    async () => {
      await page.mouse.wheel(0, -200)
      await isPainted(page)
      return bubble(page, text).count()
    },
    (count) => count > 0,
  )
}

/** The position of a message as soon as it has not moved for ten frames. */
const positionAtRest = (page: Page, text: string) =>
  page.evaluate(`new Promise((resolve) => {
    let [last, frames] = [undefined, 0]
    const look = () => {
      const message = [...document.querySelectorAll('article')].find(({ textContent }) => textContent.includes('${text}'))
      const top = message?.getBoundingClientRect().top
      frames = top !== undefined && top === last ? frames + 1 : 0
      last = top
      if (frames === 10) resolve(top)
      else requestAnimationFrame(look)
    }
    look()
  })`) as Promise<number>

test('scrolling up loads all pages and shows every message, but renders only those near the screen', async () => {
  const texts = numberedTexts(171) // four pages
  const { ben, group } = await aLongChat(texts)
  const { page, errors } = await aWindowOf(ben, `/messages/${group}`)
  await goesToEnd(page)
  await bubble(page, 'message number 171;').waitFor()

  const seen = new Set<string>()
  let maxAtOnce = 0
  const collect = async () => {
    const shown = await shownMessages(page).allTextContents()
    for (const text of shown) seen.add(text)
    maxAtOnce = Math.max(maxAtOnce, shown.length)
  }
  await log(page).hover()
  await eventually(
    async () => {
      await collect()
      await page.mouse.wheel(0, -300) // two of them may be painted at once, and still skip no message
      await isPainted(page)
      return beginning(page).count()
    },
    (count) => count === 1,
  )
  await collect()
  expect([...seen].sort()).toEqual([...texts].sort())
  expect(maxAtOnce).toBeLessThan(60)

  await page.getByRole('button', { name: 'Jump to latest' }).click()
  await bubble(page, 'message number 171;').waitFor()
  expect(errors).toEqual([])
})

test('on a screen that is taller than a page of messages, the wheel loads older messages', async () => {
  const { ben, group } = await aLongChat(numberedTexts(120))
  const { page, errors } = await aWindowOf(ben, `/messages/${group}`, {
    viewport: { width: 1000, height: 8000 },
  })
  await bubble(page, 'message number 120;').waitFor()
  await log(page).hover()
  await eventually(
    async () => {
      await page.mouse.wheel(0, -500)
      return beginning(page).count()
    },
    (count) => count === 1,
  )
  await bubble(page, 'message number 1;').waitFor()
  expect(errors).toEqual([])
})

test('older messages are announced while they load, and do not move the messages on the screen', async () => {
  const { page } = await anOpenLongChat()
  const release = await holdOlder(page)
  await log(page).focus()
  await page.keyboard.press('Home')
  const loading = page.getByRole('status').getByText('Loading…')
  await loading.waitFor()
  const oldest = bubble(page, 'message number 71;')
  await oldest.waitFor()
  const before = await oldest.boundingBox()
  release()
  await loading.waitFor({ state: 'detached' })
  await bubble(page, 'message number 70;').waitFor({ state: 'attached' })
  const after = await eventually(
    () => oldest.boundingBox(),
    (box) => Math.abs((box?.y ?? 0) - (before?.y ?? 0)) < 40, // the day heading above it moves to an older message
  )
  expect(after).not.toBeNull()
  expect(await composer(page).count()).toBe(1)
})

test('a conversation is reopened at its last scroll position, or at its end if it was there, also after new messages', async () => {
  const { ann, ben, page } = await anOpenLongChat()
  const cat = await given.aUser({ displayName: 'Cat Cole' })
  await hasWritten(cat, ben, 'Hi')
  await scrollsUpTo(page, 'message number 80;')
  const left = bubble(page, 'message number 83;')
  const before = await positionAtRest(page, 'message number 83;')
  await row(page, 'Cat Cole').click()
  await bubble(page, 'Hi').waitFor()
  await hasWritten(ann, ben, 'message number 121;')
  await row(page, 'Ann Abel').getByText('message number 121;').waitFor()
  await row(page, 'Ann Abel').click()
  await left.waitFor()
  // Browsers scroll by whole pixels, and messages have fractions of them.
  await eventually(
    async () => (await left.boundingBox())?.y ?? 0,
    (y) => Math.abs(y - before) < 1,
  )
  expect(await bubble(page, 'message number 121;').count()).toBe(0)

  // The new message was not on the screen, so it is still unread.
  await page.getByRole('button', { name: '1 new' }).waitFor()

  await page.locator('.to-end').click()
  await bubble(page, 'message number 121;').waitFor()
  await row(page, 'Cat Cole').click()
  await bubble(page, 'Hi').waitFor()
  await hasWritten(ann, ben, 'message number 122;')
  await row(page, 'Ann Abel').getByText('message number 122;').waitFor()
  await row(page, 'Ann Abel').click()
  await bubble(page, 'message number 122;').waitFor()
})
