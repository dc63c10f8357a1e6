import { describe, expect, test } from '@jest/globals'
import type { Page } from 'playwright-core'
import {
  aBrowser,
  aChat,
  aTab,
  aWindowOf,
  bubble,
  choosesInMenu,
  composer,
  hasUnread,
  hasWritten,
  isLive,
  row,
  rows,
} from '../steps/browser.ts'
import { clipboardOf, longPresses, phone, withClipboard } from '../steps/browserDevices.ts'
import * as given from '../steps/given.ts'
import { eventually } from '../steps/processes.ts'

aBrowser()

/** Ann and Cat have written to Ben, Cat last. */
const aList = async () => {
  const { ann, ben, group } = await aChat()
  const cat = await given.aUser({ displayName: 'Cat Cole' })
  const catsGroup = await hasWritten(cat, ben, 'Hi')
  return { ann, ben, cat, group, catsGroup }
}

describe('a row of the list', () => {
  test('shows who wrote last, that the other person is typing, and a draft, also of another tab, until it is opened', async () => {
    const { ann, ben, group } = await aList()
    const { page, errors } = await aWindowOf(ben)
    const { page: anns } = await aWindowOf(ann, `/messages/${group}`)
    await Promise.all([isLive(page), isLive(anns)])
    await composer(anns).pressSequentially('Hel')
    await row(page, 'Ann Abel').getByText('typing').waitFor()
    await hasWritten(ann, ben, 'Hello again')
    await row(page, 'Ann Abel').getByText('Hello again').waitFor()
    expect(await row(page, 'Ann Abel').getByText('typing').count()).toBe(0)
    await hasWritten(ben, ann, 'Hi Ann')
    await row(page, 'Ann Abel').getByText('You: Hi Ann').waitFor()

    await row(page, 'Ann Abel').click()
    await composer(page).fill('I was about')
    await row(page, 'Cat Cole').click()
    await row(page, 'Ann Abel').getByText('Draft: I was about').waitFor()
    const other = await aTab(page, '/messages')
    await row(other, 'Ann Abel').getByText('Draft: I was about').waitFor()
    await row(page, 'Ann Abel').click()
    await row(page, 'Ann Abel').getByText('You: Hi Ann').waitFor()
    await composer(page).fill('')
    await row(other, 'Ann Abel').getByText('You: Hi Ann').waitFor()
    await row(page, 'Cat Cole').click()
    await row(page, 'Ann Abel').getByText('You: Hi Ann').waitFor()
    expect(errors).toEqual([])
  })

  test('glides to the top with the rows that it passes, unless the person wants no motion', async () => {
    const { ann, ben, cat } = await aList()
    const gliding = (window: Page) =>
      window.evaluate('glides.splice(0)') as Promise<{ name: string; up: boolean }[]>
    const record = `glides = []
      const animate = Element.prototype.animate
      Element.prototype.animate = function (frames, options) {
        if (this.matches('.row-frame'))
          glides.push({ name: this.querySelector('.name').textContent, up: parseFloat(frames[0].translate.slice(2)) > 0 })
        return animate.call(this, frames, options)
      }`
    const open = async (reducedMotion: 'reduce' | 'no-preference') => {
      const { page } = await aWindowOf(ben, '/messages', {
        reducedMotion,
        prepare: (prepared) => prepared.addInitScript(record),
      })
      await row(page, 'Cat Cole').waitFor()
      await isLive(page)
      return page
    }
    const [page, still] = await Promise.all([open('no-preference'), open('reduce')])
    const arrives = (text: string) =>
      Promise.all([page, still].map((window) => window.getByText(text).waitFor()))
    await hasWritten(cat, ben, 'Still me')
    await arrives('Still me')
    await hasWritten(ann, ben, 'And me')
    await arrives('And me')
    expect(await gliding(page)).toEqual([
      { name: 'Ann Abel', up: true },
      { name: 'Cat Cole', up: false },
    ])
    expect(await gliding(still)).toEqual([])
  })
})

describe('the menu of a conversation', () => {
  test('marks it as read without opening it, copies its link, opens it in a new tab, and deletes a draft, which can be restored', async () => {
    const { ben, group } = await aList()
    await hasUnread(ben, group, 1)
    const { page } = await aWindowOf(ben, '/messages', withClipboard)
    await row(page, 'Ann Abel').getByText('1 unread').waitFor()
    await row(page, 'Ann Abel').click({ button: 'right' })
    await choosesInMenu(page, 'Mark as read')
    await row(page, 'Ann Abel').getByText('1 unread').waitFor({ state: 'detached' })
    await hasUnread(ben, group, 0)
    expect(new URL(page.url()).pathname).toBe('/messages')
    await row(page, 'Ann Abel').click({ button: 'right' })
    await page.getByRole('menuitem', { name: 'Mark as unread' }).waitFor()
    await page.keyboard.press('Escape')

    await row(page, 'Ann Abel').focus()
    await page.keyboard.press('Shift+F10')
    await choosesInMenu(page, 'Copy link')
    await page.getByText('Link copied').waitFor()
    const link = String(await clipboardOf(page))
    expect(new URL(link).pathname).toBe(`/messages/${group}`)
    await row(page, 'Ann Abel').click({ button: 'right' })
    const [tab] = await Promise.all([
      page.context().waitForEvent('page'),
      choosesInMenu(page, 'Open in new tab'),
    ])
    await bubble(tab, 'Hello').waitFor()
    expect(tab.url()).toBe(link)
    await tab.close()

    await row(page, 'Ann Abel').click()
    await composer(page).fill('I was about')
    await row(page, 'Cat Cole').click()
    await row(page, 'Ann Abel').getByText('Draft:').waitFor()
    await row(page, 'Ann Abel').hover()
    await page.getByRole('button', { name: 'Options for Ann Abel' }).click()
    await choosesInMenu(page, 'Delete draft')
    await page.getByText('Draft deleted').waitFor()
    expect(await row(page, 'Ann Abel').getByText('Draft:').count()).toBe(0)
    await page.getByRole('button', { name: 'Undo' }).click()
    await row(page, 'Ann Abel').getByText('Draft: I was about').waitFor()

    await row(page, 'Ann Abel').click()
    await page.getByRole('textbox', { name: 'Message to Ann Abel' }).waitFor()
    await page.getByRole('button', { name: 'More options' }).click()
    await choosesInMenu(page, 'Delete draft')
    await eventually(
      () => composer(page).inputValue(),
      (text) => text === '',
    )
  })

  test('opens with a long press on a phone, which does not open the conversation', async () => {
    const { ben } = await aList()
    const { page } = await aWindowOf(ben, '/messages', phone)
    await longPresses(page, row(page, 'Ann Abel').getByText('Ann Abel'), () =>
      page.getByRole('menuitem', { name: 'Mark as read' }).waitFor(),
    )
    await choosesInMenu(page, 'Mark as read')
    await row(page, 'Ann Abel').getByText('1 unread').waitFor({ state: 'detached' })
    expect(await rows(page).count()).toBe(2)
    expect(new URL(page.url()).pathname).toBe('/messages')
  })
})
