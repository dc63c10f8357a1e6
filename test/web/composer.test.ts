import { beforeAll, describe, expect, test } from '@jest/globals'
import type { Page } from 'playwright-core'
import {
  aBrowser,
  aChat,
  aWindowOf,
  bubble,
  composer,
  hasWritten,
  isPainted,
  listSearch,
  row,
  shownMessages,
  textsIn,
  writes,
} from '../steps/browser.ts'
import { phone } from '../steps/browserDevices.ts'
import * as given from '../steps/given.ts'
import { eventually } from '../steps/processes.ts'

aBrowser()

describe('in an open conversation', () => {
  let page: Page
  let ben: Awaited<ReturnType<typeof aChat>>['ben']
  let group: string
  beforeAll(async () => {
    ;({ ben, group } = await aChat())
    ;({ page } = await aWindowOf(ben, `/messages/${group}`))
    await bubble(page, 'Hello').waitFor()
  })

  test('the composer sends with Enter and breaks the line with Shift+Enter, but sends no blank message', async () => {
    await composer(page).fill(' \n ')
    await composer(page).press('Enter')
    expect(await page.getByRole('button', { name: 'Send' }).isDisabled()).toBe(true)
    await composer(page).fill('')
    await composer(page).pressSequentially('one')
    await composer(page).press('Shift+Enter')
    await composer(page).pressSequentially('two')
    await composer(page).press('Enter')
    await bubble(page, 'one').getByText('Sent').waitFor()
    expect(await shownMessages(page).allTextContents()).toEqual(['Hello', 'one\ntwo'])
  })

  test('the composer does not send with the Enter that ends the composition of a word', async () => {
    await composer(page).fill('日本')
    await composer(page).dispatchEvent('keydown', { key: 'Enter', keyCode: 229 })
    expect(await composer(page).inputValue()).toBe('日本')
    await composer(page).press('Enter')
    await bubble(page, '日本').getByText('Sent').waitFor()
    expect((await textsIn(group, ben)).filter((text) => text.includes('日本'))).toEqual(['日本'])
  })

  test('the composer counts down the last 100 of 1,024 characters, with an emoji as one, and sends no longer message', async () => {
    await composer(page).fill('🎉'.repeat(923))
    expect(await page.getByText(/\d left$/).count()).toBe(0)
    await composer(page).fill('🎉'.repeat(924))
    await page.getByText('100 left').waitFor()
    await composer(page).fill('🎉'.repeat(1026))
    await page.getByText('2 over the limit').waitFor()
    await composer(page).press('Enter')
    expect(await page.getByRole('button', { name: 'Send' }).isDisabled()).toBe(true)
    await writes(page, '🎉'.repeat(1024))
    await bubble(page, '🎉').getByText('Sent').waitFor()
    expect((await textsIn(group, ben)).filter((text) => text.includes('🎉'))).toEqual(['🎉'.repeat(1024)])
  })

  test('the composer grows with its text up to a maximum, and neither the count nor a text that is too long moves the messages', async () => {
    const height = async () => (await page.locator('.composer').boundingBox())?.height ?? 0
    const top = async () => (await shownMessages(page).last().boundingBox())?.y
    const distanceToEnd = async () => {
      await isPainted(page)
      return page.evaluate(
        '(({ scrollHeight, clientHeight, scrollTop }) => scrollHeight - clientHeight - scrollTop)(document.querySelector(".log"))',
      )
    }
    await composer(page).fill('')
    const oneLine = await height()
    await composer(page).fill('one\ntwo')
    const lineHeight = (await height()) - oneLine
    expect(lineHeight).toBeGreaterThan(15)
    await composer(page).fill('line\n'.repeat(50))
    const most = await height()
    expect(most - oneLine).toBeGreaterThan(5 * lineHeight)
    expect(most - oneLine).toBeLessThan(10 * lineHeight)
    expect(await distanceToEnd()).toBeLessThan(1)

    await composer(page).fill('word '.repeat(180))
    const before = [await height(), await top()]
    await composer(page).press('End')
    await page.keyboard.insertText('w'.repeat(40))
    await page.getByText('84 left').waitFor()
    expect([await height(), await top()]).toEqual(before)

    const pasted = 'pasted '.repeat(2000)
    await composer(page).fill('')
    await page.keyboard.insertText(pasted)
    await page.getByText('12,976 over the limit').waitFor()
    expect(await composer(page).inputValue()).toBe(pasted)
    expect(await height()).toBe(most)
    await composer(page).fill('')
    expect(await height()).toBe(oneLine)
  })

  test('typing changes nothing but the composer', async () => {
    await composer(page).fill('I')
    await page.evaluate(`{
      changed = []
      new MutationObserver((records) => {
        for (const { target } of records)
          if (!target.parentElement?.closest('.composer')) changed.push(target.outerHTML ?? target.data)
      }).observe(document.body, { subtree: true, childList: true, characterData: true, attributeFilter: ['class', 'aria-label'] })
    }`)
    await composer(page).pressSequentially(' was about to say')
    expect(await page.evaluate('changed')).toEqual([])
    await composer(page).fill('')
  })

  test('the composer keeps the draft of each conversation over a reload, with the cursor at its end', async () => {
    await hasWritten(await given.aUser({ displayName: 'Cat Cole' }), ben, 'Hi')
    await composer(page).pressSequentially('I was about')
    await page.reload()
    await bubble(page, 'Hello').waitFor()
    await page.keyboard.type(' to say')
    expect(await composer(page).inputValue()).toBe('I was about to say')
    await row(page, 'Cat Cole').click()
    await page.getByRole('textbox', { name: 'Message to Cat Cole' }).waitFor()
    expect(await composer(page).inputValue()).toBe('')
    await row(page, 'Ann Abel').click()
    await page.getByRole('textbox', { name: 'Message to Ann Abel' }).waitFor()
    expect(await composer(page).inputValue()).toBe('I was about to say')
  })

  test('Escape clears the search field, leaves it when it is empty, and is ignored while a word is composed', async () => {
    const search = listSearch(page)
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
})

describe('on a phone', () => {
  test('Enter breaks a line, the button sends, and the first message of a conversation leaves the focus in the field', async () => {
    const [ann, ben] = await Promise.all([given.aUser({ displayName: 'Ann Abel' }), given.aUser()])
    const { page, errors } = await aWindowOf(ben, `/messages/new/${ann.handle}`, phone)
    await composer(page).waitFor()
    expect(await composer(page).getAttribute('enterkeyhint')).toBe('enter')
    await composer(page).tap()
    await page.evaluate(`{
      blurs = 0
      document.activeElement.addEventListener('blur', () => { blurs += 1 })
    }`)
    await page.keyboard.type('one')
    await page.keyboard.press('Enter')
    await page.keyboard.type('two')
    await page.getByRole('button', { name: 'Send' }).tap()
    await page.keyboard.type('And')
    await page.waitForURL(/messages\/[0-9a-f-]{36}$/)
    await bubble(page, 'one').getByText('Sent').waitFor()
    expect(await shownMessages(page).allTextContents()).toEqual(['one\ntwo'])
    await page.keyboard.type(' more')
    expect(await composer(page).inputValue()).toBe('And more')
    expect(await page.evaluate('[document.activeElement.tagName, blurs]')).toEqual(['TEXTAREA', 0])
    await page.reload()
    await bubble(page, 'one').waitFor()
    expect(await composer(page).inputValue()).toBe('And more')
    expect(errors).toEqual([])
  })
})

describe('by keyboard alone', () => {
  const focusedText =
    '(document.activeElement.getAttribute("aria-label") ?? document.activeElement.textContent)'

  test('a person chooses a conversation, writes, goes back to the list and signs out', async () => {
    const { ben } = await aChat()
    await hasWritten(await given.aUser({ displayName: 'Cat Cole' }), ben, 'Hi')
    const { page } = await aWindowOf(ben)
    await row(page, 'Ann Abel').waitFor()
    const focused = async () => String(await page.evaluate(focusedText))
    const pressUntil = (key: string, wanted: RegExp) =>
      eventually(
        async () => {
          await page.keyboard.press(key)
          return focused()
        },
        (text) => wanted.test(text),
      )
    expect(await focused()).toBe('Messages')
    await pressUntil('Tab', /Cat Cole/)
    await page.keyboard.press('ArrowDown')
    expect(await focused()).toMatch(/Ann Abel/)
    await page.keyboard.press('Enter')
    await page.getByRole('textbox', { name: 'Message to Ann Abel' }).waitFor()
    expect(await focused()).toBe('Message to Ann Abel')
    await page.keyboard.type('Typed')
    await page.keyboard.press('Enter')
    await bubble(page, 'Typed').getByText('Sent').waitFor()
    await page.keyboard.press('Escape')
    expect(await focused()).toMatch(/Ann Abel/)
    await pressUntil('Tab', new RegExp(ben.handle))
    await page.keyboard.press('Enter')
    await pressUntil('ArrowDown', /^Sign out$/)
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'Sign in' }).waitFor()
    await eventually(focused, (text) => text === 'Sign in')
  })
})
