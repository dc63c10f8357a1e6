import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { expect, test } from '@jest/globals'
import type { Page } from 'playwright-core'
import {
  aBrowser,
  aChat,
  aChatOfCognitoUser,
  aWindow,
  aWindowOf,
  bubble,
  hasFocusOn,
  hasRead,
  hasShortcuts,
  hasWritten,
  haveWrittenLong,
  isLive,
  isStored,
  log,
  numberedTexts,
  row,
  signsIn,
  writes,
} from '../steps/browser.ts'
import { hasWorker, withWorker } from '../steps/browserWorker.ts'
import * as given from '../steps/given.ts'
import { eventually } from '../steps/processes.ts'

aBrowser()

const dist = fileURLToPath(new URL('../../web/dist/', import.meta.url))

test('the JavaScript of the first load is at most 110 KB, compressed', () => {
  const html = readFileSync(`${dist}index.html`, 'utf8')
  const scripts = [...html.matchAll(/(?:src|href)="\/(assets\/[^"]+\.js)"/g)].map(([, path = '']) => path)
  expect(scripts.length).toBeGreaterThan(0)
  const bytes = scripts.reduce((sum, path) => sum + gzipSync(readFileSync(`${dist}${path}`)).length, 0)
  expect(bytes).toBeLessThanOrEqual(110_000)
})

const violatedDirective = (page: Page, script: string) =>
  page.evaluate(`new Promise((resolve) => {
    const report = ({ effectiveDirective }) => resolve(effectiveDirective)
    document.addEventListener('securitypolicyviolation', report, { once: true })
    try { ${script} } catch {}
  })`)

test('the content security policy blocks what the client does not need', async () => {
  const { page } = await aWindow('/signin', withWorker)
  await page.getByRole('heading', { name: 'Sign in' }).waitFor()
  for (const [directive, script] of [
    ['require-trusted-types-for', 'document.body.innerHTML = "<p>"'],
    ['require-trusted-types-for', 'document.createElement("script").text = "1"'],
    [
      'style-src-elem',
      'const style = document.createElement("style"); style.textContent = "p {}"; document.body.append(style)',
    ],
    ['require-trusted-types-for', 'navigator.serviceWorker.register("/sw.js").catch(() => {})'],
    ['require-trusted-types-for', 'new Worker("/sw.js")'],
    ['trusted-types', 'trustedTypes.createPolicy("another", {})'],
    ['img-src', 'new Image().src = "https://example.com/a.png"'], // not a host of the configuration
    ['connect-src', 'fetch("https://example.com/").catch(() => {})'],
  ] as const) {
    expect([script, await violatedDirective(page, script)]).toEqual([script, directive])
  }
})

test('the only trusted types are the addresses of the workers, which nothing else can make', async () => {
  const { page } = await aWindowOf(await given.aUser(), '/messages', withWorker)
  await hasWorker(page)
  const script = 'trustedTypes.createPolicy("workers", { createScriptURL: (url) => url })'
  expect(await violatedDirective(page, script)).toBe('trusted-types')
  const registered = await page.evaluate(
    'navigator.serviceWorker.getRegistrations().then((all) => all.map(({ active }) => active.scriptURL))',
  )
  expect(registered).toEqual([`${process.env.WEB_URL}/sw.js`])
})

test('the content security policy has no loopholes', () => {
  const [, policy = ''] =
    /Content-Security-Policy" content="([^"]*)"/.exec(readFileSync(`${dist}index.html`, 'utf8')) ?? []
  expect(policy).toMatch(/^default-src &#39;none&#39;; script-src &#39;self&#39;;/)
  expect(policy).not.toMatch(/unsafe|data:| \*/)
  expect(policy.match(/[\w-]+ &#39;self&#39; blob:/g)).toEqual(['img-src &#39;self&#39; blob:'])
  expect(policy.match(/blob:/g)).toHaveLength(1)
  expect(policy).toContain('; worker-src &#39;self&#39;; manifest-src &#39;self&#39;;')
  expect(policy).toMatch(/; trusted-types workers$/)
})

test('the client can be installed, with icons of the sizes that its manifest names', async () => {
  const { page } = await aWindow('/signin')
  const devtools = await page.context().newCDPSession(page)
  const { errors, data = '{}' } = await devtools.send('Page.getAppManifest')
  const { installabilityErrors } = await devtools.send('Page.getInstallabilityErrors')
  // The windows of the tests are private ones.
  expect([errors, installabilityErrors.filter(({ errorId }) => errorId !== 'in-incognito')]).toEqual([[], []])
  const icons: { src: string; sizes: string }[] = JSON.parse(data).icons
  const named = [...icons, { src: '/apple-touch-icon.png', sizes: '180x180' }]
  const sizes = await page.evaluate(`Promise.all(${JSON.stringify(named)}.map(async ({ src }) => {
    const image = Object.assign(new Image(), { src })
    await image.decode()
    return image.naturalWidth + 'x' + image.naturalHeight
  }))`)
  const isVector = ({ src }: { src: string }) => src.endsWith('.svg')
  expect(named.map((icon, index) => (isVector(icon) ? 'any' : (sizes as string[])[index]))).toEqual(
    named.map((icon) => icon.sizes),
  )
})

test('one can sign in and write in a browser that blocks storage', async () => {
  const { ben, group } = await aChatOfCognitoUser()
  const { page, errors } = await aWindow(`/messages/${group}`, {
    prepare: (prepared) =>
      prepared.addInitScript(`Object.defineProperty(window, 'localStorage', {
        get: () => { throw new DOMException('Access is denied for this document.', 'SecurityError') },
      })`),
  })
  await signsIn(page, ben)
  await bubble(page, 'Hello').waitFor()
  await writes(page, 'Nothing is stored')
  await isStored(page, 'Nothing is stored')
  expect(errors).toEqual([])
})

test('a page that cannot be rendered leads back to the list', async () => {
  const { ben, group } = await aChat()
  const { page } = await aWindowOf(ben, `/messages/${group}`, {
    prepare: (prepared) =>
      prepared.route(`**/api/messages/${group}?*`, async (route) => {
        const response = await route.fetch()
        const messages = (await response.json()) as object[]
        await route.fulfill({ response, json: messages.map((message) => ({ ...message, message: {} })) })
      }),
  })
  await page.getByRole('heading', { name: 'Something went wrong' }).waitFor()
  await page.getByRole('link', { name: 'Go to messages' }).click()
  await row(page, 'Ann Abel').waitFor()
})

test('a start that takes long shows that the page is connecting, instead of nothing', async () => {
  for (const address of ['**/config.json', '**/assets/SignedOut*']) {
    const { promise: isAnswered, resolve: answer } = Promise.withResolvers<void>()
    const { page } = await aWindow('/signin', {
      prepare: (prepared) =>
        prepared.route(address, async (route) => {
          await isAnswered
          await route.fallback()
        }),
    })
    await page.getByText('Connecting…').waitFor()
    await eventually(
      () => page.getByText('Connecting…').evaluate('document.getAnimations().length'),
      (count) => count === 0, // it has appeared
    )
    answer()
    await page.getByRole('heading', { name: 'Sign in' }).waitFor()
    expect(await page.getByText('Connecting…').count()).toBe(0)
  }
})

test.each(['SignedOut', 'signingIn'])(
  'a page for signing in that cannot be loaded can be tried again: %s',
  async (name) => {
    const script = `**/assets/${name}-*`
    const { page } = await aWindow('/signin', {
      prepare: (prepared) => prepared.route(script, (route) => route.abort()),
    })
    await page.getByRole('heading', { name: "Can't connect" }).waitFor()
    await page.getByText('Check your internet connection and try again.').waitFor() // only a click does that
    await page.unroute(script)
    await page.getByRole('button', { name: 'Try again' }).click()
    await page.getByRole('heading', { name: 'Sign in' }).waitFor()
  },
)

test('menus and dialogs that could not be loaded with the page are there after one click', async () => {
  const { page } = await aWindowOf(await given.aUser(), '/messages', {
    prepare: (prepared) => prepared.route('**/assets/loadedLater*', (route) => route.abort(), { times: 1 }),
  })
  const account = page.locator('.account').getByRole('button')
  await account.click()
  await page.getByRole('button', { name: 'Reload' }).click()
  await account.click()
  await page.getByRole('menu').waitFor()
})

/** A window whose code for later is loaded only after `act`. */
const aWindowThatLoadsAfter = async (
  user: Parameters<typeof aWindowOf>[0],
  path: string,
  act: (page: Page) => Promise<void>,
) => {
  const { promise: isDone, resolve: release } = Promise.withResolvers<void>()
  const { page, errors } = await aWindowOf(user, path, {
    prepare: (prepared) =>
      prepared.route('**/assets/loadedLater*', async (route) => {
        await isDone
        await route.continue()
      }),
  })
  await act(page)
  release()
  await page.locator('.sticky-day').waitFor({ state: 'attached' })
  return { page, errors }
}

test('a row that has the focus before the rest of the code is loaded gives it to the next one when it leaves the list', async () => {
  const { ann, ben, group } = await aChat()
  await hasWritten(await given.aUser({ displayName: 'Cat Cole' }), ben, 'Hi')
  await hasWritten(ben, ann, 'Hi Ann')
  const { page: device } = await aWindowOf(ben)
  await isLive(device)
  await hasShortcuts(device)
  const { page, errors } = await aWindowThatLoadsAfter(ben, `/messages/${group}`, async (page) => {
    await bubble(page, 'Hi Ann').waitFor()
    await isLive(page)
    await row(page, 'Cat Cole').focus()
  })
  await row(device, 'Cat Cole').focus()
  await device.keyboard.press('e')
  await row(page, 'Cat Cole').waitFor({ state: 'detached' })
  await hasFocusOn(row(page, 'Ann Abel'))
  expect(errors).toEqual([])
})

test('a message that has the focus before the rest of the code is loaded keeps it, however far it is scrolled away', async () => {
  const [ann, ben] = await Promise.all([given.aUser({ displayName: 'Ann Abel' }), given.aUser()])
  const group = await haveWrittenLong(ann, ben, numberedTexts(70))
  await hasRead(ben, group)
  const newest = (page: Page) => page.getByRole('article').filter({ hasText: 'message number 70;' })
  const { page, errors } = await aWindowThatLoadsAfter(ben, `/messages/${group}`, (page) =>
    newest(page).focus(),
  )
  await log(page).hover()
  await eventually(
    async () => {
      await page.mouse.wheel(0, -2000)
      return bubble(page, 'message number 1;').isVisible()
    },
    (isAtTop) => isAtTop,
  )
  await hasFocusOn(newest(page))
  expect(errors).toEqual([])
})
