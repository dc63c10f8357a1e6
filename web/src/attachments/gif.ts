/* Reads the blocks of a GIF file. An animated one is sent as it is, but without its metadata. */

export type Gif = {
  width: number
  height: number
  frames: number
  /** The parts of the file without comments and metadata of programs. */
  parts: Uint8Array<ArrayBuffer>[]
}

const extension = 0x21
const image = 0x2c
const trailer = 0x3b
const graphicControl = 0xf9
const application = 0xff

const textAt = (bytes: Uint8Array, start: number, length: number) =>
  String.fromCharCode(...bytes.subarray(start, start + length))

const tableBytes = (flags: number) => (flags & 0x80 ? 3 * 2 ** ((flags & 7) + 1) : 0)

/** After a chain of blocks, each with its length before it. The last one has the length 0. */
const afterBlocks = (bytes: Uint8Array, start: number): number => {
  let at = start
  while (bytes[at]) at += (bytes[at] ?? 0) + 1
  return at + 1
}

/** Only how often the animation repeats, and what belongs to the next frame. */
const isKept = (bytes: Uint8Array, start: number): boolean => {
  const label = bytes[start + 1]
  if (label === graphicControl) return true
  return label === application && /^(NETSCAPE2\.0|ANIMEXTS1\.0)$/.test(textAt(bytes, start + 3, 11))
}

/** Undefined if it is not a complete GIF file. */
export const readGif = (bytes: Uint8Array<ArrayBuffer>): Gif | undefined => {
  if (!/^GIF8[79]a$/.test(textAt(bytes, 0, 6))) return undefined
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const parts: Gif['parts'] = []
  let frames = 0
  let at = 13 + tableBytes(bytes[10] ?? 0)
  parts.push(bytes.subarray(0, at))
  while (at < bytes.length) {
    const start = at
    const kind = bytes[at]
    if (kind === trailer) {
      parts.push(bytes.subarray(at, at + 1)) // what follows it belongs to no picture
      return { width: view.getUint16(6, true), height: view.getUint16(8, true), frames, parts }
    }
    if (kind === image) {
      frames += 1
      at = afterBlocks(bytes, at + 11 + tableBytes(bytes[at + 9] ?? 0))
    } else if (kind === extension) at = afterBlocks(bytes, at + 2)
    else return undefined
    if (kind === image || isKept(bytes, start)) parts.push(bytes.subarray(start, at))
  }
  return undefined
}
