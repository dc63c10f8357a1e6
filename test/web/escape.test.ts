import { expect, test } from '@jest/globals'
import { aBrowser, aPerson, aWindowOf, bubble, hasWritten, row } from '../steps/browser.ts'
import * as given from '../steps/given.ts'

aBrowser()

test('Escape clears the search and stays in it, leaves it when it is empty, and is left to an input method', async () => {
  const [ann, ben] = await Promise.all([given.aUser({ displayName: 'Ann Abel' }), aPerson('Ben Bond')])
  const group = await hasWritten(ann, ben, 'Hello')
  const { page } = await aWindowOf(ben, `/messages/${group}`)
  await bubble(page, 'Hello').waitFor()
  await row(page, 'Ann Abel').waitFor()
  const search = page.getByLabel('Search people by handle')
  const isFocused = () => search.evaluate('document.activeElement.type === "search"')

  await search.fill('nadia')
  for (const composing of [{ isComposing: true }, { keyCode: 229 }])
    await search.dispatchEvent('keydown', { key: 'Escape', bubbles: true, cancelable: true, ...composing })
  expect([await search.inputValue(), await isFocused()]).toEqual(['nadia', true])

  await search.press('Escape')
  expect([await search.inputValue(), await isFocused()]).toEqual(['', true])

  await search.press('Escape')
  expect(await isFocused()).toBe(false)
  expect(await page.evaluate('document.activeElement.getAttribute("href")')).toBe(`/messages/${group}`)
})
