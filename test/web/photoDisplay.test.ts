import { describe, expect, test } from '@jest/globals'
import type { Page } from 'playwright-core'
import { aKey, aPicture, sends } from '../steps/attachments.ts'
import { isAccessible } from '../steps/axe.ts'
import {
  aBrowser,
  aChat,
  aWindowOf,
  bubble,
  hasFocusOn,
  hasWritten,
  isLive,
  row,
  selectsInMenu,
} from '../steps/browser.ts'
import { phone } from '../steps/browserDevices.ts'
import { bucketUrl, ofPhotos, photos } from '../steps/browserPhotos.ts'
import * as given from '../steps/given.ts'
import { png } from '../steps/pictureFiles.ts'
import { eventually } from '../steps/processes.ts'
import { calls } from '../steps/when.ts'

aBrowser()

type Writer = { token: string }

/** Sends pictures over the API. */
const sendsPictures = async (
  from: Writer,
  group: string,
  alts: string[],
  {
    message = '',
    width = 400,
    height = 300,
    ...more
  }: { message?: string; width?: number; height?: number; reply_to?: string } = {},
): Promise<string> => {
  const sent = await Promise.all(
    alts.map(async (alt) => ({
      ...(await aPicture(from, group, { file: png({ width, height }), width, height })),
      alt,
    })),
  )
  const { status, body } = await sends(from, group, sent, { key: aKey(), message, ...more })
  expect(status).toBe(200)
  return body.uuid
}

const aChatWithPictures = async (...alts: string[]) => {
  const chat = await aChat()
  const uuid = await sendsPictures(chat.ann, chat.group, alts, { message: 'Look' })
  return { ...chat, uuid }
}

const isLoaded = (page: Page) =>
  eventually(
    () => ofPhotos(page, 'image.complete && image.naturalWidth > 0'),
    (all) => (all as boolean[]).length > 0 && (all as boolean[]).every(Boolean),
  )

describe('the photos of a message', () => {
  test.each([1, 2, 3, 4, 5, 10])('take their room before they are loaded: %i', async (count) => {
    const { ben, group } = await aChatWithPictures(...Array.from({ length: count }, () => ''))
    const { promise: mayLoad, resolve: load } = Promise.withResolvers<void>()
    const { page } = await aWindowOf(ben, `/messages/${group}`, {
      prepare: (prepared) =>
        prepared.route(bucketUrl(), async (route) => {
          await mayLoad
          await route.continue()
        }),
    })
    await bubble(page, 'Look').locator('.photo').first().waitFor()
    const before = await bubble(page, 'Look').locator('.bubble').boundingBox()
    load()
    await isLoaded(page)
    expect(await bubble(page, 'Look').locator('.bubble').boundingBox()).toEqual(before)
    expect(await photos(page).count()).toBe(Math.min(count, 5))
    if (count > 5) await bubble(page, 'Look').getByRole('button', { name: 'and 5 more' }).waitFor()
  })

  test('that arrive by the socket are loaded from an address that is requested', async () => {
    const { ann, ben, group } = await aChat()
    const { page, errors } = await aWindowOf(ben, `/messages/${group}`)
    await bubble(page, 'Hello').waitFor()
    await isLive(page)
    await sendsPictures(ann, group, ['A cat'])
    await isLoaded(page)
    await page.getByRole('log').getByText('Ann Abel: Photo').waitFor()
    expect(await ofPhotos(page, 'image.alt')).toEqual(['A cat'])
    await row(page, 'Ann Abel').getByText('Photo').waitFor()
    expect(errors).toEqual([])
  })

  test('whose address has expired get a new one, once, and then say that they cannot be loaded', async () => {
    const { ben, group } = await aChatWithPictures('A cat')
    let renewals = 0
    const { page } = await aWindowOf(ben, `/messages/${group}`, {
      prepare: async (prepared) => {
        await prepared.route(bucketUrl(), (route) => route.fulfill({ status: 403 }))
        await prepared.route('**/api/attachments/*', (route) => {
          renewals += 1
          return route.continue()
        })
      },
    })
    const failed = bubble(page, 'Look').getByText("Can't load this photo")
    await failed.waitFor()
    expect(renewals).toBe(1)
    await isAccessible(page, 'photo-not-loaded')
    await page.unroute(bucketUrl())
    await bubble(page, 'Look').getByRole('button', { name: 'Try again' }).click()
    await isLoaded(page)
    expect(renewals).toBe(2)
  })

  test('are quoted, and disappear with their message', async () => {
    const { ann, ben, group } = await aChat()
    const uuid = await sendsPictures(ann, group, ['', ''])
    await sendsPictures(ben, group, [''], { message: 'Nice', reply_to: uuid })
    const { page } = await aWindowOf(ben, `/messages/${group}`)
    await isLive(page)
    await bubble(page, 'Nice').getByText('2 photos').waitFor()
    await selectsInMenu(page, 'Nice', 'Reply')
    await page.locator('.composer-bar').getByText('Nice').waitFor()
    await calls('DELETE', `/api/messages/${group}/${uuid}`, { as: ann })
    await bubble(page, 'Nice').getByText('Message deleted').waitFor()
    await eventually(
      () => photos(page).count(),
      (count) => count === 1,
    )
  })

  test('by a stranger are loaded only when the person asks for it', async () => {
    const [ann, ben] = await Promise.all([given.aUser({ displayName: 'Ann Abel' }), given.aUser()])
    await calls('PATCH', '/api/users/me', { as: ben, body: { strangers: 'requests' } })
    const group = await hasWritten(ann, ben, 'Hello')
    await sendsPictures(ann, group, ['A cat', ''])
    const requests: string[] = []
    const { page } = await aWindowOf(ben, `/messages/requests/${group}`, {
      prepare: async (prepared) => prepared.on('request', (request) => requests.push(request.url())),
    })
    const show = page.getByRole('button', { name: 'Show 2 photos' })
    await show.waitFor()
    await isAccessible(page, 'photo-request')
    expect(requests.filter((url) => url.startsWith(String(process.env.ATTACHMENTS_URL)))).toEqual([])
    await show.click()
    await isLoaded(page)
    expect(await photos(page).count()).toBe(2)
  })
})

describe('a photo on the whole screen', () => {
  const viewer = (page: Page) => page.locator('dialog.viewer')

  test('is one of all in the conversation, by keyboard, and returns the focus', async () => {
    const { ann, ben, group } = await aChatWithPictures('One', 'Two')
    await sendsPictures(ann, group, ['Three'])
    const { page, errors } = await aWindowOf(ben, `/messages/${group}`)
    await isLoaded(page)
    const second = page.getByRole('button', { name: 'Two' })
    await second.focus()
    await page.keyboard.press('Enter')
    await viewer(page).getByRole('img', { name: 'Two' }).waitFor()
    await viewer(page).getByText('2 of 3', { exact: true }).waitFor()
    await viewer(page).locator('footer').getByText('Look').waitFor()
    await isAccessible(page, 'photo-viewer')
    await page.keyboard.press('ArrowRight')
    await viewer(page).getByRole('img', { name: 'Three' }).waitFor()
    expect(await viewer(page).getByRole('button', { name: 'Next photo' }).isDisabled()).toBe(true)
    await page.keyboard.press('ArrowLeft')
    await page.keyboard.press('ArrowLeft')
    const picture = viewer(page).getByRole('img', { name: 'One' })
    await picture.waitFor()
    const { width = 0 } = (await picture.boundingBox()) ?? {}
    await page.keyboard.press('+')
    await eventually(
      () => picture.boundingBox(),
      (box) => (box?.width ?? 0) > 1.4 * width,
    )
    await picture.dblclick()
    await eventually(
      () => picture.boundingBox(),
      (box) => box?.width === width,
    )
    await page.keyboard.press('Escape')
    await viewer(page).waitFor({ state: 'detached' })
    await hasFocusOn(second)
    expect(page.url()).toMatch(new RegExp(`/messages/${group}$`))
    expect(errors).toEqual([])
  })

  test('is downloaded as a file', async () => {
    const { ben, group } = await aChatWithPictures('A cat')
    const { page } = await aWindowOf(ben, `/messages/${group}`)
    await isLoaded(page)
    await photos(page).click()
    const download = page.waitForEvent('download')
    await viewer(page).getByRole('button', { name: 'Download' }).click()
    expect((await download).suggestedFilename()).toMatch(/\.png$/)
    await viewer(page).waitFor()
  })

  test('is changed, zoomed and closed by fingers, and by the button that goes back', async () => {
    const { ben, group } = await aChatWithPictures('One', 'Two')
    const { page } = await aWindowOf(ben, `/messages/${group}`, phone)
    await isLoaded(page)
    const devtools = await page.context().newCDPSession(page)
    const touches = (type: 'touchStart' | 'touchMove' | 'touchEnd', ...points: [number, number][]) =>
      devtools.send('Input.dispatchTouchEvent', {
        type,
        touchPoints: points.map(([x, y], id) => ({ x, y, id })),
      })
    const drags = async (from: [number, number], to: [number, number]) => {
      await touches('touchStart', from)
      for (const share of [0.3, 0.6, 1])
        await touches('touchMove', [from[0] + (to[0] - from[0]) * share, from[1] + (to[1] - from[1]) * share])
      await touches('touchEnd')
    }
    await page.getByRole('button', { name: 'One' }).tap()
    const one = viewer(page).getByRole('img', { name: 'One' })
    await one.waitFor()
    await drags([300, 420], [100, 420])
    await viewer(page).getByRole('img', { name: 'Two' }).waitFor()
    await drags([100, 420], [300, 420])
    await one.waitFor()
    const { width = 0 } = (await one.boundingBox()) ?? {}
    await touches('touchStart', [180, 420], [210, 420])
    await touches('touchMove', [120, 420], [270, 420])
    await touches('touchEnd')
    await eventually(
      () => one.boundingBox(),
      (box) => (box?.width ?? 0) > 2 * width,
    )
    await page.reload() // it is closed then
    await isLoaded(page)
    await page.getByRole('button', { name: 'One' }).tap()
    await one.waitFor()
    await page.goBack()
    await viewer(page).waitFor({ state: 'detached' })
    await page.getByRole('button', { name: 'Two' }).tap()
    await viewer(page).getByRole('img', { name: 'Two' }).waitFor()
    await drags([200, 300], [200, 500])
    await viewer(page).waitFor({ state: 'detached' })
    await bubble(page, 'Look').waitFor()
  })
})
