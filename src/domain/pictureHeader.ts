import type { ContentType, Sides } from './attachment.ts'

/* Reads the sides of a picture from the beginning of its file. Undefined if the file has another format. */

/** In a JPEG file, the sides come after its metadata. */
export const maxHeaderBytes = 128 * 1024

const textAt = (bytes: Buffer, start: number, length: number): string =>
  bytes.toString('latin1', start, start + length)

const readPng = (bytes: Buffer): Sides | undefined =>
  textAt(bytes, 0, 8) === '\x89PNG\r\n\x1a\n' && textAt(bytes, 12, 4) === 'IHDR' && bytes.length >= 24
    ? { width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20) }
    : undefined

/** In a byte of flags, the last three bits give the number of colours of a table, each of three bytes. */
const colourTableBytes = (flags: number): number => (flags & 0x80 ? 3 * 2 ** ((flags & 0x07) + 1) : 0)

const imageBlock = 0x2c
const extensionBlock = 0x21

/** Where the first image of a GIF file begins, after extensions: each has two bytes, and then parts with their lengths. */
const firstImageOf = (bytes: Buffer): number | undefined => {
  let start = 13 + colourTableBytes(bytes[10] ?? 0)
  while (bytes[start] === extensionBlock) {
    start += 2
    for (let length = bytes[start]; length; length = bytes[start]) start += 1 + length
    start += 1
  }
  return bytes[start] === imageBlock && start + 9 <= bytes.length ? start : undefined
}

/** Browsers enlarge the screen of a GIF file so that its first image fits. */
const readGif = (bytes: Buffer): Sides | undefined => {
  const image = /^GIF8[79]a$/.test(textAt(bytes, 0, 6)) ? firstImageOf(bytes) : undefined
  if (image === undefined) return undefined
  const [left = 0, top = 0, width = 0, height = 0] = [1, 3, 5, 7].map((at) => bytes.readUInt16LE(image + at))
  return {
    width: Math.max(bytes.readUInt16LE(6), left + width),
    height: Math.max(bytes.readUInt16LE(8), top + height),
  }
}

/** The first chunk of a WebP file: lossy, lossless or extended. */
const webpChunks: Record<string, (bytes: Buffer) => Sides | undefined> = {
  'VP8 ': (bytes) =>
    textAt(bytes, 23, 3) === '\x9d\x01\x2a'
      ? { width: bytes.readUInt16LE(26) & 0x3fff, height: bytes.readUInt16LE(28) & 0x3fff }
      : undefined,
  VP8L: (bytes) => {
    const sides = bytes.readUInt32LE(21)
    return bytes[20] === 0x2f
      ? { width: (sides & 0x3fff) + 1, height: ((sides >>> 14) & 0x3fff) + 1 }
      : undefined
  },
  VP8X: (bytes) => ({ width: bytes.readUIntLE(24, 3) + 1, height: bytes.readUIntLE(27, 3) + 1 }),
}

const readWebp = (bytes: Buffer): Sides | undefined =>
  textAt(bytes, 0, 4) === 'RIFF' && textAt(bytes, 8, 4) === 'WEBP' && bytes.length >= 30
    ? webpChunks[textAt(bytes, 12, 4)]?.(bytes)
    : undefined

/** Whether a segment of a JPEG file begins a frame, which has the sides. Others in this range are tables. */
const isFrame = (marker: number): boolean =>
  marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc

/**
 * Markers without a length, and the beginning of the data. None of these precedes the frame of a real file. A browser that
 * reads on after them could find another frame than this code.
 */
const isOutOfPlace = (marker: number): boolean => marker <= 0x01 || (marker >= 0xd0 && marker <= 0xda)

const readJpeg = (bytes: Buffer): Sides | undefined => {
  if (textAt(bytes, 0, 2) !== '\xff\xd8') return undefined
  let start = 2
  // Each segment: 0xff, its marker, and its length, which includes the length itself.
  while (start + 9 <= bytes.length && bytes[start] === 0xff) {
    const marker = bytes[start + 1] ?? 0
    if (isFrame(marker))
      return { width: bytes.readUInt16BE(start + 7), height: bytes.readUInt16BE(start + 5) }
    const isPadding = marker === 0xff
    const length = bytes.readUInt16BE(start + 2)
    if (isOutOfPlace(marker) || (!isPadding && length < 2)) return undefined
    start += isPadding ? 1 : 2 + length
  }
  return undefined
}

const readers: Record<ContentType, (bytes: Buffer) => Sides | undefined> = {
  'image/jpeg': readJpeg,
  'image/png': readPng,
  'image/webp': readWebp,
  'image/gif': readGif,
}

export const readSides = (contentType: ContentType, start: Uint8Array): Sides | undefined =>
  readers[contentType](Buffer.from(start.buffer, start.byteOffset, start.byteLength))
