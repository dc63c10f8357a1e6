import { createDecipheriv, createECDH, hkdfSync } from 'node:crypto'

/* What a browser does with a push (RFC 8291), without the library that our functions use. */

/** The keys of a subscription, of which the private one stays in the browser. All in base64url. */
export type BrowserKeys = { p256dh: string; auth: string; privateKey: string }

/** The public ones of the example of the standard (appendix A). */
export const exampleKeys = {
  p256dh: 'BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4',
  auth: 'BTBZMqHH6r4Tts7J_aSIgg',
}

const bytesOf = (base64url: string) => Buffer.from(base64url, 'base64url')

const derive = (key: Buffer, salt: Buffer, info: Buffer | string, length: number) =>
  Buffer.from(hkdfSync('sha256', key, salt, info, length))

/** The header of RFC 8188: salt, record size, and the key of the sender. */
const partsOf = (body: Buffer) => {
  const keyEnd = 21 + (body[20] ?? 0)
  return {
    salt: body.subarray(0, 16),
    recordSize: body.readUInt32BE(16),
    senderKey: body.subarray(21, keyEnd),
    record: body.subarray(keyEnd),
  }
}

/** The last record ends with the byte 2, and with any number of zeros after it. */
const withoutPadding = (padded: Buffer): Buffer => {
  const end = padded.findLastIndex((byte) => byte !== 0)
  if (padded[end] !== 2) throw new Error('this is not the last record')
  return padded.subarray(0, end)
}

/** Decrypts a body of one record. */
export const decrypt = (body: Buffer, { p256dh, auth, privateKey }: BrowserKeys): string => {
  const { salt, recordSize, senderKey, record } = partsOf(body)
  if (record.length > recordSize) throw new Error('the body has more than one record')
  const ecdh = createECDH('prime256v1')
  ecdh.setPrivateKey(bytesOf(privateKey))
  const keyInfo = Buffer.concat([Buffer.from('WebPush: info\0'), bytesOf(p256dh), senderKey])
  const key = derive(ecdh.computeSecret(senderKey), bytesOf(auth), keyInfo, 32)
  const contentKey = derive(key, salt, 'Content-Encoding: aes128gcm\0', 16)
  const nonce = derive(key, salt, 'Content-Encoding: nonce\0', 12)
  const decipher = createDecipheriv('aes-128-gcm', contentKey, nonce)
  decipher.setAuthTag(record.subarray(-16))
  return withoutPadding(
    Buffer.concat([decipher.update(record.subarray(0, -16)), decipher.final()]),
  ).toString()
}
