import { describe, expect, test } from '@jest/globals'
import type { Page } from 'playwright-core'
import {
  aBrowser,
  aChatOfCognitoUser,
  aWindow,
  aWindowOf,
  bubble,
  composer,
  goesTo,
  goesToEnd,
  hasRead,
  hasWritten,
  haveWrittenLong,
  isPainted,
  log,
  numberedTexts,
  row,
  shownMessages,
  signsIn,
} from '../steps/browser.ts'
import * as given from '../steps/given.ts'
import { eventually } from '../steps/processes.ts'
import { calls } from '../steps/when.ts'

aBrowser()

/** Ann has written a long conversation to Ben. */
const aLongChat = async (texts: string[]) => {
  const [ann, ben] = await Promise.all([given.aUser({ displayName: 'Ann Abel' }), given.aUser()])
  return { ann, ben, group: await haveWrittenLong(ann, ben, texts) }
}

/** Ben has read a long conversation with messages of different heights, and opens it at its end. */
const anOpenLongChat = async () => {
  const texts = numberedTexts(60).map((text, index) => `${text} ${'so '.repeat((index * 7) % 60)}`)
  const { ann, ben, group } = await aLongChat(texts)
  await hasRead(ben, group)
  const { page } = await aWindowOf(ben, `/messages/${group}`)
  await bubble(page, 'message number 60;').waitFor()
  return { ann, ben, page, group }
}

/** Requests for messages before or after those that are held wait until they are released. */
const hold = async (page: Page, relation: 'before' | 'since') => {
  const { promise: released, resolve: release } = Promise.withResolvers<void>()
  await page.route(`**/api/messages/*${relation}=*`, async (route) => {
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
  page.evaluate(`new Promise((resolve, reject) => {
    let [last, frames, looks] = [undefined, 0, 0]
    const look = () => {
      const message = [...document.querySelectorAll('article')].find(({ textContent }) => textContent.includes('${text}'))
      const top = message?.querySelector('.text').getBoundingClientRect().top
      frames = top !== undefined && top === last ? frames + 1 : 0
      last = top
      looks += 1
      if (frames === 10) resolve(top)
      else if (looks === 1000) reject(new Error('The message is missing or moves'))
      else requestAnimationFrame(look)
    }
    look()
  })`) as Promise<number>

test('scrolling up loads all pages and shows every message, but renders only those near the screen', async () => {
  const texts = numberedTexts(120) // three pages
  const { ben, group } = await aLongChat(texts)
  const { page, errors } = await aWindowOf(ben, `/messages/${group}`)
  await goesToEnd(page)
  await bubble(page, 'message number 120;').waitFor()

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
  await bubble(page, 'message number 120;').waitFor()
  expect(errors).toEqual([])
})

describe('on a screen that is taller than a page of messages', () => {
  const viewport = { width: 1000, height: 8000 }

  test('the wheel loads older messages', async () => {
    const { ben, group } = await aLongChat(numberedTexts(70))
    await hasRead(ben, group)
    const { page, errors } = await aWindowOf(ben, `/messages/${group}`, { viewport })
    await bubble(page, 'message number 70;').waitFor()
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

  test('unread messages are loaded down to the end of the screen', async () => {
    const { ben, group } = await aLongChat(numberedTexts(70))
    const { page, errors } = await aWindowOf(ben, `/messages/${group}`, { viewport })
    await beginning(page).waitFor()
    await bubble(page, 'message number 70;').waitFor()
    expect(errors).toEqual([])
  })
})

test('older messages are announced while they load, and do not move the messages on the screen', async () => {
  const { page } = await anOpenLongChat()
  const release = await hold(page, 'before')
  await log(page).focus()
  await page.keyboard.press('Home')
  const loading = page.getByRole('status').getByText('Loading…')
  await loading.waitFor()
  const before = await positionAtRest(page, 'message number 11;')
  release()
  await loading.waitFor({ state: 'detached' })
  await bubble(page, 'message number 10;').waitFor({ state: 'attached' })
  expect(Math.abs((await positionAtRest(page, 'message number 11;')) - before)).toBeLessThanOrEqual(1)
  expect(await composer(page).count()).toBe(1)
})

test('newer messages are announced while they load, and do not move the messages on the screen', async () => {
  const { ben, group } = await aLongChat(numberedTexts(90))
  await hasRead(ben, group, 'message number 30;')
  let release = () => {}
  const { page } = await aWindowOf(ben, `/messages/${group}`, {
    prepare: async (prepared) => {
      release = await hold(prepared, 'since')
    },
  })
  await bubble(page, 'message number 31;').waitFor()
  await log(page).focus()
  await page.keyboard.press('End')
  const loading = page.locator('.newer').getByText('Loading…')
  await loading.waitFor()
  const before = await positionAtRest(page, 'message number 55;')
  release()
  await loading.waitFor({ state: 'detached' })
  expect(Math.abs((await positionAtRest(page, 'message number 55;')) - before)).toBeLessThanOrEqual(1)
  await bubble(page, 'message number 56;').waitFor({ state: 'attached' })
})

test('a conversation is reopened at its last scroll position, or at its end if it was there, also after new messages', async () => {
  const { ann, ben, page } = await anOpenLongChat()
  const cat = await given.aUser({ displayName: 'Cat Cole' })
  await hasWritten(cat, ben, 'Hi')
  await scrollsUpTo(page, 'message number 30;')
  const left = bubble(page, 'message number 33;')
  const before = await positionAtRest(page, 'message number 33;')
  await row(page, 'Cat Cole').click()
  await bubble(page, 'Hi').waitFor()
  await hasWritten(ann, ben, 'message number 61;')
  await row(page, 'Ann Abel').getByText('message number 61;').waitFor()
  await row(page, 'Ann Abel').click()
  await left.waitFor()
  // Browsers scroll by whole pixels, and messages have fractions of them.
  expect(Math.abs((await positionAtRest(page, 'message number 33;')) - before)).toBeLessThan(1)
  expect(await bubble(page, 'message number 61;').count()).toBe(0)

  // The new message was not on the screen, so it is still unread.
  await page.getByRole('button', { name: '1 new' }).waitFor()

  await page.locator('.to-end').click()
  await bubble(page, 'message number 61;').waitFor()
  await row(page, 'Cat Cole').click()
  await bubble(page, 'Hi').waitFor()
  await hasWritten(ann, ben, 'message number 62;')
  await row(page, 'Ann Abel').getByText('message number 62;').waitFor()
  await row(page, 'Ann Abel').click()
  await bubble(page, 'message number 62;').waitFor()
})

/** The text of the first message that is not above the log. */
const firstShown = (page: Page) =>
  page.evaluate(`[...document.querySelectorAll('article')]
    .find((message) => message.getBoundingClientRect().bottom > document.querySelector('.log').getBoundingClientRect().top)
    .querySelector('.text').textContent`) as Promise<string>

test('a page of unread messages is reopened at its last scroll position, also after the window was resized', async () => {
  const texts = numberedTexts(80).map((text, index) => `${text} ${'so '.repeat((index * 7) % 60)}`)
  const { ann, ben, group } = await aLongChat(texts)
  const cat = await given.aUser({ displayName: 'Cat Cole' })
  await hasWritten(cat, ben, 'Hi')
  await hasRead(ben, group, texts[24])
  const { page } = await aWindowOf(ben, `/messages/${group}`)
  await page.getByText('New messages', { exact: true }).waitFor()
  await log(page).hover()
  await page.mouse.wheel(0, 330)
  await positionAtRest(page, 'message number 27;')
  const text = (await firstShown(page)).trim()
  const before = await positionAtRest(page, text)
  await row(page, 'Cat Cole').click()
  await bubble(page, 'Hi').waitFor()
  await page.setViewportSize({ width: 900, height: 700 })
  await hasWritten(ann, ben, 'one more')
  await row(page, 'Ann Abel').getByText('one more').waitFor()
  await row(page, 'Ann Abel').click()
  await page.getByText('New messages', { exact: true }).waitFor({ state: 'attached' })
  expect(Math.abs((await positionAtRest(page, text)) - before)).toBeLessThan(2)
})

test('while one scrolls, the day of the topmost message is shown, and for a moment after, unless its heading is there', async () => {
  const [ann, ben] = await Promise.all([given.aUser({ displayName: 'Ann Abel' }), given.aUser()])
  const group = await haveWrittenLong(ann, ben, numberedTexts(60), 3_600_000)
  await hasRead(ben, group)
  const { page, errors } = await aWindowOf(ben, `/messages/${group}`, {
    prepare: (prepared) => prepared.clock.install(),
  })
  await bubble(page, 'message number 60;').waitFor()
  await page.clock.pauseAt(Date.now() + 5000)
  const pill = page.locator('.sticky-day.is-shown')
  expect(await pill.count()).toBe(0)
  const scrollsUntil = (isReached: () => Promise<boolean>) =>
    eventually(
      async () => {
        await page.mouse.wheel(0, -15)
        return isReached()
      },
      (isSo) => isSo,
    )
  await log(page).hover()
  await scrollsUntil(async () => (await pill.allTextContents()).includes('Yesterday'))
  const topmost = await page.evaluate(`new Date([...document.querySelectorAll('article')]
    .find((message) => message.getBoundingClientRect().bottom > document.querySelector('.log').getBoundingClientRect().top)
    .querySelector('time').dateTime).toDateString()`)
  expect(topmost).toBe(new Date(Date.now() - 86_400_000).toDateString())
  // A scroll event can arrive after the clock has been moved.
  await eventually(
    async () => {
      await page.clock.runFor(1500)
      return pill.count()
    },
    (count) => count === 0,
  )

  const isHeadingShown = `[...document.querySelectorAll('.day')].some((heading) =>
    heading.textContent === 'Yesterday' &&
    heading.getBoundingClientRect().top > document.querySelector('.log').getBoundingClientRect().top)`
  await scrollsUntil(() => page.evaluate(isHeadingShown))
  expect(await pill.count()).toBe(0)
  expect(errors).toEqual([])
})

describe('a link to a message', () => {
  const isShownAtMiddle = async (page: Page, text: string) => {
    await page.locator('.is-target', { hasText: text }).waitFor()
    await eventually(
      async () => {
        const [frame, message] = await Promise.all([
          log(page).boundingBox(),
          bubble(page, text).boundingBox(),
        ])
        if (!frame || !message) return Number.NaN
        return message.y + message.height / 2 - frame.y - frame.height / 2
      },
      (distance) => Math.abs(distance) < 40,
    )
    await eventually(
      () => new URL(page.url()).search,
      (search) => search === '',
    )
  }

  const aReadChat = async () => {
    const chat = await aLongChat(numberedTexts(110))
    await hasRead(chat.ben, chat.group)
    const { body } = await calls('GET', `/api/messages/${chat.group}?limit=100`, { as: chat.ben })
    const uuidOf = (number: number) => (body as { uuid: string }[])[number - 11]?.uuid
    return { ...chat, pathTo: (number: number) => `/messages/${chat.group}?message=${uuidOf(number)}` }
  }

  test('opens the conversation there, after one request for messages, also when it is open already', async () => {
    const { ben, pathTo } = await aReadChat()
    const queries: string[] = []
    const { page, errors } = await aWindowOf(ben, pathTo(30), {
      prepare: async (prepared) => {
        prepared.on('request', (request) => {
          if (/api.messages/.test(request.url())) queries.push(new URL(request.url()).search)
        })
      },
    })
    await isShownAtMiddle(page, 'message number 30;')
    expect(queries.filter((query) => !/(before|after|since)=/.test(query)).length).toBe(1)
    await goesTo(page, pathTo(35))
    await isShownAtMiddle(page, 'message number 35;')
    await page.getByRole('button', { name: 'Jump to latest' }).click()
    await bubble(page, 'message number 110;').waitFor()
    await goesTo(page, pathTo(30))
    await isShownAtMiddle(page, 'message number 30;')
    await page.locator('.is-target').waitFor({ state: 'detached' })
    expect(errors).toEqual([])
  })

  test('leads to the message after signing in', async () => {
    const { ben, group } = await aChatOfCognitoUser(...numberedTexts(30))
    const { body } = await calls('GET', `/api/messages/${group}?limit=100`, { as: ben })
    const { page } = await aWindow(`/messages/${group}?message=${body[14].uuid}`)
    await signsIn(page, ben)
    await isShownAtMiddle(page, 'message number 15;')
  })

  test('to a message that does not exist opens the conversation', async () => {
    const { ben, group } = await aReadChat()
    const { page } = await aWindowOf(ben, `/messages/${group}?message=0190163d-8694-739b-aea5-966c26f8ad91`)
    await page.getByRole('status').getByText("This message doesn't exist.").waitFor()
    await bubble(page, 'message number 110;').waitFor()
    expect(new URL(page.url()).search).toBe('')
  })
})
