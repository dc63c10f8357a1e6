import type { Sides } from './sides.ts'

/** The parts of a canvas that are used, in a page or in a worker. */
type Canvas = {
  getContext(
    kind: '2d',
    options?: object,
  ): CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D | null
  encode(type: string, quality: number): Promise<Blob>
}

export type NewCanvas = (sides: Sides) => Canvas

const quality = 0.82

const contextOf = (canvas: Canvas) => {
  const context = canvas.getContext('2d', { willReadFrequently: false })
  if (!context) throw new Error('There is no canvas')
  return context
}

/** Whether a pixel of the picture is not opaque. */
const isTransparent = (context: ReturnType<typeof contextOf>, { width, height }: Sides): boolean => {
  const { data } = context.getImageData(0, 0, width, height)
  for (let at = 3; at < data.length; at += 4) if ((data[at] ?? 255) < 255) return true
  return false
}

/**
 * Encodes a picture anew, so that nothing of the file is left but its pixels. A browser that cannot encode WebP encodes PNG
 * instead: then a picture without transparency becomes a JPEG.
 */
export const encode = async (
  picture: CanvasImageSource,
  sides: Sides,
  newCanvas: NewCanvas,
): Promise<Blob> => {
  const canvas = newCanvas(sides)
  const context = contextOf(canvas)
  context.imageSmoothingQuality = 'high'
  context.drawImage(picture, 0, 0, sides.width, sides.height)
  const encoded = await canvas.encode('image/webp', quality)
  if (encoded.type === 'image/webp' || isTransparent(context, sides)) return encoded
  return canvas.encode('image/jpeg', quality)
}
