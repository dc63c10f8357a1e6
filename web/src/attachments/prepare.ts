import type { LocalAttachment } from '../../../client/types.ts'
import { encode } from './encode.ts'
import { type Gif, readGif } from './gif.ts'
import { scaleInWorker } from './scaleInWorker.ts'
import { type Sides, scaledSides } from './sides.ts'

type ContentType = LocalAttachment['content_type']

export type Prepared = Sides & { file: Blob; content_type: ContentType }

/** Why a file cannot be sent. */
export type Problem = 'notAPhoto' | 'gifTooLarge' | 'photoTooLarge'

/** The limit of the API. */
const maxBytes = 10 * 1024 * 1024
const maxSideOfApi = 10_000
/** A decoded pixel needs four bytes. */
const maxPixels = 100_000_000
const maxFileBytes = 100 * 1024 * 1024

const refuse = (problem: Problem): never => {
  throw new Error(problem)
}

export const problemOf = (error: unknown): Problem =>
  error instanceof Error && ['gifTooLarge', 'photoTooLarge'].includes(error.message)
    ? (error.message as Problem)
    : 'notAPhoto'

/** Reads the sides without decoding the pixels. An image in the page is turned as its EXIF data says. */
const open = async (file: Blob): Promise<{ image: HTMLImageElement; close: () => void }> => {
  const image = new Image()
  const address = URL.createObjectURL(file)
  const close = () => URL.revokeObjectURL(address)
  try {
    await new Promise((resolve, reject) => {
      image.onload = resolve
      image.onerror = reject
      image.src = address
    })
  } catch {
    close()
    refuse('notAPhoto')
  }
  return { image, close }
}

const checkPixels = ({ width, height }: Sides) => {
  if (width * height === 0) refuse('notAPhoto')
  if (width * height > maxPixels) refuse('photoTooLarge')
}

const encodeInPage = (image: HTMLImageElement, sides: Sides): Promise<Blob> =>
  encode(image, sides, ({ width, height }) => {
    const canvas = Object.assign(document.createElement('canvas'), { width, height })
    return {
      getContext: (kind, options) => canvas.getContext(kind, options) as CanvasRenderingContext2D | null,
      encode: (type, quality) =>
        new Promise((resolve, reject) =>
          canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error('notAPhoto'))), type, quality),
        ),
    }
  })

const animatedGifIn = async (file: Blob): Promise<Gif | undefined> => {
  if (file.type !== 'image/gif') return undefined
  const gif = readGif(new Uint8Array(await file.arrayBuffer()))
  return gif && gif.frames > 1 ? gif : undefined
}

/** An animated GIF stays as it is, because a canvas has only its first picture. */
const prepareGif = ({ width, height, parts }: Gif): Prepared => {
  const file = new Blob(parts, { type: 'image/gif' })
  checkPixels({ width, height })
  if (file.size > maxBytes || Math.max(width, height) > maxSideOfApi) refuse('gifTooLarge')
  return { file, content_type: 'image/gif', width, height }
}

/** Makes of a chosen file what is sent: a picture of a moderate size without metadata. Rejects with a problem as its message. */
export const prepare = async (file: Blob): Promise<Prepared> => {
  if (file.size > maxFileBytes) refuse('photoTooLarge')
  if (file.type === 'image/svg+xml') refuse('notAPhoto')
  const gif = await animatedGifIn(file)
  if (gif) return prepareGif(gif)
  const { image, close } = await open(file)
  try {
    const original = { width: image.naturalWidth, height: image.naturalHeight }
    checkPixels(original)
    const sides = scaledSides(original)
    const blob = (await scaleInWorker(file, sides)) ?? (await encodeInPage(image, sides))
    if (blob.size > maxBytes) refuse('photoTooLarge')
    return { file: blob, content_type: blob.type as ContentType, ...sides }
  } finally {
    close()
  }
}
