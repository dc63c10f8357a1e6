import { describe, expect, test } from '@jest/globals'
import type { Page } from 'playwright-core'
import {
  aBrowser,
  aChatOfCognitoUser,
  aCognitoUser,
  aTab,
  aWindowOf,
  bubble,
  changeSession,
  composer,
  hasWritten,
  isStored,
  signsIn,
  startsToSignOut,
  textsIn,
  writes,
} from '../steps/browser.ts'
import { cognitoAt } from '../steps/cognito.ts'
import { eventually } from '../steps/processes.ts'

aBrowser()

/** Ben has one message that cannot be sent, and a draft. */
const hasUnsent = async () => {
  const { ann, ben, group } = await aChatOfCognitoUser()
  const { page } = await aWindowOf(ben, `/messages/${group}`)
  await bubble(page, 'Hello').waitFor()
  await page.context().route('**/api/messages', (route) => route.abort())
  await writes(page, 'Not yet sent')
  await bubble(page, 'Not yet sent').getByText('Waiting for network…').waitFor()
  await composer(page).fill('I was about to say')
  return { ann, ben, group, page, online: () => page.context().unroute('**/api/messages') }
}

const storedNames = (page: Page): Promise<string[]> => page.evaluate('Object.keys(localStorage)')
const chooses = (page: Page, name: string) =>
  page.getByRole('dialog', { name: 'Sign out?' }).getByRole('button', { name }).click()
const isSignedOut = (page: Page) => page.getByText("You're signed out.").waitFor()

describe('when a session has expired', () => {
  test('the same person signs in again on the same page, and unsent messages and drafts are kept', async () => {
    const { ann, ben, group, page, online } = await hasUnsent()
    await changeSession(page, { refreshToken: 'expired', expiresAt: 0 })
    await page.reload()
    await page
      .getByText('Your session has expired. Sign in again to continue. Your unsent messages are saved.')
      .waitFor()
    expect(await storedNames(page)).not.toContainEqual(expect.stringMatching(/\.known$/))
    await online()
    await signsIn(page, ben)
    await isStored(page, 'Not yet sent')
    expect(new URL(page.url()).pathname).toBe(`/messages/${group}`)
    expect(await composer(page).inputValue()).toBe('I was about to say')
    expect(await textsIn(group, ann)).toEqual(['Hello', 'Not yet sent'])
  })

  test('another person who signs in neither sees nor sends them', async () => {
    const { ann, ben, group, page, online } = await hasUnsent()
    const cat = await aCognitoUser('Cat Cole')
    const catsGroup = await hasWritten(ann, cat, 'Hi Cat')
    await changeSession(page, { refreshToken: 'expired', expiresAt: 0 })
    await page.reload()
    await page.getByText('Your session has expired').waitFor()
    await online()
    await page.goto(`/signin?to=/messages/${catsGroup}`)
    await signsIn(page, cat)
    await bubble(page, 'Hi Cat').waitFor()
    expect(await composer(page).inputValue()).toBe('')
    await writes(page, 'Mine alone')
    await isStored(page, 'Mine alone')
    await page.goto(`/messages/${group}`)
    await page.getByText('Conversation not found').waitFor()
    expect(await textsIn(group, ann)).toEqual(['Hello'])
    await startsToSignOut(page)
    await isSignedOut(page)
    await signsIn(page, ben)
    await page.getByText('Ben Bond').waitFor()
    await page.goto(`/messages/${group}`)
    await isStored(page, 'Not yet sent')
  })
})

describe('signing out', () => {
  test('asks nothing if there is nothing unsent, ends the session in all tabs and at Cognito, and leaves nothing', async () => {
    const { ben, group } = await aChatOfCognitoUser()
    const cat = await aCognitoUser('Cat Cole')
    const { page } = await aWindowOf(ben, `/messages/${group}`)
    const other = await aTab(page, `/messages/${group}`)
    await Promise.all([page, other].map((tab) => bubble(tab, 'Hello').waitFor()))
    await composer(page).fill('  ')
    await startsToSignOut(page)
    await Promise.all([page, other].map(isSignedOut))
    expect(await storedNames(other)).toEqual([])
    await eventually(
      () =>
        cognitoAt(process.env.E2E_COGNITO_URL ?? '')
          .renew(ben.refreshToken)
          .then(
            () => 'renewed',
            () => 'refused',
          ),
      (answer) => answer === 'refused',
    )
    await signsIn(other, cat)
    await Promise.all([page, other].map((tab) => tab.getByText('No conversations yet').waitFor()))
    await other.goto(`/messages/${group}`)
    await other.getByText('Conversation not found').waitFor()
  })

  test('asks whether to keep unsent messages and drafts for the same person, or to delete them', async () => {
    const { ann, ben, group, page, online } = await hasUnsent()
    await startsToSignOut(page)
    await page.getByText('You have 1 unsent message and 1 draft.').waitFor()
    await chooses(page, 'Cancel')
    await startsToSignOut(page)
    await page.getByRole('dialog').waitFor()
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    await bubble(page, 'Not yet sent').getByText('Waiting for network…').waitFor()

    await startsToSignOut(page)
    await chooses(page, 'Keep and sign out')
    await isSignedOut(page)
    await page.goto(`/messages/${group}`)
    await signsIn(page, ben)
    await bubble(page, 'Not yet sent').getByText('Waiting for network…').waitFor()
    expect(await composer(page).inputValue()).toBe('I was about to say')

    await startsToSignOut(page)
    await chooses(page, 'Delete and sign out')
    await isSignedOut(page)
    expect(await storedNames(page)).toEqual([])
    await online()
    await page.goto(`/messages/${group}`)
    await signsIn(page, ben)
    await bubble(page, 'Hello').waitFor()
    expect(await composer(page).inputValue()).toBe('')
    expect(await textsIn(group, ann)).toEqual(['Hello'])
  })
})
