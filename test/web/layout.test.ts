import { expect, test } from '@jest/globals'
import type { Page } from 'playwright-core'
import { people } from '../../seed/people.ts'
import {
  aBrowser,
  aChat,
  aWindow,
  aWindowOf,
  bubble,
  hasWritten,
  isPainted,
  rows,
  signsIn,
} from '../steps/browser.ts'
import { phone } from '../steps/browserDevices.ts'
import { eventually } from '../steps/processes.ts'

aBrowser()

const tablet = { width: 820, height: 1180 }
const desktop = { width: 1280, height: 800 }

const anOpenChat = async (...texts: string[]) => {
  const { ben, group } = await aChat(...texts)
  return aWindowOf(ben, `/messages/${group}`)
}

type Box = { left: number; right: number; top: number; bottom: number }
type Boxes = { lines: Box[]; time: Box; frame: Box }

/** The positions of the lines and the time of each message. */
const boxesOfMessages = (page: Page) =>
  page.evaluate(`[...document.querySelectorAll('article')].map((article) => {
    const plain = ({ left, right, top, bottom }) => ({ left, right, top, bottom })
    const box = (selector) => plain(article.querySelector(selector).getBoundingClientRect())
    const lines = [...article.querySelector('.text').getClientRects()].map(plain)
    return { lines, time: box('time'), frame: box('.bubble') }
  })`) as Promise<Boxes[]>

const arabic = 'أهلا بك في بابل، محطة السلام الأخيرة والأفضل بين جميع المحطات التي بنيت '
const english = 'Welcome to Babylon 5, the last and best of all '

test('the time of a message is after the end of its last line, in right-to-left scripts on the left', async () => {
  const { ann, ben, group } = await aChat(arabic.repeat(4))
  await hasWritten(ben, ann, 'שלום') // between them, because only the last message of a run shows its time in the bubble
  await hasWritten(ann, ben, english.repeat(6))
  const { page } = await aWindowOf(ben, `/messages/${group}`)
  for (const text of ['أهلا', 'שלום', 'Welcome']) await bubble(page, text).waitFor()
  const sides = ['left', 'left', 'right']
  const boxes = await boxesOfMessages(page)
  expect(boxes.length).toBe(sides.length)
  for (const [index, { lines, time, frame }] of boxes.entries()) {
    const isFree = lines.every(
      (line) => time.right <= line.left || time.left >= line.right || time.top >= line.bottom - 8,
    )
    expect(isFree).toBe(true)
    const isLeft = sides[index] === 'left'
    expect(isLeft ? time.left - frame.left : frame.right - time.right).toBeLessThan(16)
    const lastLine = lines.at(-1)
    expect(time.bottom).toBeGreaterThan((lastLine?.top ?? 0) + 4)
    const start = isLeft ? frame.right - (lastLine?.right ?? 0) : (lastLine?.left ?? 0) - frame.left
    expect(start).toBeLessThan(16)
  }
})

test('a message that is taller than the screen shows its beginning, and the rest after "Show more"', async () => {
  const text = `first\n${'\n'.repeat(990)}https://example.com/last`
  const { page } = await anOpenChat('before', text)
  const message = bubble(page, 'first')
  const more = message.getByRole('button', { name: 'Show more', expanded: false })
  await more.waitFor()
  const box = () => message.boundingBox()
  expect((await box())?.height).toBeLessThan(600)
  expect(await message.locator('.text').textContent()).toBe(text)
  expect(await message.locator('time').isVisible()).toBe(true)
  expect(await bubble(page, 'before').getByRole('button', { name: 'Show more' }).count()).toBe(0)

  // By keyboard: the message does not move when it is expanded, and then its link can be focused.
  await more.focus()
  await page.keyboard.press('Shift+Tab')
  expect(await page.evaluate('document.activeElement.tagName')).toBe('SECTION')
  const top = (await box())?.y
  await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  const less = message.getByRole('button', { name: 'Show less', expanded: true })
  await less.waitFor({ state: 'attached' })
  expect((await box())?.height).toBeGreaterThan(20_000)
  expect((await box())?.y).toBe(top)
  await page.keyboard.press('Shift+Tab')
  expect(await page.evaluate('document.activeElement.href')).toBe('https://example.com/last')

  await less.click()
  await more.waitFor()
  const inView = await eventually(box, (found) => (found?.y ?? -1) >= 0)
  expect(inView?.height).toBeLessThan(600)
})

test('a message that starts above the screen does not move when it is expanded', async () => {
  const { page } = await anOpenChat(`first${'\n.'.repeat(400)}`, 'after')
  const message = bubble(page, 'first')
  const more = message.getByRole('button', { name: 'Show more' })
  await more.waitFor()
  await page.setViewportSize({ width: 390, height: 500 })
  await page.mouse.move(200, 250)
  await page.mouse.wheel(0, 1000)
  const top = await eventually(
    async () => (await message.boundingBox())?.y ?? 0,
    (y) => y < 40, // under the header
  )
  await more.dispatchEvent('click') // a real click would scroll to it
  await message.getByRole('button', { name: 'Show less' }).waitFor({ state: 'attached' })
  await isPainted(page)
  expect(Math.abs(((await message.boundingBox())?.y ?? 0) - top)).toBeLessThan(2)
})

// Measured in fractions of a pixel: scrollWidth and clientWidth are rounded, and an ellipsis appears for less than one.
const truncatedNames = (page: Page) =>
  page.evaluate(`[...document.querySelectorAll('.name')].filter((name) => {
    const text = document.createRange()
    text.selectNodeContents(name)
    const isShown = name.checkVisibility()
    return isShown && text.getBoundingClientRect().width > name.getBoundingClientRect().width
  }).map(({ textContent }) => textContent)`)

test('the names of the demo people are never truncated', async () => {
  const { page } = await aWindow('/')
  await signsIn(page, { email: people[2]?.email ?? '' })
  await rows(page).first().waitFor()
  expect(await page.locator('.name').count()).toBeGreaterThan(1)
  for (const size of [desktop, tablet, phone.viewport]) {
    await page.setViewportSize(size)
    // People enlarge the text, and then a name needs more room.
    for (let px = 16; px <= 24; px += 0.5) {
      await page.evaluate(`document.documentElement.style.fontSize = '${px}px'`)
      expect([size, px, await truncatedNames(page)]).toEqual([size, px, []])
    }
  }
})

/** Where the first and the last character of a text are on the screen. */
const endsOf = (page: Page, selector: string) =>
  page.evaluate(`(() => {
    const walker = document.createTreeWalker(document.querySelector(${JSON.stringify(selector)}), NodeFilter.SHOW_TEXT)
    const characters = []
    while (walker.nextNode()) {
      for (let index = 0; index < walker.currentNode.length; index++) characters.push([walker.currentNode, index])
    }
    return [characters.at(0), characters.at(-1)].map(([node, index]) => {
      const range = document.createRange()
      range.setStart(node, index)
      range.setEnd(node, index + 1)
      return range.getBoundingClientRect().x
    })
  })()`) as Promise<[first: number, last: number]>

test('from right to left, the page is mirrored, and Latin names and texts in it are not', async () => {
  const { page } = await anOpenChat('Hello')
  await page.evaluate("document.documentElement.dir = 'rtl'")
  await bubble(page, 'Hello').waitFor()
  const xOf = async (selector: string) =>
    (await page.locator(selector).first().boundingBox())?.x ?? Number.NaN
  expect(await xOf('.sidebar')).toBeGreaterThan(await xOf('.pane'))
  expect(await xOf('.row .avatar')).toBeGreaterThan(await xOf('.row .name'))
  expect(await xOf('.row .name')).toBeGreaterThan(await xOf('.row time'))
  for (const selector of ['.pane-header .handle', '.row .preview .text', 'article .text']) {
    const [first, last] = await endsOf(page, selector)
    expect([selector, first < last]).toEqual([selector, true])
  }
  // The preview begins at the side of the name, not at the other end of the row.
  const [, end] = await endsOf(page, '.row .preview .text')
  const [, endOfName] = await endsOf(page, '.row .name')
  expect(Math.abs(end - endOfName)).toBeLessThan(10)
})
