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

const readGif = (bytes: Buffer): Sides | undefined =>
  /^GIF8[79]a$/.test(textAt(bytes, 0, 6)) && bytes.length >= 10
    ? { width: bytes.readUInt16LE(6), height: bytes.readUInt16LE(8) }
    : undefined

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

const readJpeg = (bytes: Buffer): Sides | undefined => {
  if (textAt(bytes, 0, 2) !== '\xff\xd8') return undefined
  let start = 2
  // Each segment: 0xff, its marker, and its length, which includes the length itself.
  while (start + 9 <= bytes.length && bytes[start] === 0xff) {
    const marker = bytes[start + 1] ?? 0
    if (isFrame(marker))
      return { width: bytes.readUInt16BE(start + 7), height: bytes.readUInt16BE(start + 5) }
    const isPadding = marker === 0xff
    start += isPadding ? 1 : 2 + Math.max(2, bytes.readUInt16BE(start + 2))
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
