import type { Page } from 'playwright-core'
import { looksAt } from './attachments.ts'
import { calls } from './when.ts'

/* Pictures for tests of the browser, which the page itself draws. */

export type PhotoFile = { name: string; mimeType: string; buffer: Buffer }

type Drawing = { width?: number; height?: number; colour?: string; type?: string; isNoisy?: boolean }

/** Draws a picture. A noisy one needs many bytes. */
export const draws = async (
  page: Page,
  name: string,
  { width = 800, height = 600, colour = 'teal', type = 'image/jpeg', isNoisy = false }: Drawing = {},
): Promise<PhotoFile> => {
  const base64 = await page.evaluate(`(async () => {
    const canvas = new OffscreenCanvas(${width}, ${height})
    const context = canvas.getContext('2d')
    if (${isNoisy}) {
      const data = context.createImageData(${width}, ${height})
      for (let at = 0; at < data.data.length; at++) data.data[at] = at % 4 === 3 ? 255 : Math.random() * 256
      context.putImageData(data, 0, 0)
    } else {
      const gradient = context.createLinearGradient(0, 0, ${width}, ${height})
      gradient.addColorStop(0, '${colour}')
      gradient.addColorStop(1, 'white')
      context.fillStyle = gradient
      context.fillRect(0, 0, ${width}, ${height})
      context.fillStyle = '${colour}'
      context.beginPath()
      context.arc(${width} * 0.65, ${height} * 0.6, Math.min(${width}, ${height}) / 4, 0, 7)
      context.fill()
    }
    const blob = await canvas.convertToBlob({ type: '${type}', quality: 0.9 })
    const bytes = new Uint8Array(await blob.arrayBuffer())
    let text = ''
    for (let at = 0; at < bytes.length; at += 8192) text += String.fromCharCode(...bytes.subarray(at, at + 8192))
    return btoa(text)
  })()`)
  return { name, mimeType: type, buffer: Buffer.from(String(base64), 'base64') }
}

const latin1 = (text: string) => Buffer.from(text, 'latin1')

/** EXIF data with an orientation (6: turned by 90 degrees), and a text that must not leave the device. */
const exifWith = (orientation: number, secret: string): Buffer => {
  const tiff = Buffer.alloc(8 + 2 + 2 * 12 + 4)
  tiff.write('MM', 0)
  tiff.writeUInt16BE(42, 2)
  tiff.writeUInt32BE(8, 4)
  tiff.writeUInt16BE(2, 8)
  const text = latin1(`${secret}\0`)
  tiff.writeUInt16BE(0x010e, 10) // ImageDescription
  tiff.writeUInt16BE(2, 12)
  tiff.writeUInt32BE(text.length, 14)
  tiff.writeUInt32BE(tiff.length, 18)
  tiff.writeUInt16BE(0x0112, 22) // Orientation
  tiff.writeUInt16BE(3, 24)
  tiff.writeUInt32BE(1, 26)
  tiff.writeUInt16BE(orientation, 30)
  const content = Buffer.concat([latin1('Exif\0\0'), tiff, text])
  const head = Buffer.from([0xff, 0xe1, 0, 0])
  head.writeUInt16BE(content.length + 2, 2)
  return Buffer.concat([head, content])
}

/** A JPEG file as a camera makes it: with metadata, and to be shown turned by 90 degrees. */
export const asFromCamera = ({ buffer, ...file }: PhotoFile, secret: string): PhotoFile => ({
  ...file,
  buffer: Buffer.concat([buffer.subarray(0, 2), exifWith(6, secret), buffer.subarray(2)]),
})

/** Chooses files for the open conversation. */
export const chooses = (page: Page, ...files: PhotoFile[]) =>
  page.locator('.composer input[type=file][multiple]').setInputFiles(files)

/** The pictures above the field of the composer that are ready. */
export const thumbnails = (page: Page) => page.getByRole('list', { name: 'Photos to send' }).locator('img')

/** Sends the draft, and waits until the server has stored it. */
export const sendsPhotos = async (page: Page) => {
  const isStored = page.waitForResponse(
    (response) =>
      response.request().method() === 'POST' && response.url().endsWith('/api/messages') && response.ok(),
  )
  await page.getByRole('button', { name: 'Send', exact: true }).click()
  await isStored
  await page.locator('article.unsent').waitFor({ state: 'detached' })
}

/** Gives the page files as the clipboard or a drag does. */
export const handsOver = (page: Page, how: 'paste' | 'drop', ...files: PhotoFile[]) =>
  page.evaluate(`(() => {
    const transfer = new DataTransfer()
    for (const { name, type, base64 } of ${JSON.stringify(files.map(({ name, mimeType: type, buffer }) => ({ name, type, base64: buffer.toString('base64') })))})
      transfer.items.add(new File([Uint8Array.from(atob(base64), (one) => one.charCodeAt(0))], name, { type }))
    const field = document.querySelector('.composer textarea')
    const options = { bubbles: true, cancelable: true }
    if ('${how}' === 'paste') field.dispatchEvent(new ClipboardEvent('paste', { ...options, clipboardData: transfer }))
    else {
      field.dispatchEvent(new DragEvent('dragover', { ...options, dataTransfer: transfer }))
      field.dispatchEvent(new DragEvent('drop', { ...options, dataTransfer: transfer }))
    }
  })()`)

type StoredPhoto = {
  uuid: string
  content_type: string
  width: number
  height: number
  alt: string
  url: string
}

/** The pictures of the newest message of a conversation, with what the bucket has of them. */
export const storedPhotos = async (as: { token: string }, group: string) => {
  const { body } = await calls('GET', `/api/messages/${group}`, { as })
  const { attachments = [] } = (body as { attachments?: StoredPhoto[] }[]).at(-1) ?? {}
  return Promise.all(attachments.map(async (one) => ({ ...one, ...(await looksAt(one.url)) })))
}

export const bucketUrl = () => `${process.env.ATTACHMENTS_URL}**`

/** The pictures of messages. */
export const photos = (page: Page) => page.locator('article .photo img')

/** What the pictures of the messages on the screen are: an expression about `image`. */
export const ofPhotos = (page: Page, expression: string): Promise<unknown> =>
  page.evaluate(`[...document.querySelectorAll('article .photo img')].map((image) => ${expression})`)
