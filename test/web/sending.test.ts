import { describe, expect, test } from '@jest/globals'
import { isUuidV7 } from '../../src/domain/place.ts'
import {
  aBrowser,
  aChat,
  aTab,
  aWindowOf,
  bubble,
  composer,
  isStored,
  selectsInMenu,
  shownMessages,
  textsIn,
  writes,
} from '../steps/browser.ts'
import { eventually } from '../steps/processes.ts'

aBrowser()

const anOpenChat = async (...texts: string[]) => {
  const chat = await aChat(...texts)
  const { page, errors } = await aWindowOf(chat.ben, `/messages/${chat.group}`)
  await bubble(page, texts[0] ?? 'Hello').waitFor()
  return { ...chat, page, errors }
}

describe('a message', () => {
  test('is shown as plain text, in which only web addresses are links', async () => {
    const html = '<img src=x onerror="document.title=1"><script>document.title=2</script>'
    const address = 'see https://example.com/a?b=1 & javascript:alert(1).'
    const { page, errors } = await anOpenChat(html, address)
    await bubble(page, 'see').waitFor()
    expect(await shownMessages(page).allTextContents()).toEqual([html, address])
    expect(await page.title()).toMatch(/Ann Abel · Cruddur Messages$/)
    expect(await page.locator('article img, article script').count()).toBe(0)
    const link = page.locator('article a')
    expect(await link.count()).toBe(1)
    const attributes = ['href', 'rel', 'target'].map((name) => link.getAttribute(name))
    expect(await Promise.all(attributes)).toEqual([
      'https://example.com/a?b=1',
      'noopener noreferrer nofollow',
      '_blank',
    ])
    expect(errors).toEqual([])
  })

  test('that the server refuses can be sent again with the same key, also after a reload, and can be edited', async () => {
    const { page } = await anOpenChat()
    const keys: string[] = []
    await page.route('**/api/messages', (route) => {
      keys.push(route.request().headers()['idempotency-key'] ?? '')
      const headers = { 'access-control-allow-origin': '*' }
      return route.fulfill({ status: 422, json: ['message_not_text'], headers })
    })
    const refusal = bubble(page, 'First try').getByRole('alert').getByText('Not sent. This message contains')
    await writes(page, 'First try')
    await refusal.waitFor()
    await page.reload()
    await refusal.waitFor()
    await bubble(page, 'First try').getByRole('button', { name: 'Try again' }).click()
    await eventually(
      () => keys.length,
      (count) => count >= 2,
    )
    await refusal.waitFor()
    expect(new Set(keys).size).toBe(1)
    expect(keys.every(isUuidV7)).toBe(true)
    await selectsInMenu(page, 'First try', 'Edit')
    await eventually(
      () => composer(page).inputValue(),
      (text) => text === 'First try',
    )
    expect(await page.getByText('Not sent').count()).toBe(0)
    await page.unroute('**/api/messages')
    await writes(page, 'Second try')
    await bubble(page, 'Second try').getByText('Sent').waitFor()
    expect(await shownMessages(page).allTextContents()).toEqual(['Hello', 'Second try'])
  })

  test('whose response was lost is there once after a reload', async () => {
    const { ann, group, page } = await anOpenChat()
    let isStoredByServer = false
    const { promise: isShown, resolve: show } = Promise.withResolvers<void>()
    await page.route('**/api/messages', async (route) => {
      await isShown // the socket would deliver the message as soon as it is stored
      await route.fetch()
      isStoredByServer = true // and the response never arrives
    })
    await writes(page, 'Did it arrive?')
    await bubble(page, 'Did it arrive?').getByText('Sending…').waitFor()
    show()
    await eventually(
      () => isStoredByServer,
      (isSo) => isSo,
    )
    await page.reload()
    await bubble(page, 'Did it arrive?').getByText('Sent').waitFor() // although no response has arrived yet
    await page.unrouteAll({ behavior: 'ignoreErrors' })
    expect(await textsIn(group, ann)).toEqual(['Hello', 'Did it arrive?'])
  })

  test('that is edited in one tab is sent by no other', async () => {
    const { ann, group, page } = await anOpenChat()
    await page.context().route('**/api/messages', (route) => route.abort())
    await writes(page, 'Better not')
    await bubble(page, 'Better not').getByText('Waiting for network…').waitFor()
    const other = await aTab(page, `/messages/${group}`)
    await bubble(other, 'Better not').getByText('Waiting for network…').waitFor()
    await selectsInMenu(page, 'Better not', 'Edit')
    await bubble(page, 'Better not').waitFor({ state: 'detached' })
    await bubble(other, 'Better not').waitFor({ state: 'detached' })
    await page.context().unroute('**/api/messages')
    await writes(other, 'This instead')
    await isStored(other, 'This instead')
    expect(await textsIn(group, ann)).toEqual(['Hello', 'This instead'])
  })
})
