import { expect, test } from '@jest/globals'
import {
  aBrowser,
  aPerson,
  aTab,
  aWindowOf,
  bubble,
  composer,
  hasWritten,
  isStored,
  shownMessages,
  writes,
} from '../steps/browser.ts'
import * as given from '../steps/given.ts'
import { eventually } from '../steps/processes.ts'
import { calls } from '../steps/when.ts'

aBrowser()

test('what is taken back in one tab is sent by no other', async () => {
  const [ann, ben] = await Promise.all([given.aUser({ displayName: 'Ann Abel' }), aPerson('Ben Bond')])
  const group = await hasWritten(ann, ben, 'Hello')
  const { page } = await aWindowOf(ben, `/messages/${group}`)
  await bubble(page, 'Hello').waitFor()
  await page.context().route('**/api/messages', (route) => route.abort())
  await writes(page, 'Better not')
  await bubble(page, 'Better not').getByText('Not sent').waitFor()
  const other = await aTab(page, `/messages/${group}`)
  await bubble(other, 'Better not').getByText('Not sent').waitFor()
  await page.getByRole('button', { name: 'Edit' }).click()
  await bubble(page, 'Better not').waitFor({ state: 'detached' })
  await bubble(other, 'Better not').waitFor({ state: 'detached' })
  await page.context().unroute('**/api/messages')
  await writes(other, 'This instead')
  await isStored(other, 'This instead')
  const { body } = await calls('GET', `/api/messages/${group}`, { as: ann })
  expect(body.map(({ message }: { message: string }) => message)).toEqual(['Hello', 'This instead'])
})

test('what is written before a conversation has begun goes on in it, and is seen all the while', async () => {
  const [ann, ben] = await Promise.all([given.aUser({ displayName: 'Ann Abel' }), aPerson('Ben Bond')])
  const { page } = await aWindowOf(ben, `/messages/new/${ann.handle}`)
  await composer(page).waitFor()
  const answers: (() => void)[] = []
  await page.route('**/api/messages', async (route) => {
    await new Promise<void>((resolve) => answers.push(resolve))
    await route.continue()
  })
  const letThrough = async (count: number) => {
    await eventually(
      () => answers.length,
      (asked) => asked === count,
    )
    answers.at(-1)?.()
  }
  await writes(page, 'Hi')
  await writes(page, 'How are you?')
  await letThrough(1)
  await isStored(page, 'Hi')
  await bubble(page, 'How are you?').getByText('Sending…').waitFor()
  await letThrough(2)
  await isStored(page, 'How are you?')
  expect(await shownMessages(page).allTextContents()).toEqual(['Hi', 'How are you?'])
})
