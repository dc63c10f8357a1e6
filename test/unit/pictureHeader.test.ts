import { describe, expect, test } from '@jest/globals'
import type { ContentType } from '../../src/domain/attachment.ts'
import { maxHeaderBytes, readSides } from '../../src/domain/pictureHeader.ts'
import { gif, gifComment, jpeg, jpegStart, png, segment, webps } from '../steps/pictureFiles.ts'

const sides = { width: 640, height: 480 }
const huge = { width: 65_000, height: 64_000 }
const small = { width: 3, height: 2 }

const formats: [string, ContentType, Buffer][] = [
  ['PNG', 'image/png', png(sides)],
  ['JPEG', 'image/jpeg', jpeg(sides)],
  ['progressive JPEG', 'image/jpeg', jpeg(sides, [], 0xc2)],
  ['GIF', 'image/gif', gif(sides)],
  ['old GIF', 'image/gif', gif(sides, { version: '87a' })],
  ['lossy WebP', 'image/webp', webps.lossy(sides)],
  ['lossless WebP', 'image/webp', webps.lossless(sides)],
  ['extended WebP', 'image/webp', webps.extended(sides)],
]

describe.each(formats)('%s', (_, contentType, file) => {
  test('has the sides of its header', () => {
    expect(readSides(contentType, file)).toEqual(sides)
  })

  test('that ends anywhere in its header is no picture, and never an error', () => {
    const found = Array.from({ length: file.length }, (_, length) =>
      readSides(contentType, file.subarray(0, length)),
    )
    const first = found.findIndex((one) => one !== undefined)
    for (const [length, one] of found.entries())
      expect(one).toEqual(length < first || first < 0 ? undefined : sides)
    expect(found.slice(0, 10)).toEqual(Array.from({ length: 10 }))
  })

  test('is no picture of another type', () => {
    for (const [, other] of formats) if (other !== contentType) expect(readSides(other, file)).toBeUndefined()
  })

  test('with something before it is no picture', () => {
    expect(readSides(contentType, Buffer.concat([Buffer.from(' '), file]))).toBeUndefined()
  })
})

test.each([
  ['HTML', '<!doctype html><script>alert(1)</script>'],
  ['SVG', '<svg xmlns="http://www.w3.org/2000/svg" width="3" height="2"><script/></svg>'],
  ['XML', '<?xml version="1.0"?><svg/>'],
  ['PDF', '%PDF-1.7\n%âãÏÓ\n1 0 obj<</Type/Catalog>>endobj'],
  ['ZIP', 'PK\x03\x04\x14\0\0\0\x08\0'],
  ['a program', '\x7fELF\x02\x01\x01'],
  ['JavaScript', 'GIF89a=1;alert(1)//'],
  ['nothing', ''],
  ['zeros', '\0'.repeat(100)],
])('%s is no picture of any type', (_, text) => {
  const file = Buffer.concat([Buffer.from(text, 'latin1'), Buffer.alloc(40)])
  for (const [, contentType] of formats) expect(readSides(contentType, file)).toBeUndefined()
})

describe('of a JPEG file, the sides are those of the frame that a browser decodes', () => {
  test('after any metadata, tables and padding', () => {
    const before = [segment(0xe1, Buffer.alloc(60_000)), segment(0xdb, Buffer.alloc(65)), Buffer.from([0xff])]
    expect(readSides('image/jpeg', jpeg(sides, before))).toEqual(sides)
  })

  test('and not of a thumbnail in the metadata', () => {
    expect(readSides('image/jpeg', jpeg(sides, [segment(0xe1, jpeg(small))]))).toEqual(sides)
  })

  // A browser reads on after these two bytes. Whoever takes what follows for a length skips the real frame.
  test.each([0x00, 0x01, 0xd0, 0xd7, 0xd8, 0xd9, 0xda])(
    'and no other one behind a marker %d without a length',
    (marker) => {
      const hidden = jpeg(huge, []).subarray(2)
      const length = hidden.readUInt16BE(0)
      const file = Buffer.concat([
        jpegStart,
        Buffer.from([0xff, marker]),
        hidden,
        Buffer.alloc(length - hidden.length),
        jpeg(small, []).subarray(2),
      ])
      expect(readSides('image/jpeg', file)).toBeUndefined()
    },
  )

  test('and a segment that is shorter than its length is none', () => {
    const file = Buffer.concat([jpegStart, Buffer.from([0xff, 0xe0, 0, 0]), jpeg(small, []).subarray(2)])
    expect(readSides('image/jpeg', file)).toBeUndefined()
  })

  test('and with more segments than fit, there are none', () => {
    const many = Buffer.concat(
      Array.from({ length: maxHeaderBytes / 4 }, () => segment(0xfe, Buffer.alloc(0))),
    )
    expect(
      readSides('image/jpeg', Buffer.concat([jpegStart, many]).subarray(0, maxHeaderBytes)),
    ).toBeUndefined()
    const padding = Buffer.alloc(maxHeaderBytes - 2, 0xff)
    expect(readSides('image/jpeg', Buffer.concat([jpegStart, padding]))).toBeUndefined()
  })
})

describe('of a GIF file, the sides are those that a browser decodes', () => {
  test('of its screen, if its first image is smaller', () => {
    expect(readSides('image/gif', gif(sides, { image: { left: 5, top: 6, ...small } }))).toEqual(sides)
  })

  test('of its first image, if that is larger', () => {
    expect(readSides('image/gif', gif(small, { image: { left: 0, top: 0, ...huge } }))).toEqual(huge)
    expect(
      readSides('image/gif', gif({ width: 0, height: 0 }, { image: { left: 1, top: 2, ...small } })),
    ).toEqual({
      width: 4,
      height: 4,
    })
  })

  test('also after extensions', () => {
    const before = [gifComment('a'.repeat(255)), gifComment(''), gifComment('b')]
    expect(readSides('image/gif', gif(small, { before, image: { left: 0, top: 0, ...huge } }))).toEqual(huge)
  })

  test('and if extensions fill the beginning, there are none', () => {
    const comments = Buffer.concat(Array.from({ length: 50_000 }, () => gifComment('')))
    const file = gif(small, { before: [comments] })
    expect(readSides('image/gif', file.subarray(0, maxHeaderBytes))).toBeUndefined()
  })
})
