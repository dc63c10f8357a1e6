import { expect, test } from '@jest/globals'
import type { Page } from 'playwright-core'
import { aBrowser, aPerson, aWindowOf, bubble, hasWritten } from '../steps/browser.ts'
import * as given from '../steps/given.ts'
import { eventually } from '../steps/processes.ts'

aBrowser()

const hasCome = async (...texts: string[]) => {
  const [ann, ben] = await Promise.all([given.aUser({ displayName: 'Ann Abel' }), aPerson('Ben Bond')])
  const group = await hasWritten(ann, ben, ...texts)
  return aWindowOf(ben, `/messages/${group}`)
}

type Box = { left: number; right: number; top: number; bottom: number }
type Places = { lines: Box[]; time: Box; frame: Box }

/** Where the lines of the only message and its time are. */
const places = (page: Page) =>
  page.evaluate(`(() => {
    const plain = ({ left, right, top, bottom }) => ({ left, right, top, bottom })
    const one = (selector) => document.querySelector('article ' + selector)
    return {
      lines: [...one('.text').getClientRects()].map(plain),
      time: plain(one('time').getBoundingClientRect()),
      frame: plain(one('.bubble').getBoundingClientRect()),
    }
  })()`) as Promise<Places>

const arabic = 'أهلا بك في بابل، محطة السلام الأخيرة والأفضل بين جميع المحطات التي بنيت '
const hebrew = 'שלום'

test.each([
  ['a long one in Arabic', arabic.repeat(4), 'left'],
  ['a short one in Hebrew', hebrew, 'left'],
  ['a long one in English', 'Welcome to Babylon 5, the last and best of all '.repeat(6), 'right'],
] as const)('the time stands behind the text, of %s', async (_, text, side) => {
  const { page } = await hasCome(text)
  const message = bubble(page, text.trim().slice(0, 4))
  await message.waitFor()
  const { lines, time, frame } = await places(page)
  const isFree = lines.every(
    (line) => time.right <= line.left || time.left >= line.right || time.top >= line.bottom - 8,
  )
  expect(isFree).toBe(true)
  const fromSide = side === 'left' ? time.left - frame.left : frame.right - time.right
  expect(fromSide).toBeLessThan(16)
  const lastLine = lines.at(-1)
  expect(time.bottom).toBeGreaterThan((lastLine?.top ?? 0) + 4)
  const start = side === 'left' ? frame.right - (lastLine?.right ?? 0) : (lastLine?.left ?? 0) - frame.left
  expect(start).toBeLessThan(16)
})

test('a message that would fill several screens shows its beginning, and the rest when asked', async () => {
  const text = `first\n${'\n'.repeat(990)}https://example.com/last`
  const { page } = await hasCome('before', text)
  const message = bubble(page, 'first')
  const more = message.getByRole('button', { name: 'Show more', expanded: false })
  await more.waitFor()
  const box = () => message.boundingBox()
  expect((await box())?.height).toBeLessThan(600)
  expect(await message.locator('.text').textContent()).toBe(text)
  expect(await message.locator('time').isVisible()).toBe(true)
  expect(await bubble(page, 'before').getByRole('button').count()).toBe(0)

  // By keyboard; nobody is thrown to the end of what they have just opened, and its links can be reached.
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

test('a message that begins above the screen is read on from where it was cut', async () => {
  const { page } = await hasCome(`first${'\n.'.repeat(400)}`, 'after')
  const message = bubble(page, 'first')
  const more = message.getByRole('button', { name: 'Show more' })
  await more.waitFor()
  await page.setViewportSize({ width: 390, height: 500 })
  await page.mouse.move(200, 250)
  await page.mouse.wheel(0, 1000)
  const top = await eventually(
    async () => (await message.boundingBox())?.y ?? 0,
    (y) => y < 40, // behind the header
  )
  await more.dispatchEvent('click') // a real click would scroll to it
  await message.getByRole('button', { name: 'Show less' }).waitFor({ state: 'attached' })
  await page.evaluate('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))')
  expect(Math.abs(((await message.boundingBox())?.y ?? 0) - top)).toBeLessThan(2)
})
