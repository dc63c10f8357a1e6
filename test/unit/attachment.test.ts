import { describe, expect, test } from '@jest/globals'
import { headersOf } from '../../src/attachments/bucket.ts'
import {
  attachmentUuidIn,
  copyKey,
  fileNameOf,
  groupPrefixes,
  isAttachable,
  pendingKey,
  reportedKey,
  reportedPrefix,
  sidesOf,
  type Upload,
} from '../../src/domain/attachment.ts'

const target = { groupUuid: 'a-group', userUuid: 'a-user', messageUuid: 'a-message', now: 1_000_000 }
const upload: Upload = {
  uuid: 'an-attachment',
  groupUuid: 'a-group',
  userUuid: 'a-user',
  contentType: 'image/png',
  bytes: 100,
  width: 3,
  height: 2,
  expiresAt: 1001,
}
const sent = { ...upload, expiresAt: undefined, messageUuid: 'a-message', copy: 'a-copy' }

describe('an upload', () => {
  test.each<[string, Upload, boolean]>([
    ['that waits for its message can be attached', upload, true],
    ['that has expired cannot', { ...upload, expiresAt: 1000 }, false],
    ['of another conversation cannot', { ...upload, groupUuid: 'another' }, false],
    ['of somebody else cannot', { ...upload, userUuid: 'another' }, false],
    ['in the same message can, again', sent, true],
    ['in another message cannot', { ...sent, messageUuid: 'another' }, false],
    ['without a time and a message cannot', { ...upload, expiresAt: undefined }, false],
  ])('%s', (_, one, isIt) => {
    expect(isAttachable(one, target)).toBe(isIt)
  })
})

describe('the sides of a picture', () => {
  const real = { width: 640, height: 480 }
  test.each([
    ['are the real ones', real, real],
    [
      'are the declared ones, if the picture is turned',
      { width: 480, height: 640 },
      { width: 480, height: 640 },
    ],
    ['are the real ones, if others were declared', { width: 1, height: 1 }, real],
    ['are the real ones, if only one was declared right', { width: 640, height: 640 }, real],
  ])('%s', (_, declared, expected) => {
    expect(sidesOf(declared, real)).toEqual(expected)
  })
})

test('the keys of a conversation are below its prefixes, and lead to the attachment', () => {
  const keys = [pendingKey('g', 'a'), copyKey('g', { uuid: 'a', copy: 'c' })]
  expect(keys).toEqual(['pending/g/a', 'attachments/g/a/c'])
  expect(keys.map(attachmentUuidIn)).toEqual(['a', 'a'])
  for (const [index, prefix] of groupPrefixes('g').entries())
    expect(keys[index]?.startsWith(prefix)).toBe(true)
  expect(reportedKey('g', 'm', 'a').startsWith(reportedPrefix('g', 'm'))).toBe(true)
})

test.each([
  ['image/jpeg', 'a.jpg'],
  ['image/png', 'a.png'],
  ['image/webp', 'a.webp'],
  ['image/gif', 'a.gif'],
] as const)('a %s file is a download with the name %s', (contentType, name) => {
  expect(fileNameOf('a', contentType)).toBe(name)
  expect(headersOf({ uuid: 'a', contentType })).toEqual({
    'content-type': contentType,
    'content-disposition': `attachment; filename="${name}"`,
    'cache-control': 'private, max-age=3600',
  })
})
