import { encode } from './encode.ts'
import type { Sides } from './sides.ts'

/* The worker that scales and encodes pictures, so that the page does not stop meanwhile. */

export type ToScaler = { id: number; file: Blob; sides: Sides }
export type FromScaler = { id: number; blob?: Blob }

const scale = async ({ file, sides }: ToScaler): Promise<Blob> => {
  const bitmap = await createImageBitmap(file) // turned as its EXIF data says
  try {
    return await encode(bitmap, sides, ({ width, height }) => {
      const canvas = new OffscreenCanvas(width, height)
      return {
        getContext: (kind, options) =>
          canvas.getContext(kind, options) as OffscreenCanvasRenderingContext2D | null,
        encode: (type, quality) => canvas.convertToBlob({ type, quality }),
      }
    })
  } finally {
    bitmap.close()
  }
}

// One after the other, because a large picture needs much memory.
let last: Promise<unknown> = Promise.resolve()

addEventListener('message', ({ data }: MessageEvent<ToScaler>) => {
  last = last.then(async () => {
    const blob = await scale(data).catch(() => undefined)
    postMessage({ id: data.id, ...(blob && { blob }) } satisfies FromScaler)
  })
})
