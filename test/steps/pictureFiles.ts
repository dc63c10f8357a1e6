import { deflateSync } from 'node:zlib'

/* Files of pictures. Those of formats with compressed data have only as much of it as a header needs. */

type Sides = { width: number; height: number }

const crcTable = Array.from({ length: 256 }, (_, index) => {
  let value = index
  for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? 0xedb88320 ^ (value >>> 1) : value >>> 1
  return value >>> 0
})

const crcOf = (bytes: Buffer) => {
  let crc = 0xffffffff
  for (const byte of bytes) crc = (crcTable[(crc ^ byte) & 0xff] ?? 0) ^ (crc >>> 8)
  return (crc ^ 0xffffffff) >>> 0
}

const numbers = (write: (buffer: Buffer) => void, length: number) => {
  const buffer = Buffer.alloc(length)
  write(buffer)
  return buffer
}

const u32 = (value: number) => numbers((buffer) => buffer.writeUInt32BE(value), 4)
const u16 = (value: number) => numbers((buffer) => buffer.writeUInt16BE(value), 2)
const u16le = (value: number) => numbers((buffer) => buffer.writeUInt16LE(value), 2)
const u24le = (value: number) => numbers((buffer) => buffer.writeUIntLE(value, 0, 3), 3)

const pngChunk = (name: string, data: Buffer) => {
  const content = Buffer.concat([Buffer.from(name), data])
  return Buffer.concat([u32(data.length), content, u32(crcOf(content))])
}

/** A whole picture, all black. */
export const png = ({ width, height }: Sides): Buffer =>
  Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    pngChunk('IHDR', Buffer.concat([u32(width), u32(height), Buffer.from([1, 0, 0, 0, 0])])),
    pngChunk('IDAT', deflateSync(Buffer.alloc(height * (1 + Math.ceil(width / 8))))),
    pngChunk('IEND', Buffer.alloc(0)),
  ])

/** A segment of a JPEG file. */
export const segment = (marker: number, data: Buffer) =>
  Buffer.concat([Buffer.from([0xff, marker]), u16(data.length + 2), data])

const frame = ({ width, height }: Sides, marker = 0xc0) =>
  segment(marker, Buffer.concat([Buffer.from([8]), u16(height), u16(width), Buffer.from([1, 1, 0x11, 0])]))

export const jpegStart = Buffer.from([0xff, 0xd8])
const jfif = segment(0xe0, Buffer.from('JFIF\0\x01\x01\0\0\x01\0\x01\0\0', 'latin1'))

/** With what precedes its frame. */
export const jpeg = (sides: Sides, before: Buffer[] = [jfif], marker?: number): Buffer =>
  Buffer.concat([jpegStart, ...before, frame(sides, marker), Buffer.from([0xff, 0xd9])])

type Gif = { image?: { left: number; top: number } & Sides; before?: Buffer[]; version?: string }

export const gif = ({ width, height }: Sides, { image, before = [], version = '89a' }: Gif = {}): Buffer => {
  const { left, top, ...sides } = image ?? { left: 0, top: 0, width, height }
  return Buffer.concat([
    Buffer.from(`GIF${version}`),
    ...[width, height].map(u16le),
    Buffer.from([0x80, 0, 0]), // a table of two colours
    Buffer.from([0, 0, 0, 255, 255, 255]),
    ...before,
    Buffer.from([0x2c]),
    ...[left, top, sides.width, sides.height].map(u16le),
    Buffer.from([0, 2, 2, 0x4c, 1, 0, 0x3b]),
  ])
}

/** An extension of a GIF file. */
export const gifComment = (text: string) =>
  Buffer.concat([
    Buffer.from([0x21, 0xfe]),
    ...(text === '' ? [] : [Buffer.from([text.length]), Buffer.from(text)]),
    Buffer.from([0]),
  ])

const riff = (chunk: string, data: Buffer) => {
  const length = numbers((buffer) => buffer.writeUInt32LE(data.length), 4)
  const content = Buffer.concat([Buffer.from('WEBP'), Buffer.from(chunk), length, data])
  const total = numbers((buffer) => buffer.writeUInt32LE(content.length), 4)
  return Buffer.concat([Buffer.from('RIFF'), total, content])
}

/** Each kind of WebP file. */
export const webps: Record<'lossy' | 'lossless' | 'extended', (sides: Sides) => Buffer> = {
  lossy: ({ width, height }) =>
    riff(
      'VP8 ',
      Buffer.concat([Buffer.from([0x30, 1, 0, 0x9d, 1, 0x2a]), u16le(width), u16le(height), Buffer.alloc(8)]),
    ),
  lossless: ({ width, height }) => {
    const bits = numbers((buffer) => buffer.writeUInt32LE((width - 1) | ((height - 1) << 14)), 4)
    return riff('VP8L', Buffer.concat([Buffer.from([0x2f]), bits, Buffer.alloc(8)]))
  },
  extended: ({ width, height }) =>
    riff('VP8X', Buffer.concat([Buffer.alloc(4), u24le(width - 1), u24le(height - 1), Buffer.alloc(8)])),
}
