import './steps/setUp.ts'
import { mkdirSync, readFileSync } from 'node:fs'

Object.assign(process.env, JSON.parse(readFileSync('/tmp/web24-env.json', 'utf8')))
const { chromium } = await import('./steps/browserLibrary.ts')
const { signedInScript } = await import('./steps/webSession.ts')
const { withPush } = await import('./steps/browserPush.ts')
const { cognitoAt } = await import('./steps/cognito.ts')
mkdirSync('/tmp/web24-pics', { recursive: true })
const browser = await chromium.connect(process.env.WEB_BROWSER ?? '')
const { AccessToken: token = '', RefreshToken: refreshToken = '' } = await cognitoAt(
  process.env.E2E_COGNITO_URL ?? '',
)
  .signIn('nadia@cruddur.example')
  .catch(async () => {
    const { people } = await import('../seed/people.ts')
    return cognitoAt(process.env.E2E_COGNITO_URL ?? '').signIn(people[1]?.email ?? '')
  })
const sub = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()).sub
const kinds = process.argv.slice(2)
const iso = (ms: number) => new Date(Date.now() + ms).toISOString()
const exportsOf: Record<string, unknown[]> = {
  none: [],
  running: [{ uuid: 'a', created_at: iso(0), state: 'running', expires_at: iso(7 * 864e5), files: [] }],
  ready: [
    {
      uuid: 'a',
      created_at: iso(-9e5),
      state: 'ready',
      expires_at: iso(7 * 864e5),
      url_expires_at: iso(9e5),
      files: [
        { name: 'cruddur-nadia-2026-11-29-1.zip', bytes: 20_400_000, url: 'https://example.com/1' },
        { name: 'cruddur-nadia-2026-11-29-2.zip', bytes: 3_210_000, url: 'https://example.com/2' },
      ],
    },
  ],
  failed: [{ uuid: 'a', created_at: iso(0), state: 'failed', expires_at: iso(7 * 864e5), files: [] }],
}
const cors = {
  'access-control-allow-origin': '*',
  'access-control-allow-headers': '*',
  'access-control-allow-methods': '*',
}
for (const [device, viewport, mobile] of [
  ['desktop', { width: 1280, height: 800 }, false],
  ['phone', { width: 390, height: 844 }, true],
] as const)
  for (const colorScheme of ['light', 'dark'] as const) {
    for (const kind of Object.keys(exportsOf)) {
      if (kind !== 'ready' && (colorScheme === 'dark') !== (device === 'phone')) continue
      if (kinds.length && !kinds.includes(kind)) continue
      const push = withPush('granted')
      const context = await browser.newContext({
        baseURL: process.env.WEB_URL ?? '',
        viewport,
        colorScheme,
        locale: 'en-GB',
        isMobile: mobile,
        hasTouch: mobile,
        deviceScaleFactor: mobile ? 2 : 1,
        serviceWorkers: 'allow',
      })
      const page = await context.newPage()
      page.setDefaultTimeout(20_000)
      page.on('console', (m) => console.log(kind, m.type(), m.text()))
      await page.addInitScript(signedInScript({ cognitoUserId: sub, token, refreshToken }))
      await push.prepare(page)
      await context.route('**/config.json', async (route) => {
        const r = await route.fetch()
        await route.fulfill({
          json: {
            ...(await r.json()),
            pushKey:
              'BNcRdreALRFXTkOOUHK1EtK2wtaz5Ry4YfYCA_0QTpQtUbVlUls0VJXg7A8u-Ts1XbjhazAkj7I99e8QcYP7DkM',
          },
        })
      })
      await context.route('**/api/push_subscriptions/**', (route) =>
        route.fulfill({ json: {}, headers: cors }),
      )
      await context.route('**/api/exports', (route) =>
        route.fulfill({ json: exportsOf[kind], headers: cors }),
      )
      await page.goto('/messages')
      await page.locator('.account').getByRole('button').click()
      await page.getByRole('menuitem', { name: 'Account' }).waitFor()
      if (kind === 'none')
        await page.screenshot({ path: `/tmp/web24-pics/menu-${device}-${colorScheme}.png` })
      await page.getByRole('menuitem', { name: 'Account' }).click()
      await page.getByText('nadia@cruddur.example').waitFor()
      await page.waitForTimeout(300)
      await page.screenshot({ path: `/tmp/web24-pics/${kind}-${device}-${colorScheme}.png` })
      if (kind === 'ready') {
        await page.getByRole('button', { name: 'Sign out everywhere' }).click()
        await page.waitForTimeout(200)
        await page.screenshot({ path: `/tmp/web24-pics/question-${device}-${colorScheme}.png` })
        await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click()
        await page.getByRole('button', { name: 'Delete account…' }).click()
        await page.getByLabel('Enter your password').fill('wrong password')
        await page.getByRole('button', { name: 'Delete account', exact: true }).click()
        await page.getByText('Wrong password').waitFor()
        await page.screenshot({ path: `/tmp/web24-pics/delete-${device}-${colorScheme}.png` })
        await page.keyboard.press('Escape')
        await page.locator('.account').getByRole('button').click()
        await page.getByRole('menuitem', { name: 'Settings' }).click()
        await page.getByRole('checkbox', { name: 'Also when Cruddur is closed' }).waitFor()
        await page.getByRole('checkbox', { name: 'Also when Cruddur is closed' }).check()
        await page.getByRole('checkbox', { name: 'Show the text' }).scrollIntoViewIfNeeded()
        await page.screenshot({ path: `/tmp/web24-pics/settings-${device}-${colorScheme}.png` })
      }
      await context.close()
    }
  }
await browser.close()
process.exit()
