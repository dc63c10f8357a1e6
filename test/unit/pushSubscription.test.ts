import { createECDH, ECDH, randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { describe, expect, test } from '@jest/globals'
import { parse } from 'yaml'
import { pushSubscriptionSchema } from '../../src/domain/bodySchemas.ts'
import {
  isAuthSecret,
  isPublicKey,
  isPushEndpoint,
  maxEndpointLength,
} from '../../src/domain/subscription.ts'

const { custom } = parse(readFileSync(new URL('../../serverless.yml', import.meta.url), 'utf8'), {
  logLevel: 'silent',
}) as { custom: { pushEnvironment: { PUSH_SERVICES: string } } }

const isKnown = (endpoint: string) => isPushEndpoint(endpoint, custom.pushEnvironment.PUSH_SERVICES)

describe('an endpoint', () => {
  test.each([
    ['Chrome', 'https://fcm.googleapis.com/fcm/send/cV0x7:APA91bHun4MxP5egoKMwt2KZFBaFUH-1RYqx'],
    [
      'Chrome, with its newer path',
      'https://fcm.googleapis.com/wp/cV0x7:APA91bHun4MxP5egoKMwt2KZFBaFUH-1RYqx',
    ],
    ['Firefox', 'https://updates.push.services.mozilla.com/wpush/v2/gAAAAABl0example'],
    ['Safari', 'https://web.push.apple.com/QMkO0example'],
    ['Edge', 'https://wns2-par02p.notify.windows.com/w/?token=BQYAAABv9%2fexample%3d'],
  ])('of %s is accepted', (_, endpoint) => {
    expect(isKnown(endpoint)).toBe(true)
  })

  test.each([
    'https://fcm.googleapis.com.evil.example/fcm/send/a',
    'https://evil.example/fcm.googleapis.com/a',
    'https://evil.example/?https://fcm.googleapis.com/a',
    'https://evilfcm.googleapis.com/a',
    'https://evil.fcm.googleapis.com/a',
    'https://storage.googleapis.com/a',
    'https://evilpush.apple.com/a',
    'https://push.apple.com/a',
    'https://.push.apple.com/a',
    'https://*.push.apple.com/a',
    'https://web.push.apple.com.evil.example/a',
    'https://web.push.apple.com./a',
    'https://web.push.apple.com@evil.example/a',
    'https://evil.example#.push.apple.com/a',
    'https://evil.example\\.push.apple.com/a',
    'https://evil.example/.push.apple.com/a',
    'https://evil.example%2f.push.apple.com/a',
    'https://notify.windows.com/a',
    'https://push.services.mozilla.com/a',
    'https://169.254.169.254/latest/meta-data',
    'https://127.0.0.1/a',
    'https://[::1]/a',
    'https://localhost/a',
    'https://0/a',
  ])('at another host is refused: %s', (endpoint) => {
    expect(isKnown(endpoint)).toBe(false)
  })

  test.each([
    'http://fcm.googleapis.com/a',
    'ftp://fcm.googleapis.com/a',
    'wss://fcm.googleapis.com/a',
    'blob:https://fcm.googleapis.com/a',
    'javascript:https://fcm.googleapis.com/a',
    'https://fcm.googleapis.com:8443/a',
    'https://fcm.googleapis.com:80/a',
    'https://web.push.apple.com:22/a',
    'https://user@fcm.googleapis.com/a',
    'https://user:secret@fcm.googleapis.com/a',
  ])('with another protocol, a port or a user name is refused: %s', (endpoint) => {
    expect(isKnown(endpoint)).toBe(false)
  })

  // The endpoint is compared as text with those of others.
  test.each([
    ['with a space before it', ' https://fcm.googleapis.com/a'],
    ['with a line break in it', 'https://fcm.googleapis.com/a\nb'],
    ['with capital letters in its host', 'https://FCM.googleapis.com/a'],
    ['with its default port', 'https://fcm.googleapis.com:443/a'],
    ['with backslashes', 'https:\\\\fcm.googleapis.com\\a'],
    ['with dots in its path', 'https://fcm.googleapis.com/b/../a'],
    ['without a path', 'https://fcm.googleapis.com'],
    ['with a fragment', 'https://fcm.googleapis.com/a#b'],
    ['with an empty fragment', 'https://fcm.googleapis.com/a#'],
    ['with letters that look alike', 'https://fcm.googleapıs.com/a'],
    ['with wide letters', 'https://ｆcm.googleapis.com/a'],
    ['with a path that is not encoded', 'https://fcm.googleapis.com/ä'],
    ['with half an emoji', 'https://fcm.googleapis.com/\ud83d'],
  ])('in another spelling is refused: %s', (_, endpoint) => {
    expect(isKnown(endpoint)).toBe(false)
  })

  test.each(['', 'a', '//fcm.googleapis.com/a', 'https:', 'https://', 'null', '/a'])(
    'that is no URL is refused: "%s"',
    (endpoint) => {
      expect(isKnown(endpoint)).toBe(false)
    },
  )

  test('has at most 1,024 characters', () => {
    const longest = 'https://fcm.googleapis.com/'.padEnd(maxEndpointLength, 'a')
    expect([longest.length, isKnown(longest), isKnown(`${longest}a`)]).toEqual([1024, true, false])
  })
})

/** A public key, in bytes. */
const aKey = (curve = 'prime256v1') => {
  const ecdh = createECDH(curve)
  ecdh.generateKeys()
  return ecdh.getPublicKey()
}

/** The same key in another format. */
const as = (format: 'compressed' | 'hybrid', key: Buffer) =>
  ECDH.convertKey(key, 'prime256v1', undefined, undefined, format) as Buffer

const encode = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64url')

/** With the same length, and another coordinate. */
const besideTheCurve = () => {
  const key = aKey()
  key[64] = (key[64] ?? 0) ^ 1
  return key
}

describe('the keys of a subscription', () => {
  test('are a point of the curve P-256, and 16 bytes', () => {
    expect([isPublicKey(encode(aKey())), isAuthSecret(encode(randomBytes(16)))]).toEqual([true, true])
  })

  test('may be padded', () => {
    const [key, secret] = [aKey(), randomBytes(16)]
    const isPadded = isPublicKey(`${encode(key)}=`) && isAuthSecret(`${encode(secret)}==`)
    expect(isPadded).toBe(true)
  })

  test.each([
    ['empty', () => ''],
    ['too short', () => encode(aKey().subarray(0, 64))],
    ['too long', () => encode(Buffer.concat([aKey(), Buffer.of(0)]))],
    ['compressed', () => encode(as('compressed', aKey()))],
    ['in the hybrid format', () => encode(as('hybrid', aKey()))],
    ['not on the curve', () => encode(besideTheCurve())],
    ['of another curve', () => encode(aKey('secp256k1'))],
    ['zeros', () => encode(Buffer.concat([Buffer.of(4), Buffer.alloc(64)]))],
    ['not base64url', () => `${encode(aKey()).slice(0, -1)}+`],
    ['followed by a line break', () => `${encode(aKey())}\n`],
  ])('are refused if the public key is %s', (_, key) => {
    expect(isPublicKey(key())).toBe(false)
  })

  test.each([
    ['empty', ''],
    ['too short', encode(randomBytes(15))],
    ['too long', encode(randomBytes(17))],
    ['not base64url', `${encode(randomBytes(16)).slice(0, -1)}/`],
  ])('are refused if the secret is %s', (_, secret) => {
    expect(isAuthSecret(secret)).toBe(false)
  })
})

test('what is not a subscription has the code of its first wrong field', () => {
  const keys = { p256dh: encode(aKey()), auth: encode(randomBytes(16)) }
  const codeOf = (body: object) => pushSubscriptionSchema.safeParse(body).error?.issues[0]?.message
  const good = { endpoint: 'https://fcm.googleapis.com/a', keys }
  expect([
    codeOf(good),
    codeOf({ ...good, shows_text: false }),
    codeOf({ keys }),
    codeOf({ ...good, endpoint: 5 }),
    codeOf({ endpoint: good.endpoint }),
    codeOf({ ...good, keys: null }),
    codeOf({ ...good, keys: { ...keys, auth: undefined } }),
    codeOf({ ...good, keys: { ...keys, p256dh: keys.auth } }),
    codeOf({ ...good, shows_text: null }),
    codeOf({ ...good, shows_text: 'yes' }),
  ]).toEqual([
    undefined,
    undefined,
    'endpoint_invalid',
    'endpoint_invalid',
    'keys_invalid',
    'keys_invalid',
    'keys_invalid',
    'keys_invalid',
    'shows_text_invalid',
    'shows_text_invalid',
  ])
})
