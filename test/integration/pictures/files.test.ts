import { describe, expect, test } from '@jest/globals'
import { aPicture, looksAt, sends } from '../../steps/attachments.ts'
import * as given from '../../steps/given.ts'
import { gif, gifComment, jpeg, jpegStart, png, segment, webps } from '../../steps/pictureFiles.ts'
import * as then from '../../steps/then.ts'

given.anEngine({ hasStream: false })
given.aWorkQueue()

const sides = { width: 640, height: 480 }

type Declared = { content_type: string; width?: number; height?: number }

/** Uploads a file that was announced like this, and sends it. */
const uploadsAndSends = async (file: Buffer, declared: Declared) => {
  const { me, uuid } = await given.aGroup()
  const picture = await aPicture(me, uuid, { file, ...sides, ...declared })
  return { answer: await sends(me, uuid, [picture]), uuid: picture.uuid }
}

const html = '<!doctype html><script>alert(document.domain)</script>'

describe('a file is sent, and served as it is, as a download with our type', () => {
  test.each([
    ['PNG', 'image/png', 'png', png(sides)],
    ['JPEG', 'image/jpeg', 'jpg', jpeg(sides)],
    ['JPEG with much metadata', 'image/jpeg', 'jpg', jpeg(sides, [segment(0xe1, Buffer.alloc(65_000))])],
    ['GIF', 'image/gif', 'gif', gif(sides)],
    ['WebP', 'image/webp', 'webp', webps.extended(sides)],
    // These are pictures, and something else as well. A browser shows the picture, and executes nothing.
    ['PNG with HTML behind it', 'image/png', 'png', Buffer.concat([png(sides), Buffer.from(html)])],
    ['GIF with HTML in a comment', 'image/gif', 'gif', gif(sides, { before: [gifComment(html)] })],
    [
      'JPEG with a script in its metadata',
      'image/jpeg',
      'jpg',
      jpeg(sides, [segment(0xfe, Buffer.from(html))]),
    ],
    [
      'JPEG with an archive behind it',
      'image/jpeg',
      'jpg',
      Buffer.concat([jpeg(sides), Buffer.from('PK\x05\x06')]),
    ],
  ])('%s', async (_, content_type, extension, file) => {
    const { answer, uuid } = await uploadsAndSends(file, { content_type })
    expect(answer.body.attachments).toMatchObject([{ uuid, content_type, bytes: file.length, ...sides }])
    const { status, headers, bytes } = await looksAt(answer.body.attachments[0].url)
    expect(status).toBe(200)
    expect(Object.fromEntries(headers)).toMatchObject({
      'content-type': content_type,
      'content-disposition': `attachment; filename="${uuid}.${extension}"`,
      'cache-control': 'private, max-age=3600',
      'content-length': String(file.length),
    })
    expect(bytes).toEqual(file)
  })
})

const notPictures = (content: string) => Buffer.concat([Buffer.from(content, 'latin1'), Buffer.alloc(100)])

describe('a file is refused', () => {
  test.each([
    ['of another type than announced', 'image/jpeg', png(sides)],
    ['that is HTML', 'image/png', notPictures(html)],
    [
      'that is SVG',
      'image/png',
      notPictures('<svg xmlns="http://www.w3.org/2000/svg" width="3" height="2"/>'),
    ],
    ['that is PDF', 'image/jpeg', notPictures('%PDF-1.7')],
    ['that is an archive', 'image/webp', notPictures('PK\x03\x04')],
    ['that is a script with the signature of GIF', 'image/gif', notPictures('GIF89a=1;alert(1)//')],
    ['that has only a signature', 'image/png', Buffer.from('\x89PNG\r\n\x1a\n', 'latin1')],
    ['of one byte', 'image/png', Buffer.from([0x89])],
    ['of zeros', 'image/webp', Buffer.alloc(1000)],
    [
      'that has its picture behind something else',
      'image/png',
      Buffer.concat([Buffer.from(html), png(sides)]),
    ],
    ['without width', 'image/png', png({ width: 0, height: 1 })],
    ['one pixel too wide', 'image/png', png({ width: 10_001, height: 1 })],
    ['one pixel too high', 'image/jpeg', jpeg({ width: 1, height: 10_001 })],
    ['of 65,535 pixels on each side', 'image/jpeg', jpeg({ width: 65_535, height: 65_535 })],
    [
      'of many pixels, in a small screen',
      'image/gif',
      gif(sides, { image: { left: 0, top: 0, width: 65_535, height: 9 } }),
    ],
    ['of 16,777,216 pixels on each side', 'image/webp', webps.extended({ width: 2 ** 24, height: 2 ** 24 })],
    [
      'whose sides are behind 128 KB of metadata',
      'image/jpeg',
      jpeg(sides, [
        segment(0xe1, Buffer.alloc(65_000)),
        segment(0xe1, Buffer.alloc(65_000)),
        segment(0xe1, Buffer.alloc(9000)),
      ]),
    ],
    [
      'of a million segments',
      'image/jpeg',
      Buffer.concat([
        jpegStart,
        ...Array.from({ length: 1_000_000 }, () => segment(0xfe, Buffer.alloc(0))),
        jpeg(sides),
      ]),
    ],
  ])('%s', async (_, content_type, file) => {
    const { answer } = await uploadsAndSends(file, { content_type })
    then.isRefused(answer, 422, 'attachment_invalid')
  })

  test('but not of 10,000 pixels on each side', async () => {
    const most = { width: 10_000, height: 10_000 }
    const { answer } = await uploadsAndSends(jpeg(most), { content_type: 'image/jpeg', ...most })
    expect(answer.body.attachments).toMatchObject([most])
  })

  test('and not of 10 MB', async () => {
    const file = Buffer.concat([jpeg(sides), Buffer.alloc(10 * 1024 * 1024)]).subarray(0, 10 * 1024 * 1024)
    const { answer } = await uploadsAndSends(file, { content_type: 'image/jpeg' })
    expect(answer.body.attachments).toMatchObject([{ bytes: 10 * 1024 * 1024 }])
    expect((await looksAt(answer.body.attachments[0].url)).bytes.equals(file)).toBe(true)
  })
})
