import { describe, expect, test } from '@jest/globals'
import { people } from '../../seed/people.ts'
import { desktop, isAccessible, phone } from '../steps/axe.ts'
import {
  aBrowser,
  aChat,
  aChatOfCognitoUser,
  aWindow,
  aWindowOf,
  bubble,
  choosesInAccountMenu,
  composer,
  goesTo,
  hasUnread,
  hasWritten,
  listSearch,
  row,
  signsIn,
  startsToSignOut,
  writes,
} from '../steps/browser.ts'
import * as given from '../steps/given.ts'
import { goesOffline } from '../steps/watched.ts'

aBrowser()

describe('in light and dark, on a phone and a desktop, these are accessible:', () => {
  test('the pages for signing in and up, which are the same card on all devices', async () => {
    const { page, errors } = await aWindow('/signin')
    for (const path of ['signup', 'confirm', 'forgot', 'nothing', 'signin']) {
      await goesTo(page, `/${path}`)
      await page.getByRole('heading').first().waitFor()
      await isAccessible(page, path, { devices: { phone }, hasOwnColours: false })
    }
    await signsIn(page, { email: 'nobody@example.org' })
    await page.getByText('Wrong e-mail or password').waitFor()
    await page.getByRole('button', { name: 'Show password' }).click()
    await isAccessible(page, 'signin-wrong', { devices: { phone } })
    expect(errors).toEqual([])
  })

  test('the empty list', async () => {
    const { page, errors } = await aWindowOf(await given.aUser({ displayName: 'Nadia Ferrer' }))
    await page.getByText('No conversations yet').waitFor()
    await isAccessible(page, 'empty', { devices: { desktop } })
    expect(errors).toEqual([])
  })

  test('the list, a conversation, and a new one', async () => {
    const [andrew, , londo] = people
    const { page, errors } = await aWindow('/')
    await signsIn(page, { email: andrew?.email ?? '' })
    await row(page, londo?.display_name ?? '').waitFor()
    await isAccessible(page, 'list', { devices: { phone }, hasOwnColours: false }) // on a desktop, it is beside the conversation

    await row(page, londo?.display_name ?? '').click()
    await bubble(page, 'Then I forgive the soup').waitFor()
    await isAccessible(page, 'conversation')

    await goesTo(page, '/messages')
    await listSearch(page).fill('nadia')
    await row(page, 'Nadia Ferrer').first().waitFor()
    await isAccessible(page, 'found', { devices: { desktop }, hasOwnColours: false })

    await page.getByRole('button', { name: 'New message' }).click()
    await page.getByRole('option').first().waitFor()
    await isAccessible(page, 'picker')
    await page.keyboard.press('Escape')
    await choosesInAccountMenu(page, 'menuitem', 'Keyboard shortcuts')
    await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor()
    await isAccessible(page, 'shortcuts', { devices: { desktop } })
    await page.keyboard.press('Escape')
    await choosesInAccountMenu(page, 'menuitem', 'Profile')
    await page.getByRole('dialog', { name: 'Profile' }).waitFor()
    await isAccessible(page, 'profile', { devices: { desktop }, hasOwnColours: false })

    await page.keyboard.press('Escape')
    await goesTo(page, '/messages/new/nadia')
    await page.getByText('beginning of your conversation').waitFor()
    await listSearch(page).fill('nobody_like_that')
    await page.getByText('No results for').waitFor()
    await isAccessible(page, 'new', { devices: { desktop } })
    expect(errors).toEqual([])
  })

  test('the account menu, which closes when the window changes', async () => {
    const { ben } = await aChat()
    const { page, errors } = await aWindowOf(ben, '/messages', { viewport: desktop })
    const profile = page.getByRole('menuitem', { name: 'Profile' })
    await page.getByRole('button', { name: 'Ben Bond' }).click()
    await profile.waitFor()
    await isAccessible(page, 'account', { devices: { desktop }, rules: { region: { enabled: false } } })
    await profile.waitFor()
    await page.setViewportSize(phone)
    await profile.waitFor({ state: 'detached' })
    expect(errors).toEqual([])
  })

  test('what is loading, an expired session, and a text that is too long', async () => {
    const { ben, group } = await aChatOfCognitoUser()
    const { page } = await aWindowOf(ben, '/messages/new/nobody', {
      prepare: (prepared) => prepared.route('**/api/users/@nobody/short', () => new Promise(() => {})),
    })
    await row(page, 'Ann Abel').waitFor()
    await page.locator('.pane .skeleton').waitFor()
    await isAccessible(page, 'loading', { devices: { desktop }, hasOwnColours: false })
    await goesTo(page, `/messages/${group}`)
    await bubble(page, 'Hello').waitFor()
    await page.route('**/api/**', (route) =>
      route.fulfill({
        status: 401,
        body: '["unauthorized"]',
        headers: { 'access-control-allow-origin': '*', 'access-control-allow-headers': '*' },
      }),
    )
    await composer(page).fill('x'.repeat(1000))
    await page.getByText('24 left').waitFor()
    await writes(page, 'Refused')
    await page.getByText('Your session has expired.').waitFor()
    await composer(page).fill('x'.repeat(2000))
    await isAccessible(page, 'expired')
  })

  test('new messages, unsent messages, and the question before signing out', async () => {
    const [vir, nadia] = await Promise.all([
      given.aUser({ displayName: 'Vir Cotto' }),
      given.aUser({ displayName: 'Nadia Ferrer' }),
    ])
    const group = await hasWritten(nadia, vir, 'Have you seen him?')
    await hasWritten(vir, nadia, 'Not since the reception.', 'There is a list: https://example.com/guests')
    await hasUnread(nadia, group, 2)
    const { page } = await aWindowOf(nadia, `/messages/${group}`)
    await page.getByText('New messages', { exact: true }).waitFor()
    await isAccessible(page, 'news', { devices: { desktop } })
    await goesOffline(page)
    await page.getByText('No internet connection').waitFor()
    await writes(page, 'I will look at the bar.')
    await bubble(page, 'the bar').getByText('Waiting for network…').waitFor()
    expect(await page.locator('.failed, [role=alert]').count()).toBe(0)
    await isAccessible(page, 'offline', { devices: { phone } })
    await page.route('**/api/messages', (route) =>
      route.fulfill({
        status: 422,
        body: '["message_blank"]',
        headers: { 'access-control-allow-origin': '*' },
      }),
    )
    await page.context().setOffline(false)
    await bubble(page, 'the bar').getByRole('alert').waitFor()
    await isAccessible(page, 'refused', { devices: { desktop } })
    await bubble(page, 'the bar').getByText('the bar').click({ button: 'right' })
    await page.getByRole('menuitem', { name: 'Delete' }).waitFor()
    // A menu is over the page, in none of its regions.
    await isAccessible(page, 'menu', { devices: { desktop }, rules: { region: { enabled: false } } })
    await page.getByRole('menuitem', { name: 'Delete' }).click()
    await page.getByRole('button', { name: 'Undo' }).focus() // the toast stays while it has the focus
    await isAccessible(page, 'toast', { devices: { desktop } })
    await composer(page).fill('I was about to say')
    await goesTo(page, '/messages')
    await startsToSignOut(page)
    await page.getByRole('dialog').waitFor()
    await isAccessible(page, 'sign-out', { devices: { phone } })
  })
})

test('with forced colours, borders and outlines replace the backgrounds', async () => {
  const { ann, ben } = await aChat()
  const { page } = await aWindowOf(ben, '/messages', { forcedColors: 'active' })
  await row(page, 'Ann Abel').getByText('1 unread').waitFor()
  await goesOffline(page)
  await page.getByText('No internet connection').waitFor()
  const unseen = () =>
    page.evaluate(`[
      ...[...document.querySelectorAll('button, input:not([type=search], [hidden]), label:has(input[type=search]), .badge, .composer .frame')]
        .map((element) => [element.className || element.tagName, element]),
      ['dot', document.querySelector('.connection p'), '::before'],
    ].filter(([, element, part]) => {
      const { borderTopStyle, borderTopWidth, borderTopColor } = getComputedStyle(element, part)
      return borderTopStyle !== 'solid' || borderTopWidth === '0px' || borderTopColor.startsWith('rgba')
    }).map(([name]) => name)`)
  expect(await unseen()).toEqual([])
  await row(page, 'Ann Abel').click()
  await composer(page).fill('Enabled')
  expect(await unseen()).toEqual([])

  await hasWritten(ben, ann, 'Hi')
  await page.context().setOffline(false)
  await bubble(page, 'Hi').waitFor()
  const style = (selector: string, property: string, pseudo = '') =>
    page.evaluate(
      `getComputedStyle(document.querySelector(${JSON.stringify(selector)}), '${pseudo}').${property}`,
    )
  expect(await style('.bubble', 'borderStyle')).toBe('solid')
  expect(await style('.bubble.own', 'borderWidth')).not.toBe(await style('.bubble', 'borderWidth'))
  expect(await style('.row[aria-current]', 'outlineStyle')).toBe('solid')
  expect(await style('.composer .frame', 'outlineStyle')).toBe('solid')
  expect(await style('.day', 'borderBlockStartStyle', '::before')).toBe('solid')
})
