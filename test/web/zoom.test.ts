import { expect, test } from '@jest/globals'
import type { Page } from 'playwright-core'
import {
  aBrowser,
  aWindow,
  aWindowOf,
  bubble,
  choosesInAccountMenu,
  goesTo,
  hasWritten,
  rows,
} from '../steps/browser.ts'
import * as given from '../steps/given.ts'
import { blocks } from '../steps/safety.ts'

aBrowser()

const narrow = { width: 320, height: 640 }
const desktop = { width: 1280, height: 800 }

/** The page and its parts that can be scrolled sideways, and the controls and texts that are not wholly on the screen. */
const tooWide = (page: Page) =>
  page.evaluate(`(() => {
    const shown = (selector) => [...document.querySelectorAll(selector)]
      .filter((element) => element.checkVisibility({ visibilityProperty: true, opacityProperty: true }))
    const describe = (element) => element.tagName + ' ' + (element.ariaLabel ?? element.textContent.slice(0, 30))
    const isOutside = ({ left, right }) => left < 0 || right > innerWidth
    const linesOf = (element) => {
      const range = document.createRange()
      range.selectNodeContents(element)
      return [...range.getClientRects()]
    }
    return [
      ...shown('html, body, main, section, nav, dialog').filter(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth),
      ...shown('a, button, input, textarea').filter((element) => isOutside(element.getBoundingClientRect())),
      ...shown('article .text').filter((element) => linesOf(element).some(isOutside)),
    ].map(describe)
  })()`)

/** Checks a page on a screen of 320 pixels, and on a desktop with text of twice the size. */
const fits = async (page: Page, name: string) => {
  await page.setViewportSize(narrow)
  expect([name, '320 px', await tooWide(page)]).toEqual([name, '320 px', []])
  await page.setViewportSize(desktop)
  await page.evaluate("document.documentElement.style.fontSize = '32px'")
  expect([name, '200 %', await tooWide(page)]).toEqual([name, '200 %', []])
  await page.evaluate("document.documentElement.style.fontSize = ''")
}

test('on a screen of 320 pixels and with text of twice the size, the pages without a user scroll only down', async () => {
  const { page } = await aWindow('/signin')
  for (const path of ['signin', 'signup', 'confirm', 'forgot']) {
    await goesTo(page, `/${path}`)
    await page.getByRole('button').first().waitFor()
    await fits(page, path)
  }
})

test('on a screen of 320 pixels and with text of twice the size, the empty list scrolls only down', async () => {
  const { page } = await aWindowOf(await given.aUser({ displayName: 'Nadia Ferrer' }))
  await page.getByText('No conversations yet').waitFor()
  await fits(page, 'empty list')
})

const longTexts = [
  'a'.repeat(400),
  `https://example.com/${'path/'.repeat(20)}${'b'.repeat(200)}?query=${'c'.repeat(100)}`,
  `\`\`\`\nconst ${'longName'.repeat(30)} = 1\n\`\`\``,
  `\`${'code'.repeat(60)}\``,
  'שלום'.repeat(60),
  'the last',
]

test('on a screen of 320 pixels and with text of twice the size, the list, a conversation with long words and the settings scroll only down', async () => {
  const [ann, ben] = await Promise.all([
    given.aUser({ displayName: `Ann ${'Abel'.repeat(14)}`, handle: given.aHandle('a'.repeat(12)) }),
    given.aUser({ displayName: 'Ben Bond' }),
  ])
  const group = await hasWritten(ann, ben, ...longTexts)
  await hasWritten(ben, ann, ...longTexts)
  const { page } = await aWindowOf(ben, `/messages/${group}`)
  await bubble(page, 'the last').first().waitFor()
  await fits(page, 'conversation')
  await goesTo(page, '/messages')
  await rows(page).first().waitFor()
  await fits(page, 'list')
  await blocks(ben, ann)
  await choosesInAccountMenu(page, 'menuitem', 'Settings')
  await page.getByRole('button', { name: 'Unblock' }).waitFor()
  await fits(page, 'settings')
})
