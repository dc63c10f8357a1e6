import { mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { describe, expect, test } from '@jest/globals'
import type { Page } from 'playwright-core'
import { people } from '../../seed/people.ts'
import {
  aBrowser,
  aPerson,
  aWindow,
  bubble,
  composer,
  hasUnread,
  hasWritten,
  row,
  signsIn,
  writes,
} from '../steps/browser.ts'
import * as given from '../steps/given.ts'

aBrowser()

const dist = fileURLToPath(new URL('../../web/dist/', import.meta.url))
const pictures = fileURLToPath(new URL('../../web/pictures/', import.meta.url))
mkdirSync(pictures, { recursive: true })

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

type Results = { violations: { id: string; nodes: { html: string; failureSummary: string }[] }[] }

const violations = async (page: Page) => {
  const { violations: found } = (await page.evaluate('axe.run()')) as Results
  return found.flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => [id, html, failureSummary]))
}

const phone = { width: 390, height: 844 }
const desktop = { width: 1280, height: 800 }

/** Takes a picture of what is shown, and asks axe, in both colours and on both screens. */
const looksGood = async (page: Page, name: string) => {
  await page.evaluate(axe)
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme })
    for (const [device, size] of Object.entries({ phone, desktop })) {
      await page.setViewportSize(size)
      await page.screenshot({ path: `${pictures}${name}-${device}-${colorScheme}.png` })
      expect([name, device, colorScheme, await violations(page)]).toEqual([name, device, colorScheme, []])
    }
  }
}

describe('in light and dark, on a phone and a desktop, it is accessible', () => {
  test.each(['signin', 'signup', 'confirm', 'forgot', 'nothing'])('at /%s', async (path) => {
    const { page, errors } = await aWindow(`/${path}`)
    await page.getByRole('heading').first().waitFor()
    await looksGood(page, path)
    expect(errors).toEqual([])
  })

  test('where something went wrong in a form', async () => {
    const { page } = await aWindow('/signin')
    await signsIn(page, { email: 'nobody@example.org' })
    await page.getByRole('alert').getByText('Incorrect email or password').waitFor()
    await looksGood(page, 'signin-wrong')
  })

  test('with nothing in the list', async () => {
    const { page, errors } = await aWindow('/')
    await signsIn(page, await aPerson('Nadia Ferrer'))
    await page.getByText('No conversations yet').waitFor()
    await looksGood(page, 'empty')
    expect(errors).toEqual([])
  })

  test('in the list, in a conversation, and before a new one', async () => {
    const [andrew, , londo] = people
    const { page, errors } = await aWindow('/')
    await signsIn(page, { email: andrew?.email ?? '' })
    await row(page, londo?.display_name ?? '').waitFor()
    await looksGood(page, 'list')

    await row(page, londo?.display_name ?? '').click()
    await bubble(page, 'Then I forgive the soup').waitFor()
    await looksGood(page, 'conversation')

    await page.goto('/messages')
    await page.getByLabel('Search people by handle').fill('nadia')
    await page.getByRole('link', { name: 'Nadia Ferrer' }).waitFor()
    await looksGood(page, 'found')

    await page.goto('/messages/new/nadia')
    await page.getByText('beginning of your conversation').waitFor()
    await page.getByLabel('Search people by handle').fill('nobody_like_that')
    await page.getByText('No results for').waitFor()
    await looksGood(page, 'new')
    expect(errors).toEqual([])
  })

  test('with news, with a message that waits for the network, and with one that was refused', async () => {
    const [vir, nadia] = await Promise.all([
      given.aUser({ displayName: 'Vir Cotto' }),
      aPerson('Nadia Ferrer'),
    ])
    const group = await hasWritten(nadia, vir, 'Have you seen him?')
    await hasWritten(vir, nadia, 'Not since the reception.', 'There is a list: https://example.com/guests')
    await hasUnread(nadia, group, 2)
    const { page } = await aWindow(`/messages/${group}`)
    await signsIn(page, nadia)
    await page.getByText('New messages', { exact: true }).waitFor()
    await looksGood(page, 'news')
    await page.context().setOffline(true)
    await page.getByText('No internet connection').first().waitFor()
    await writes(page, 'I will look at the bar.')
    await bubble(page, 'the bar').getByText('Waiting for network…').waitFor()
    expect(await page.locator('.failed, [role=alert]').count()).toBe(0)
    await looksGood(page, 'offline')
    await page.route('**/api/messages', (route) =>
      route.fulfill({
        status: 422,
        body: '["message_blank"]',
        headers: { 'access-control-allow-origin': '*' },
      }),
    )
    await page.context().setOffline(false)
    await bubble(page, 'the bar').getByText('Not sent').waitFor()
    await looksGood(page, 'refused')
    await composer(page).fill('I was about to say')
    await page.goto('/messages')
    await page.getByRole('button', { name: 'Sign out' }).click()
    await page.getByRole('dialog').waitFor()
    await looksGood(page, 'sign-out')
  })
})

test('where colours are forced, a line says what a background did', async () => {
  const [ann, ben] = await Promise.all([given.aUser({ displayName: 'Ann Abel' }), aPerson('Ben Bond')])
  const group = await hasWritten(ann, ben, 'Hello')
  const { page } = await aWindow(`/messages/${group}`, { forcedColors: 'active' })
  await signsIn(page, ben)
  await bubble(page, 'Hello').waitFor()
  await row(page, 'Ann Abel').waitFor()
  const style = (selector: string, property: string) =>
    page.evaluate(`getComputedStyle(document.querySelector(${JSON.stringify(selector)})).${property}`)
  expect(await style('.bubble', 'borderStyle')).toBe('solid')
  expect(await style('.row[aria-current]', 'outlineStyle')).toBe('solid')
  expect(await style('.composer .frame', 'outlineStyle')).toBe('solid')
})

test('on a phone, the list and a conversation are a screen each, with a way back', async () => {
  const [ann, ben] = await Promise.all([given.aUser({ displayName: 'Ann Abel' }), aPerson('Ben Bond')])
  await hasWritten(ann, ben, 'Hello')
  const { page } = await aWindow('/', { viewport: phone, isMobile: true, hasTouch: true })
  await signsIn(page, ben)
  await row(page, 'Ann Abel').click()
  await bubble(page, 'Hello').waitFor()
  expect(await row(page, 'Ann Abel').isVisible()).toBe(false)
  await page.getByRole('link', { name: 'Back to messages' }).click()
  await row(page, 'Ann Abel').waitFor()
  expect(await bubble(page, 'Hello').count()).toBe(0)
})

test('all of the JavaScript is at most 110 KB, packed', () => {
  const scripts = readdirSync(`${dist}assets`).filter((name) => name.endsWith('.js'))
  expect(scripts.length).toBeGreaterThan(0)
  const bytes = scripts.reduce((sum, name) => sum + gzipSync(readFileSync(`${dist}assets/${name}`)).length, 0)
  expect(bytes).toBeLessThanOrEqual(110_000)
})

describe('the policy of the built page', () => {
  const refused = (page: Page, work: string) =>
    page.evaluate(`new Promise((resolve) => {
      document.addEventListener('securitypolicyviolation', ({ effectiveDirective }) => resolve(effectiveDirective))
      try { ${work} } catch {}
    })`)

  test.each([
    ['markup from text', 'require-trusted-types-for', 'document.body.innerHTML = "<p>"'],
    ['a script from text', 'require-trusted-types-for', 'document.createElement("script").text = "1"'],
    [
      'an inline style',
      'style-src-elem',
      'const style = document.createElement("style"); style.textContent = "p {}"; document.body.append(style)',
    ],
    ['a picture from elsewhere', 'img-src', 'new Image().src = "https://example.com/a.png"'],
    [
      'a host that is not in the configuration',
      'connect-src',
      'fetch("https://example.com/").catch(() => {})',
    ],
  ])('refuses %s', async (_, directive, work) => {
    const { page } = await aWindow('/signin')
    await page.getByRole('heading', { name: 'Sign in' }).waitFor()
    expect(await refused(page, work)).toBe(directive)
  })

  test('leaves no way around it', () => {
    const [, policy = ''] =
      /Content-Security-Policy" content="([^"]*)"/.exec(readFileSync(`${dist}index.html`, 'utf8')) ?? []
    expect(policy).toMatch(/^default-src &#39;none&#39;; script-src &#39;self&#39;;/)
    expect(policy).not.toMatch(/unsafe|data:|blob:| \*/)
  })
})
