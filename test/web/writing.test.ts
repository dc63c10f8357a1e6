import { describe, expect, test } from '@jest/globals'
import { isMinted } from '../../src/domain/place.ts'
import {
  aBrowser,
  aPerson,
  aTab,
  aWindowOf,
  bubble,
  composer,
  hasWritten,
  row,
  shownMessages,
  writes,
} from '../steps/browser.ts'
import * as given from '../steps/given.ts'
import { eventually } from '../steps/processes.ts'
import { calls } from '../steps/when.ts'

aBrowser()

const aConversation = async (...texts: string[]) => {
  const [ann, ben] = await Promise.all([given.aUser({ displayName: 'Ann Abel' }), aPerson('Ben Bond')])
  return { ann, ben, group: await hasWritten(ann, ben, ...(texts.length > 0 ? texts : ['Hello'])) }
}

describe('the composer', () => {
  test('keeps what was begun over a reload, for each conversation its own', async () => {
    const { ann, ben, group } = await aConversation()
    const cat = await given.aUser({ displayName: 'Cat Cole' })
    await hasWritten(cat, ben, 'Hi')
    const { page } = await aWindowOf(ben, `/messages/${group}`)
    await composer(page).fill('I was about to say')
    await page.reload()
    await bubble(page, 'Hello').waitFor()
    expect(await composer(page).inputValue()).toBe('I was about to say')
    await row(page, 'Cat Cole').click()
    await page.getByRole('textbox', { name: 'Message to Cat Cole' }).waitFor()
    expect(await composer(page).inputValue()).toBe('')
    await row(page, ann.displayName).click()
    await page.getByRole('textbox', { name: 'Message to Ann Abel' }).waitFor()
    expect(await composer(page).inputValue()).toBe('I was about to say')
  })

  test('breaks a line with Shift+Enter, and sends with Enter, but not blank', async () => {
    const { ben, group } = await aConversation()
    const { page } = await aWindowOf(ben, `/messages/${group}`)
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

  test('sends nothing with the Enter that chooses a word, though Safari says only by a code that it does', async () => {
    const { ben, group } = await aConversation()
    const { page } = await aWindowOf(ben, `/messages/${group}`)
    await composer(page).fill('日本')
    await composer(page).dispatchEvent('keydown', { key: 'Enter', keyCode: 229 })
    await bubble(page, 'Hello').waitFor()
    expect(await composer(page).inputValue()).toBe('日本')
    await composer(page).press('Enter')
    await bubble(page, '日本').getByText('Sent').waitFor()
  })

  test('counts the last hundred of 1,024 characters down, an emoji as one, and sends none too many', async () => {
    const { ben, group } = await aConversation()
    const { page } = await aWindowOf(ben, `/messages/${group}`)
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
    expect(await shownMessages(page).allTextContents()).toEqual(['Hello', '🎉'.repeat(1024)])
  })
})

describe('a message', () => {
  test('is text, whatever it says, and an address in it is a link that takes nothing along', async () => {
    const nasty = '<img src=x onerror="document.title=1"><script>document.title=2</script>'
    const address = 'see https://example.com/a?b=1 & javascript:alert(1).'
    const { ben, group } = await aConversation(nasty, address)
    const { page, errors } = await aWindowOf(ben, `/messages/${group}`)
    await bubble(page, 'onerror').waitFor()
    expect(await shownMessages(page).allTextContents()).toEqual([nasty, address])
    expect(await page.title()).toMatch(/Ann Abel · Cruddur Messages$/)
    expect(await page.locator('article img, article script').count()).toBe(0)
    const links = page.locator('article a')
    expect(await links.count()).toBe(1)
    expect(
      await links
        .first()
        .evaluate(
          '({href: 0, ...Object.fromEntries(["href", "rel", "target"].map((name) => [name, document.querySelector("article a")[name]]))})',
        ),
    ).toEqual({
      href: 'https://example.com/a?b=1',
      rel: 'noopener noreferrer nofollow',
      target: '_blank',
    })
    expect(errors).toEqual([])
  })

  test('that could not be sent is tried again with the same key, or taken back to be changed', async () => {
    const { ben, group } = await aConversation()
    const { page } = await aWindowOf(ben, `/messages/${group}`)
    const keys: string[] = []
    await bubble(page, 'Hello').waitFor()
    await page.route('**/api/messages', (route) => {
      keys.push(route.request().headers()['idempotency-key'] ?? '')
      return route.fulfill({
        status: 503,
        body: '["internal_error"]',
        headers: { 'access-control-allow-origin': '*' },
      })
    })
    await writes(page, 'First try')
    await bubble(page, 'First try').getByText('Not sent').waitFor()
    await page.getByRole('button', { name: 'Try again' }).click()
    await eventually(
      () => keys.length,
      (count) => count >= 2,
    )
    await bubble(page, 'First try').getByText('Not sent').waitFor()
    await page.reload()
    await bubble(page, 'First try').getByText('Not sent').waitFor()
    expect(new Set(keys).size).toBe(1)
    expect(keys.every(isMinted)).toBe(true)
    await page.getByRole('button', { name: 'Edit' }).click()
    await eventually(
      () => composer(page).inputValue(),
      (text) => text === 'First try',
    )
    expect(await page.getByText('Not sent').count()).toBe(0)
    await page.unroute('**/api/messages')
    await writes(page, 'Second try')
    await bubble(page, 'Second try').getByText('Sent').waitFor()
    expect(await shownMessages(page).allTextContents()).toEqual(['Hello', 'Second try'])
  })

  test('that was sent and never answered is there once after a reload', async () => {
    const { ann, ben, group } = await aConversation()
    const { page } = await aWindowOf(ben, `/messages/${group}`)
    await bubble(page, 'Hello').waitFor()
    let isStored = false
    const { promise: isSeen, resolve: see } = Promise.withResolvers<void>()
    await page.route('**/api/messages', async (route) => {
      await isSeen // the socket would tell of it as soon as it is stored
      await route.fetch()
      isStored = true // and the answer never comes
    })
    await writes(page, 'Did it arrive?')
    await bubble(page, 'Did it arrive?').getByText('Sending…').waitFor()
    see()
    await eventually(
      () => isStored,
      (stored) => stored,
    )
    await page.unroute('**/api/messages', { behavior: 'ignoreErrors' } as never)
    await page.reload()
    await bubble(page, 'Did it arrive?').getByText('Sent').waitFor()
    const { body } = await calls('GET', `/api/messages/${group}`, { as: ann })
    expect(body.map(({ message }: { message: string }) => message)).toEqual(['Hello', 'Did it arrive?'])
  })

  test('has a place behind what it answers, though the clock of this browser is a day behind', async () => {
    const { ann, ben, group } = await aConversation()
    const { page } = await aWindowOf(ben, '/signin')
    await page.clock.install({ time: Date.now() - 86_400_000 - 60_000 })
    await page.goto(`/messages/${group}`)
    await bubble(page, 'Hello').waitFor()
    await writes(page, 'An answer')
    await bubble(page, 'An answer').getByText('Sent').waitFor()
    await hasWritten(ann, ben, 'And another')
    const { body } = await calls('GET', `/api/messages/${group}`, { as: ann })
    expect(body.map(({ message }: { message: string }) => message)).toEqual([
      'Hello',
      'An answer',
      'And another',
    ])
  })
})

describe('by keyboard alone', () => {
  test('one signs in, chooses a conversation, writes, goes back and on, and signs out', async () => {
    const { ben, ann } = await aConversation()
    await hasWritten(await given.aUser({ displayName: 'Cat Cole' }), ben, 'Hi')
    const { page } = await aWindowOf(ben, '/messages')
    await row(page, ann.displayName).waitFor()
    const focused = () =>
      page.evaluate(
        '(document.activeElement.getAttribute("aria-label") ?? document.activeElement.textContent)',
      )
    const pressUntil = (key: string, wanted: RegExp) =>
      eventually(
        async () => {
          await page.keyboard.press(key)
          return String(await focused())
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
    await pressUntil('Tab', /^Sign out$/)
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'Sign in' }).waitFor()
    await eventually(focused, (text) => text === 'Sign in')
  })
})

describe('two tabs of one browser', () => {
  test('show the same messages, and what is read in one is read in the other', async () => {
    const { ann, ben, group } = await aConversation()
    const { page: one } = await aWindowOf(ben, '/messages')
    const other = await aTab(one, '/messages')
    await row(other, ann.displayName).getByText('1 unread').waitFor()
    await row(one, ann.displayName).click()
    await bubble(one, 'Hello').waitFor()
    await row(other, ann.displayName).getByText('1 unread').waitFor({ state: 'detached' })
    await other.goto(`/messages/${group}`)
    await bubble(other, 'Hello').waitFor()
    await writes(one, 'From one')
    await bubble(other, 'From one').waitFor()
    await writes(other, 'From the other')
    await bubble(one, 'From the other').waitFor()
    expect(await shownMessages(one).allTextContents()).toEqual(await shownMessages(other).allTextContents())
  })
})
