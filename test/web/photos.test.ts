import { describe, expect, test } from '@jest/globals'
import { anAnimatedGif } from '../steps/animatedGif.ts'
import { desktop, isAccessible } from '../steps/axe.ts'
import {
  aBrowser,
  aChat,
  aWindowOf,
  bubble,
  composer,
  hasFocusOn,
  row,
  selectsInMenu,
} from '../steps/browser.ts'
import { phone, smallTargets } from '../steps/browserDevices.ts'
import {
  asFromCamera,
  bucketUrl,
  chooses,
  draws,
  handsOver,
  ofPhotos,
  photos,
  sendsPhotos,
  storedPhotos,
  thumbnails,
} from '../steps/browserPhotos.ts'
import * as given from '../steps/given.ts'
import { eventually } from '../steps/processes.ts'

aBrowser()

const anOpenChat = async () => {
  const chat = await aChat()
  const { page, errors } = await aWindowOf(chat.ben, `/messages/${chat.group}`)
  await bubble(page, 'Hello').waitFor()
  return { ...chat, page, errors }
}

/** Waits until the newest message has a photo. */
const hasPhoto = (as: { token: string }, group: string) =>
  eventually(
    () => storedPhotos(as, group),
    (stored) => stored.length === 1,
  )

describe('photos', () => {
  test('that are chosen, pasted and dropped are sent in this order, turned and without metadata, and the other sees them', async () => {
    const { ann, group, page, errors } = await anOpenChat()
    const { page: other } = await aWindowOf(ann, `/messages/${group}`)
    await bubble(other, 'Hello').waitFor()
    const photo = await draws(page, 'photo.jpg', { width: 80, height: 60 })
    const worker = page.waitForEvent('worker')
    await chooses(page, asFromCamera(photo, 'Secret place'))
    await thumbnails(page).first().waitFor()
    await handsOver(
      page,
      'paste',
      await draws(page, 'pasted.png', { width: 3000, height: 1000, type: 'image/png' }),
    )
    await thumbnails(page).nth(1).waitFor()
    await handsOver(
      page,
      'drop',
      await draws(page, 'dropped.png', { colour: 'transparent', type: 'image/png' }),
    )
    await thumbnails(page).nth(2).waitFor()
    await page.getByRole('button', { name: 'ALT: Describe photo 1' }).click()
    await page.getByRole('textbox', { name: 'Description' }).fill('A circle')
    await page.getByRole('button', { name: 'Save' }).click()
    await composer(page).fill('Look')
    await sendsPhotos(page)
    await photos(other).nth(2).waitFor()
    expect(await ofPhotos(other, 'image.alt')).toEqual(['A circle', 'Photo', 'Photo'])
    await eventually(
      () => ofPhotos(other, '[image.naturalWidth, image.naturalHeight]'),
      (sides) => String(sides) === '60,80,2048,683,800,600',
    )
    const stored = await storedPhotos(ann, group)
    expect(stored.map(({ content_type, width, height }) => [content_type, width, height])).toEqual([
      ['image/webp', 60, 80],
      ['image/webp', 2048, 683],
      ['image/webp', 800, 600],
    ])
    for (const { bytes } of stored) expect(bytes.toString('latin1')).not.toMatch(/Exif|Secret|XMP/i)
    expect(stored[2]?.bytes.toString('latin1', 12, 16)).toBe('VP8X') // with transparency
    expect(await bubble(other, 'Look').locator('.text').textContent()).toBe('Look')
    expect((await worker).url()).toContain('/assets/scaler-') // the page does not stop meanwhile
    expect(errors).toEqual([])
  })

  test('are JPEG, or PNG with transparency, from a browser that cannot encode WebP nor draw in a worker', async () => {
    const { ann, ben, group, page: other } = await anOpenChat()
    const { page } = await aWindowOf(ben, `/messages/${group}`, {
      prepare: (prepared) =>
        prepared.addInitScript(`{
          delete window.OffscreenCanvas
          const { toBlob } = HTMLCanvasElement.prototype
          HTMLCanvasElement.prototype.toBlob = function (callback, type, quality) {
            toBlob.call(this, callback, type === 'image/webp' ? 'image/png' : type, quality)
          }
        }`),
    })
    const opaque = asFromCamera(await draws(other, 'photo.jpg', { width: 80, height: 60 }), 'Secret place')
    const clear = await draws(other, 'clear.png', { colour: 'transparent', type: 'image/png' })
    await chooses(page, opaque, clear)
    await thumbnails(page).nth(1).waitFor()
    await sendsPhotos(page)
    const stored = await storedPhotos(ann, group)
    expect(stored.map(({ content_type, width, height }) => [content_type, width, height])).toEqual([
      ['image/jpeg', 60, 80],
      ['image/png', 800, 600],
    ])
    expect(stored[0]?.bytes.toString('latin1')).not.toMatch(/Exif|Secret/)
  })

  test('an animated GIF stays animated, without its comments', async () => {
    const { ann, group, page } = await anOpenChat()
    await chooses(page, anAnimatedGif('Secret place'))
    await thumbnails(page).first().waitFor()
    await sendsPhotos(page)
    const [stored] = await storedPhotos(ann, group)
    expect(stored?.content_type).toBe('image/gif')
    expect(stored?.bytes.toString('latin1')).toMatch(/^GIF89a.*NETSCAPE2\.0/s)
    expect(stored?.bytes.toString('latin1')).not.toContain('Secret')
    expect(stored?.bytes).toEqual(anAnimatedGif().buffer)
  })

  test('what cannot be sent is said: files that are no photos, more than ten, and photos to somebody new', async () => {
    const { ann, page } = await anOpenChat()
    const text = { name: 'IMG_1.HEIC', mimeType: 'image/heic', buffer: Buffer.from('no photo') }
    await chooses(page, text)
    await page.getByText("“IMG_1.HEIC” can't be opened.").waitFor()
    expect(await thumbnails(page).count()).toBe(0)
    const photo = await draws(page, 'photo.jpg')
    await chooses(page, ...Array.from({ length: 11 }, () => photo))
    await page.getByText('You can send up to 10 photos').waitFor()
    expect(await thumbnails(page).count()).toBe(10)
    const somebody = await given.aUser()
    const { page: fresh } = await aWindowOf(ann, `/messages/new/${somebody.handle}`)
    await fresh.getByRole('button', { name: 'Add photos' }).click()
    await fresh.getByText('Send a message first.').waitFor()
  })

  test('of a draft are there after a reload, and can be removed', async () => {
    const { page } = await anOpenChat()
    const [one, two] = [await draws(page, 'one.jpg'), await draws(page, 'two.jpg', { colour: 'red' })]
    await chooses(page, one, two)
    await thumbnails(page).nth(1).waitFor()
    await page.reload()
    await thumbnails(page).nth(1).waitFor()
    await page.getByRole('button', { name: 'Remove photo 1' }).click()
    await thumbnails(page).nth(1).waitFor({ state: 'detached' })
    await hasFocusOn(composer(page))
    await page.getByRole('button', { name: 'Remove photo' }).click()
    await eventually(
      () =>
        page.evaluate(`caches.open('cruddur-files').then((cache) => cache.keys()).then((all) => all.length)`),
      (count) => count === 0,
    )
    expect(await page.getByRole('button', { name: 'Send', exact: true }).isDisabled()).toBe(true)
  })
})

describe('an upload', () => {
  test('can be cancelled, and brought back', async () => {
    const { ann, group, page } = await anOpenChat()
    await page.route(bucketUrl(), () => {}) // never answered
    await chooses(page, await draws(page, 'photo.jpg'))
    await thumbnails(page).first().waitFor()
    await page.getByRole('button', { name: 'Send', exact: true }).click()
    await page.getByRole('progressbar', { name: 'Uploading' }).waitFor()
    await isAccessible(page, 'photo-uploading', { devices: { desktop } })
    await page.getByRole('button', { name: 'Cancel upload' }).click()
    await photos(page).waitFor({ state: 'detached' })
    await page.getByRole('button', { name: 'Undo' }).click()
    await thumbnails(page).first().waitFor()
    await page.unroute(bucketUrl())
    await sendsPhotos(page)
    expect((await storedPhotos(ann, group)).length).toBe(1)
  })

  test('goes on after a reload, when the network is back', async () => {
    const { ann, group, page } = await anOpenChat()
    await page.context().route(bucketUrl(), (route) => route.abort())
    await chooses(page, await draws(page, 'photo.jpg'))
    await thumbnails(page).first().waitFor()
    await composer(page).fill('From the train')
    await page.getByRole('button', { name: 'Send', exact: true }).click()
    await bubble(page, 'From the train').getByText('Waiting for network…').waitFor()
    await page.reload()
    await bubble(page, 'From the train').locator('.photo img').waitFor()
    await page.context().unroute(bucketUrl())
    await hasPhoto(ann, group)
    await page.locator('article.unsent').waitFor({ state: 'detached' })
    expect(await photos(page).count()).toBe(1)
  })

  test('that is refused again and again can be tried again', async () => {
    const { ann, group, page } = await anOpenChat()
    const headers = { 'access-control-allow-origin': '*' }
    await page.route(bucketUrl(), (route) => route.fulfill({ status: 403, headers }))
    await chooses(page, await draws(page, 'photo.jpg'))
    await thumbnails(page).first().waitFor()
    await composer(page).fill('Look')
    await page.getByRole('button', { name: 'Send', exact: true }).click()
    await bubble(page, 'Look').getByRole('alert').getByText("A photo couldn't be sent.").waitFor()
    await isAccessible(page, 'photo-failed')
    await page.unroute(bucketUrl())
    await bubble(page, 'Look').getByRole('button', { name: 'Try again' }).click()
    await hasPhoto(ann, group)
  })
})

test('the sender sees their own file, which is not loaded again when it is sent', async () => {
  const { page } = await anOpenChat()
  const requests: string[] = []
  page.on('request', (request) => requests.push(`${request.method()} ${new URL(request.url()).pathname}`))
  await chooses(page, await draws(page, 'photo.jpg'))
  await thumbnails(page).first().waitFor()
  await sendsPhotos(page)
  await photos(page).waitFor()
  expect(await photos(page).getAttribute('src')).toMatch(/^blob:/)
  expect(requests.filter((name) => name.startsWith('GET /attachments'))).toEqual([])
  await row(page, 'Ann Abel').getByText('Photo').waitFor()
})

test('on a phone, photos are chosen or taken, and every control is large enough for a finger', async () => {
  const { ben, group } = await aChat()
  const { page } = await aWindowOf(ben, `/messages/${group}`, phone)
  await bubble(page, 'Hello').waitFor()
  await page.getByRole('button', { name: 'Add photos' }).tap()
  await page.getByRole('menuitem', { name: 'Take a photo' }).waitFor()
  const chooser = page.waitForEvent('filechooser')
  await page.getByRole('menuitem', { name: 'Choose photos' }).tap()
  const photo = await draws(page, 'photo.jpg')
  await (await chooser).setFiles([photo, photo])
  await thumbnails(page).nth(1).waitFor()
  expect(await smallTargets(page)).toEqual([])
  await isAccessible(page, 'photo-tray', { devices: { phone: phone.viewport } })
  await sendsPhotos(page)
  await photos(page).nth(1).waitFor()
  await isAccessible(page, 'photos', { devices: { phone: phone.viewport } })
})

test('the caption of a photo can be removed, and a photo without one offers no text to copy', async () => {
  const { ann, group, page } = await anOpenChat()
  await chooses(page, await draws(page, 'photo.jpg'))
  await thumbnails(page).first().waitFor()
  await composer(page).fill('Caption')
  await sendsPhotos(page)
  await selectsInMenu(page, 'Caption', 'Edit')
  await page.getByRole('textbox', { name: 'Edit message' }).fill('')
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByText('Caption').waitFor({ state: 'detached' })
  await photos(page).click({ button: 'right' })
  await page.getByRole('menuitem', { name: 'Delete…' }).waitFor()
  expect(await page.getByRole('menuitem', { name: 'Copy text' }).count()).toBe(0)
  await page.getByRole('menuitem', { name: 'Edit' }).click()
  await page.locator('.composer-bar').getByText('Photo').waitFor()
  await hasPhoto(ann, group)
})
