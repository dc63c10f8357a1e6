import { type Browser, chromium, type Page } from 'playwright-core'
import { people } from '../../seed/people.ts'
import { seed } from '../../seed/seed.ts'
import { groupUuidOf } from '../../src/domain/group.ts'
import { phone } from './browserDevices.ts'
import { at } from './clock.ts'
import { eventually } from './processes.ts'
import { allItems, deleteItems } from './table.ts'
import { tokenFor } from './tokens.ts'
import { signedInScript } from './webSession.ts'

const time = Date.parse('2026-06-17T14:20:00Z')

const personOf = (handle: string) => {
  const person = people.find((one) => one.handle === handle)
  if (!person) throw new Error(`There is no demo person ${handle}`)
  return person
}
const reader = personOf('andrewbrown')
const other = personOf('londo')
const group = groupUuidOf(reader.uuid, other.uuid)

/** Replaces the demo data of the stack, whose times are relative to its start. */
export const seedAtFixedTime = async () => {
  await deleteItems(await allItems())
  await at(time, seed)
}

const desktop = { viewport: { width: 1280, height: 800 } }

const showsList = (page: Page) => page.getByRole('link', { name: other.display_name }).waitFor()

/** A conversation opens at its first unread message. This scrolls to its end. */
const showsEnd = async (page: Page) => {
  const log = page.getByRole('region', { name: `Messages with ${other.display_name}` })
  await log.getByRole('article').last().waitFor()
  await log.hover()
  const missing = () =>
    log.evaluate((element) => {
      const { scrollTop, scrollHeight, clientHeight } = element as unknown as Record<string, number>
      return Number(scrollHeight) - Number(clientHeight) - Number(scrollTop)
    })
  await eventually(
    async () => {
      if ((await missing()) > 1) {
        await page.mouse.wheel(0, -100)
        await page.mouse.wheel(0, 1000)
      }
      return [Math.round(await missing()), await page.getByRole('button', { name: /new$|latest/ }).count()]
    },
    ([pixels = 0, buttons = 0]) => pixels <= 1 && buttons === 0,
  )
  await page.mouse.move(0, 0)
  await page.locator('.sticky-day:not(.is-shown)').waitFor({ state: 'attached' })
}

/** Waits until the page is connected, and knows its user. */
const isReady = async (page: Page) => {
  await page.locator('.connection.live').waitFor({ state: 'attached' })
  await page.locator('.account .handle').waitFor({ state: 'attached' })
}

const openPage = async (browser: Browser, path: string, device: typeof desktop) => {
  const context = await browser.newContext({
    ...device,
    baseURL: process.env.WEB_URL ?? '',
    locale: 'en-GB',
    timezoneId: 'UTC',
    reducedMotion: 'reduce',
  })
  const page = await context.newPage()
  await page.clock.install({ time })
  const { cognito_user_id: cognitoUserId } = reader
  await page.addInitScript(signedInScript({ cognitoUserId, token: tokenFor(cognitoUserId) }))
  await page.goto(path)
  await isReady(page)
  await (path === '/messages' ? showsList(page) : showsEnd(page))
  await page.evaluate('document.fonts.ready.then(() => {})')
  return page
}

const take = async (page: Page, colorScheme: 'light' | 'dark') => {
  await page.emulateMedia({ colorScheme })
  return page.screenshot({ animations: 'disabled' })
}

/** One picture with several beside one another, on a transparent background. */
const besideOneAnother = async (browser: Browser, pictures: Buffer[]) => {
  const page = await browser.newPage()
  const images = pictures.map((picture) => `<img src="data:image/png;base64,${picture.toString('base64')}">`)
  await page.setContent(`<style>
    body { margin: 0 }
    main { display: flex; gap: 24px; width: max-content; padding: 1px }
    img { display: block; border-radius: 24px; outline: 1px solid #8888 }
  </style><main>${images.join('')}</main>`)
  return page.locator('main').screenshot({ omitBackground: true })
}

/** The pictures by their file names. */
export const takePictures = async (): Promise<Record<string, Buffer>> => {
  const browser = await chromium.connect(process.env.WEB_BROWSER ?? '')
  const takeBoth = async (page: Page) => ({
    light: await take(page, 'light'),
    dark: await take(page, 'dark'),
  })
  // One after the other: a message is new until a conversation has been opened.
  const list = await takeBoth(await openPage(browser, '/messages', phone))
  const conversation = await takeBoth(await openPage(browser, `/messages/${group}`, phone))
  const both = await takeBoth(await openPage(browser, `/messages/${group}`, desktop))
  const pictures = {
    'conversation.png': both.light,
    'conversation-dark.png': both.dark,
    'phone.png': await besideOneAnother(browser, [list.light, conversation.light]),
    'phone-dark.png': await besideOneAnother(browser, [list.dark, conversation.dark]),
  }
  await browser.close()
  return pictures
}
