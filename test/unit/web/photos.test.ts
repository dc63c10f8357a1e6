import { describe, expect, test } from '@jest/globals'
import type { LocalAttachment, UploadState } from '../../../client/types.ts'
import { readGif } from '../../../web/src/attachments/gif.ts'
import { initialPhoto, type PhotoEvent, reducePhoto } from '../../../web/src/attachments/photoState.ts'
import { textWithPhotos } from '../../../web/src/attachments/photoText.ts'
import { scaledSides } from '../../../web/src/attachments/sides.ts'
import { shareOf } from '../../../web/src/attachments/uploadShare.ts'
import { fitting, reduceView } from '../../../web/src/attachments/viewState.ts'
import { anAnimatedGif } from '../../steps/animatedGif.ts'
import { gif } from '../../steps/pictureFiles.ts'

const bytesOf = (buffer: Buffer) => new Uint8Array(buffer)

describe('a GIF file', () => {
  test('is read without its comments and the metadata of programs', () => {
    const found = readGif(bytesOf(anAnimatedGif('Secret place').buffer))
    expect([found?.width, found?.height, found?.frames]).toEqual([1, 1, 2])
    expect(Buffer.concat(found?.parts ?? [])).toEqual(anAnimatedGif().buffer)
  })

  test('of one picture has one frame', () => {
    expect(readGif(bytesOf(gif({ width: 6, height: 4 })))?.frames).toBe(1)
  })

  test('loses what follows its end', () => {
    const file = gif({ width: 6, height: 4 })
    const found = readGif(bytesOf(Buffer.concat([file, Buffer.from('Secret place')])))
    expect(Buffer.concat(found?.parts ?? [])).toEqual(file)
  })

  test('that is cut off anywhere, or another file, is none', () => {
    const { buffer } = anAnimatedGif('Comment')
    for (let length = 0; length < buffer.length; length += 1)
      expect([length, readGif(bytesOf(buffer.subarray(0, length)))]).toEqual([length, undefined])
    expect(readGif(bytesOf(Buffer.from('\x89PNG')))).toBeUndefined()
  })
})

test.each([
  [100, 50, 100, 50],
  [4096, 2048, 2048, 1024],
  [3000, 4000, 1536, 2048],
  [10_000, 1, 2048, 1],
])('a picture of %i × %i pixels is sent with %i × %i', (width, height, sentWidth, sentHeight) => {
  expect(scaledSides({ width, height })).toEqual({ width: sentWidth, height: sentHeight })
})

test('how much of several files is uploaded counts their bytes', () => {
  const file = (id: string, bytes: number): LocalAttachment => ({
    ...{ id, bytes, content_type: 'image/webp', width: 1, height: 1, alt: '' },
  })
  const files = [file('one', 100), file('two', 300)]
  const grant = { uuid: '', upload: { url: '', fields: {} }, expires_at: '' }
  const uploading = (id: string, sent: number): ReadonlyMap<string, UploadState> =>
    new Map([[id, { name: 'uploading', grants: 1, grant, sent }]])
  expect(shareOf(files, new Map())).toBe(0)
  expect(shareOf(files, uploading('one', 0.5))).toBe(0.125)
  expect(shareOf(files, uploading('two', 0.5))).toBe(0.625)
  expect(shareOf(files, new Map([['two', { name: 'requesting', grants: 0 }]]))).toBe(0.25)
})

describe('a picture on the screen', () => {
  const stateAfter = (address: string | undefined, ...events: PhotoEvent[]) =>
    events.reduce(reducePhoto, initialPhoto(address))

  test('is loaded from the address that is known, or from one that is requested', () => {
    expect(stateAfter('a').name).toBe('loading')
    expect(stateAfter(undefined).name).toBe('renewing')
    expect(stateAfter(undefined, { type: 'renewed', address: 'b' }, { type: 'loaded' })).toEqual({
      name: 'loaded',
      address: 'b',
    })
  })

  test('requests another address once when it cannot be loaded, and then fails', () => {
    const broken: PhotoEvent = { type: 'broken' }
    const renewed: PhotoEvent = { type: 'renewed', address: 'b' }
    expect(stateAfter('a', broken).name).toBe('renewing')
    expect(stateAfter('a', broken, renewed, broken)).toEqual({ name: 'failed' })
    expect(stateAfter('a', broken, { type: 'renewFailed' })).toEqual({ name: 'failed' })
    expect(stateAfter(undefined, renewed, broken)).toEqual({ name: 'failed' })
  })

  test('is tried again when the person wants it', () => {
    expect(
      stateAfter('a', { type: 'broken' }, { type: 'renewFailed' }, { type: 'wanted', address: undefined })
        .name,
    ).toBe('renewing')
    expect(stateAfter('a', { type: 'loaded' }, { type: 'wanted', address: undefined }).name).toBe('loaded')
  })
})

describe('a picture on the whole screen', () => {
  const room = { screen: { width: 400, height: 800 }, picture: { width: 400, height: 300 } }

  test('is enlarged around a point, within limits', () => {
    const at = { x: 100, y: 50 }
    const twice = reduceView(fitting, { type: 'zoomed', factor: 2, at, room })
    expect(twice).toEqual({ scale: 2, x: -100, y: 0 }) // it is still lower than the screen
    expect(reduceView(twice, { type: 'zoomed', factor: 100, at, room }).scale).toBe(6)
    expect(reduceView(twice, { type: 'zoomed', factor: 0.1, at, room })).toEqual(fitting)
  })

  test('cannot be moved out of the screen', () => {
    const twice = { scale: 2, x: 0, y: 0 }
    expect(reduceView(twice, { type: 'moved', by: { x: 1000, y: 1000 }, room })).toEqual({
      scale: 2,
      x: 200,
      y: 0,
    })
    expect(reduceView(fitting, { type: 'moved', by: { x: 10, y: 10 }, room })).toEqual(fitting)
  })

  test('is enlarged by a double click, and fits again after another', () => {
    const toggled = { type: 'toggled', at: { x: 0, y: 0 }, room } as const
    const enlarged = reduceView(fitting, toggled)
    expect(enlarged.scale).toBe(2.5)
    expect(reduceView(enlarged, toggled)).toEqual(fitting)
  })
})

test('a message without a text says how many photos it has', () => {
  expect([
    textWithPhotos('', 1),
    textWithPhotos('', 3),
    textWithPhotos('Look', 3),
    textWithPhotos(''),
  ]).toEqual([...['Photo', '3 photos', 'Look', '']])
})
