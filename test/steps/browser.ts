import { afterAll, beforeAll } from '@jest/globals'
import type { Browser, BrowserContextOptions, Locator, Page } from 'playwright-core'
import { v7 as uuidv7 } from 'uuid'
import { pool } from '../../local/pool.ts'
import { placeOf } from '../../src/domain/place.ts'
import type { User } from '../../src/domain/user.ts'
import { messageItem } from '../../src/repository/messages.ts'
import { chromium, looksOften, timeoutMs } from './browserLibrary.ts'
import { cognitoAt } from './cognito.ts'
import * as given from './given.ts'
import { eventually } from './processes.ts'
import { putItems } from './table.ts'
import { type SessionOwner, signedInScript } from './webSession.ts'
import { calls } from './when.ts'

let browser: Browser

/** Connects to the browser of the web suite, for as long as this test file runs. */
export const aBrowser = () => {
  beforeAll(async () => {
    browser = await chromium.connect(process.env.WEB_BROWSER ?? '')
  })
  afterAll(() => browser.close())
}

type Writer = Pick<User, 'uuid' | 'handle' | 'displayName'> & { token: string }
type SignedInUser = Writer & SessionOwner

/** A user of the local Cognito, for tests that sign in, renew a session or sign out. For all others, `given.aUser` is faster. */
export const aCognitoUser = async (displayName = 'Some Body') => {
  const handle = given.aHandle('web')
  const email = `${handle}@example.org`
  const cognito = cognitoAt(process.env.E2E_COGNITO_URL ?? '')
  await cognito.signUp(email, handle, displayName)
  const { AccessToken: token = '', RefreshToken: refreshToken = '' } = await cognito.signIn(email)
  const { body } = await calls('GET', '/api/users/me', { as: { token } })
  const claims = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString())
  const cognitoUserId = String(claims.sub)
  return { uuid: String(body.uuid), handle, displayName, email, cognitoUserId, token, refreshToken }
}

/** Writes messages from one user to another over the API; returns the uuid of the conversation. */
export const hasWritten = async (from: Writer, to: Writer, ...texts: string[]): Promise<string> => {
  let groupUuid = ''
  for (const message of texts) {
    const { body } = await calls('POST', '/api/messages', { as: from, body: { message, handle: to.handle } })
    groupUuid = body.message_group_uuid
  }
  return groupUuid
}

const aChatWith = async <Ben extends Writer>(isSignedUp: Promise<Ben>, texts: string[]) => {
  const [ann, ben] = await Promise.all([given.aUser({ displayName: 'Ann Abel' }), isSignedUp])
  return { ann, ben, group: await hasWritten(ann, ben, ...(texts.length > 0 ? texts : ['Hello'])) }
}

/** Ann Abel has written to Ben Bond. */
export const aChat = (...texts: string[]) => aChatWith(given.aUser({ displayName: 'Ben Bond' }), texts)

/** The same, where Ben is a user of the local Cognito. */
export const aChatOfCognitoUser = (...texts: string[]) => aChatWith(aCognitoUser('Ben Bond'), texts)

/** A conversation that took a long time to write: the messages are stored with times one second or more apart, up to now. */
export const haveWrittenLong = async (
  from: Writer,
  to: Writer,
  texts: string[],
  apartMs = 1000,
): Promise<string> => {
  const groupUuid = await hasWritten(from, to, texts.at(-1) ?? '')
  const begin = Date.now() - texts.length * apartMs
  const past = texts.slice(0, -1).map((text, index) => {
    const uuid = uuidv7({ msecs: begin + index * apartMs })
    const place = placeOf(begin + index * apartMs, uuid)
    return messageItem({ uuid, groupUuid, text, sender: from, memberUuids: [from.uuid, to.uuid], place })
  })
  await putItems(past)
  return groupUuid
}

/** Marks a conversation as read up to a message: by default its newest. */
export const hasRead = async (reader: { token: string }, groupUuid: string, text?: string) => {
  let [uuid, before] = ['', '']
  while (!uuid) {
    const { body } = await calls('GET', `/api/messages/${groupUuid}?limit=100${before}`, { as: reader })
    const messages = body as { uuid: string; message: string }[]
    uuid = messages.findLast(({ message }) => message === (text ?? message))?.uuid ?? ''
    before = `&before=${messages[0]?.uuid}`
  }
  await calls('PUT', `/api/message_groups/${groupUuid}/read`, { as: reader, body: { message_uuid: uuid } })
}

/** Waits until the inbox of the reader counts this many unread messages. */
export const hasUnread = (reader: { token: string }, groupUuid: string, count: number) =>
  eventually(
    async () => (await calls('GET', `/api/message_groups/${groupUuid}`, { as: reader })).body.unread_count,
    (unread) => unread === count,
  )

/** Waits for a title of the page. Its count changes when the server has stored that something was read. */
export const hasTitle = (page: Page, title: string) =>
  eventually(
    () => page.title(),
    (current) => current === `${title} · Cruddur Messages`,
  )

/** The texts of a conversation, as the API lists them. */
export const textsIn = async (groupUuid: string, reader: { token: string }): Promise<string[]> =>
  (await calls('GET', `/api/messages/${groupUuid}`, { as: reader })).body.map(
    ({ message }: { message: string }) => message,
  )

export const numberedTexts = (count: number) =>
  Array.from({ length: count }, (_, index) => `message number ${index + 1};`)

// The browser itself logs a response that is an expected answer, such as 404 for an unknown handle.
const isExpected = (text: string) =>
  /^Failed to load resource: the server responded with a status of 4|^Service Worker registration blocked/.test(
    text,
  )

const collectErrors = (page: Page) => {
  const errors: string[] = []
  page.on('pageerror', (error) => errors.push(String(error)))
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type()) && !isExpected(message.text()))
      errors.push(message.text())
  })
  return errors
}

/** Another tab of the same browser. */
export const aTab = async (other: Page, path: string): Promise<Page> => {
  const page = await other.context().newPage()
  page.setDefaultTimeout(timeoutMs)
  await page.goto(path)
  return page
}

type WindowOptions = BrowserContextOptions & {
  /** What happens before the first page is loaded: routes, a clock … */
  prepare?: ((page: Page) => Promise<unknown>) | undefined
}

/** A window of a browser with empty storage, and the errors that its console logs. */
export const aWindow = async (path = '/', { prepare, ...options }: WindowOptions = {}) => {
  const context = await browser.newContext({
    baseURL: process.env.WEB_URL ?? '',
    viewport: { width: 1200, height: 800 },
    locale: 'en-GB',
    reducedMotion: 'reduce',
    serviceWorkers: 'block', // a test that intercepts requests does not see those of a worker
    ...options,
  })
  const page = await context.newPage()
  page.setDefaultTimeout(timeoutMs)
  looksOften(page)
  const errors = collectErrors(page)
  await prepare?.(page)
  await page.goto(path)
  return { page, errors }
}

/** A window of a browser in which a user is signed in. */
export const aWindowOf = (
  user: SignedInUser,
  path = '/messages',
  { prepare, ...options }: WindowOptions = {},
) =>
  aWindow(path, {
    ...options,
    prepare: async (page) => {
      await page.addInitScript(signedInScript(user))
      await prepare?.(page)
    },
  })

export const signsIn = async (page: Page, { email }: { email: string }, password: string = pool.password) => {
  await page.getByLabel('E-mail address').fill(email)
  await page.getByLabel('Password', { exact: true }).fill(password)
  await page.getByRole('button', { name: 'Sign in' }).click()
}

/** Changes the stored session of a signed-in browser. */
export const changeSession = (page: Page, changes: object) =>
  page.evaluate(`localStorage.setItem('cruddur.session', JSON.stringify({
    ...JSON.parse(localStorage.getItem('cruddur.session')), ...${JSON.stringify(changes)},
  }))`)

/** Goes to an address without loading the page. */
export const goesTo = (page: Page, path: string) =>
  page.evaluate(`{
    history.pushState(null, '', '${path}')
    dispatchEvent(new PopStateEvent('popstate'))
  }`)

/** A conversation opens at the first unread message: this scrolls to the last. */
export const goesToEnd = (page: Page) => page.getByRole('button', { name: /new$/ }).click()

/** Waits until the socket is open. */
export const isLive = (page: Page) => page.locator('.connection.live').first().waitFor({ state: 'attached' })

/** Waits until an element has the focus. */
export const hasFocusOn = (element: Locator) => element.and(element.page().locator(':focus')).waitFor()

export const composer = (page: Page) => page.getByRole('textbox', { name: /^Message to/ })

export const writes = async (page: Page, text: string) => {
  await composer(page).fill(text)
  await composer(page).press('Enter')
}

export const log = (page: Page) => page.getByRole('region', { name: 'Messages with Ann Abel' })

/** The texts of the messages on the screen, in their order. */
export const shownMessages = (page: Page) => page.locator('article .text')
export const bubble = (page: Page, text: string) => page.locator('article', { hasText: text })
/** Waits until the server has stored a message. Only the last message also shows "Sent". */
export const isStored = (page: Page, text: string) =>
  page.locator('article:not(.unsent)', { hasText: text }).waitFor()

/** Selects an item of the open menu. */
export const choosesInMenu = (page: Page, name: string) => page.getByRole('menuitem', { name }).click()

/** Opens the menu of a message and selects an item. */
export const selectsInMenu = async (page: Page, text: string, item: string) => {
  await bubble(page, text).getByText(text).click({ button: 'right' })
  await page.getByRole('menu').getByRole('menuitem', { name: item }).click()
}

export const rows = (page: Page) => page.getByRole('navigation', { name: 'Conversations' }).getByRole('link')
export const row = (page: Page, name: string) =>
  page.getByRole('navigation', { name: 'Conversations' }).getByRole('link', { name })

/** The field that searches the list. */
export const listSearch = (page: Page) => page.getByRole('searchbox', { name: 'Search' })

/** Finds a person by their handle and opens the conversation with them, existing or new. */
export const startsConversation = async (page: Page, handle: string, name: string) => {
  await page.getByRole('button', { name: 'New message' }).click()
  await page.getByRole('combobox').fill(handle)
  await page.getByRole('option', { name }).click()
}

/** Chooses from the menu at the user's own name. */
export const choosesInAccountMenu = async (page: Page, role: 'menuitem' | 'menuitemradio', name: string) => {
  await page.locator('.account').getByRole('button').click()
  await page.getByRole(role, { name }).click()
}

/** Waits until the shortcuts of the page work: their code is loaded later, as that of the menus. */
export const hasShortcuts = async (page: Page) => {
  const menu = page.getByRole('menu')
  await page.locator('.account').getByRole('button').click()
  await menu.waitFor()
  await page.keyboard.press('Escape')
  await menu.waitFor({ state: 'detached' })
}

export const startsToSignOut = (page: Page) => choosesInAccountMenu(page, 'menuitem', 'Sign out')

/** Whether a browser runs, so that a page that is not painted does not block: waits for two frames, at most a second. */
export const isPainted = (page: Page) =>
  page.evaluate(`new Promise((painted) => {
    requestAnimationFrame(() => requestAnimationFrame(painted))
    setTimeout(painted, 1000)
  })`)
