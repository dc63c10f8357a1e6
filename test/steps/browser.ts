import { afterAll, beforeAll } from '@jest/globals'
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core'
import { v7 as uuidv7 } from 'uuid'
import { pool } from '../../local/pool.ts'
import { placeOf } from '../../src/domain/place.ts'
import type { User } from '../../src/domain/user.ts'
import { putMessage } from '../../src/repository/messages.ts'
import { cognitoAt } from './cognito.ts'
import { aHandle } from './given.ts'
import { eventually } from './processes.ts'
import { calls } from './when.ts'

const patienceMs = 60_000
let browser: Browser

/** The browser that the ring has started, for as long as this test file runs. */
export const aBrowser = () => {
  beforeAll(async () => {
    browser = await chromium.connect(process.env.WEB_BROWSER ?? '')
  })
  afterAll(() => browser.close())
}

type Writer = Pick<User, 'uuid' | 'handle' | 'displayName'> & { token: string }
export type Person = Writer & { email: string }

/** Somebody who can sign in. Whoever need not is quicker made by `given.aUser`. */
export const aPerson = async (displayName = 'Some Body'): Promise<Person> => {
  const handle = aHandle('web')
  const email = `${handle}@example.org`
  const cognito = cognitoAt(process.env.E2E_COGNITO_URL ?? '')
  await cognito.signUp(email, handle, displayName)
  const { AccessToken = '' } = await cognito.signIn(email)
  const { body } = await calls('GET', '/api/users/me', { as: { token: AccessToken } })
  return { uuid: body.uuid, handle, displayName, email, token: AccessToken }
}

// A refusal that is an answer (404: nobody has that handle) is written into the console by the browser itself.
const isAnswer = (text: string) =>
  /^Failed to load resource: the server responded with a status of 4/.test(text)

const hear = (page: Page) => {
  const errors: string[] = []
  page.on('pageerror', (error) => errors.push(String(error)))
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type()) && !isAnswer(message.text()))
      errors.push(message.text())
  })
  return errors
}

/** Another tab of the same browser. */
export const aTab = async (other: Page, path: string): Promise<Page> => {
  const page = await other.context().newPage()
  page.setDefaultTimeout(patienceMs)
  await page.goto(path)
  return page
}

/** A window of a browser that nobody has used, with what its console says. */
export const aWindow = async (path = '/', options: BrowserContextOptions = {}) => {
  const context = await browser.newContext({
    baseURL: process.env.WEB_URL ?? '',
    viewport: { width: 1200, height: 800 },
    locale: 'en-GB',
    reducedMotion: 'reduce',
    ...options,
  })
  const page = await context.newPage()
  page.setDefaultTimeout(patienceMs)
  const errors = hear(page)
  await page.goto(path)
  return { page, errors }
}

export const signsIn = async (page: Page, { email }: { email: string }, password: string = pool.password) => {
  await page.getByLabel('Email address').fill(email)
  await page.getByLabel('Password').fill(password)
  await page.getByRole('button', { name: 'Sign in' }).click()
}

/** Somebody's window, signed in, at an address. */
export const aWindowOf = async (person: Person, path = '/messages', options: BrowserContextOptions = {}) => {
  const opened = await aWindow(path, options)
  await signsIn(opened.page, person)
  await opened.page.getByRole('heading', { name: 'Messages', exact: true }).waitFor({ state: 'attached' })
  return opened
}

/** What one person writes to another, past the browser; answers the conversation's uuid. */
export const hasWritten = async (from: Writer, to: Writer, ...texts: string[]): Promise<string> => {
  let groupUuid = ''
  for (const message of texts) {
    const { body } = await calls('POST', '/api/messages', { as: from, body: { message, handle: to.handle } })
    groupUuid = body.message_group_uuid
  }
  return groupUuid
}

/** Waits until the inbox of the one who is written to has it all. */
export const hasUnread = (reader: { token: string }, groupUuid: string, count: number) =>
  eventually(
    async () => (await calls('GET', `/api/message_groups/${groupUuid}`, { as: reader })).body.unread_count,
    (unread) => unread === count,
  )

/** The same for as many as it takes years to write: they are put where they would be, a second apart, up to now. */
export const haveWrittenLong = async (from: Writer, to: Writer, texts: string[]): Promise<string> => {
  const groupUuid = await hasWritten(from, to, texts.at(-1) ?? '')
  const begin = Date.now() - texts.length * 1000
  const past = texts.slice(0, -1).map((text, index) => {
    const uuid = uuidv7({ msecs: begin + index * 1000 })
    const place = placeOf(begin + index * 1000, uuid)
    return { uuid, groupUuid, text, sender: from, memberUuids: [from.uuid, to.uuid], place }
  })
  await Promise.all(past.map(putMessage))
  return groupUuid
}

/** A conversation opens at the first unread message: on to the last. */
export const goesToEnd = (page: Page) => page.getByRole('button', { name: /new$/ }).click()

/** Its socket is open. */
export const isLive = (page: Page) => page.locator('.connection.live').first().waitFor({ state: 'attached' })

export const composer = (page: Page) => page.getByRole('textbox', { name: /^Message to/ })

export const writes = async (page: Page, text: string) => {
  await composer(page).fill(text)
  await composer(page).press('Enter')
}

/** The messages on the screen, as they stand there. */
export const shownMessages = (page: Page) => page.locator('article .text')
export const bubble = (page: Page, text: string) => page.locator('article', { hasText: text })
/** The server has taken it: only then it has a time. Which message is the last, and bears the word, is another matter. */
export const isStored = (page: Page, text: string) => bubble(page, text).locator('time').waitFor()

export const row = (page: Page, name: string) =>
  page.getByRole('navigation', { name: 'Conversations' }).getByRole('link', { name })
