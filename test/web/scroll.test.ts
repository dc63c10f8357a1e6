import { expect, test } from '@jest/globals'
import type { Page } from 'playwright-core'
import { aBrowser, aPerson, aWindowOf, bubble, hasWritten, haveWrittenLong, row } from '../steps/browser.ts'
import * as given from '../steps/given.ts'
import { eventually } from '../steps/processes.ts'
import { aGate } from '../steps/watched.ts'
import { calls } from '../steps/when.ts'

aBrowser()

const aLongOne = async () => {
  const [ann, ben] = await Promise.all([given.aUser({ displayName: 'Ann Abel' }), aPerson('Ben Bond')])
  const texts = Array.from(
    { length: 120 },
    (_, index) => `message number ${index + 1}; ${'so '.repeat((index * 7) % 60)}`,
  )
  const group = await haveWrittenLong(ann, ben, texts)
  const { body } = await calls('GET', `/api/messages/${group}?limit=1`, { as: ben })
  await calls('PUT', `/api/message_groups/${group}/read`, { as: ben, body: { message_uuid: body[0].uuid } })
  const { page } = await aWindowOf(ben, `/messages/${group}`)
  await bubble(page, 'message number 120;').waitFor()
  return { ann, ben, page, group }
}

const log = (page: Page) => page.getByRole('region', { name: 'Messages with Ann Abel' })

const scrollsUp = async (page: Page, text: string) => {
  await log(page).hover()
  await eventually(
    async () => {
      await page.mouse.wheel(0, -200)
      await page.evaluate(
        'new Promise((painted) => requestAnimationFrame(() => requestAnimationFrame(painted)))',
      )
      return bubble(page, text).count()
    },
    (count) => count > 0,
  )
}

/** Where a message is as soon as it has not moved for ten frames. */
const restsAt = (page: Page, text: string) =>
  page.evaluate(`new Promise((resolve) => {
    let [last, frames] = [undefined, 0]
    const look = () => {
      const message = [...document.querySelectorAll('article')].find(({ textContent }) => textContent.includes('${text}'))
      const top = message?.getBoundingClientRect().top
      frames = top !== undefined && top === last ? frames + 1 : 0
      last = top
      if (frames === 10) resolve(top)
      else requestAnimationFrame(look)
    }
    look()
  })`) as Promise<number>

test('who comes back to a conversation finds it where they left it, also when something has come meanwhile', async () => {
  const { ann, ben, page } = await aLongOne()
  const cat = await given.aUser({ displayName: 'Cat Cole' })
  await hasWritten(cat, ben, 'Hi')
  await scrollsUp(page, 'message number 80;')
  const left = bubble(page, 'message number 83;')
  const before = await restsAt(page, 'message number 83;')
  await row(page, 'Cat Cole').click()
  await bubble(page, 'Hi').waitFor()
  await hasWritten(ann, ben, 'message number 121;')
  await row(page, 'Ann Abel').getByText('message number 121;').waitFor()
  await row(page, 'Ann Abel').click()
  await left.waitFor()
  // Browsers scroll by whole pixels, and messages have fractions of them.
  await eventually(
    async () => (await left.boundingBox())?.y ?? 0,
    (y) => Math.abs(y - before) < 1,
  )
  expect(await bubble(page, 'message number 121;').count()).toBe(0)

  // Nobody has seen it, so it is not read.
  await page.getByRole('button', { name: '1 new' }).waitFor()

  // At the end, one comes back to the end.
  await page.locator('.to-end').click()
  await bubble(page, 'message number 121;').waitFor()
  await row(page, 'Cat Cole').click()
  await bubble(page, 'Hi').waitFor()
  await hasWritten(ann, ben, 'message number 122;')
  await row(page, 'Ann Abel').getByText('message number 122;').waitFor()
  await row(page, 'Ann Abel').click()
  await bubble(page, 'message number 122;').waitFor()
})

test('it is said that older messages are loading', async () => {
  const { page } = await aLongOne()
  const { open, passed } = aGate()
  await page.route('**/api/messages/*before=*', async (route) => {
    await passed
    await route.continue()
  })
  await log(page).focus()
  await page.keyboard.press('Home')
  const said = page.getByRole('status').getByText('Loading…')
  await said.waitFor()
  open()
  await said.waitFor({ state: 'detached' })
  await bubble(page, 'message number 70;').waitFor({ state: 'attached' })
})
