import { createPublicKey, type JsonWebKey, verify } from 'node:crypto'

/* How a push service verifies who sends a push (RFC 8292). */

const bytesOf = (base64url: string) => Buffer.from(base64url, 'base64url')
const jsonOf = (base64url: string) => JSON.parse(bytesOf(base64url).toString())

const publicKeyOf = (base64url: string) => {
  const bytes = bytesOf(base64url)
  const jwk: JsonWebKey = {
    kty: 'EC',
    crv: 'P-256',
    x: bytes.subarray(1, 33).toString('base64url'),
    y: bytes.subarray(33, 65).toString('base64url'),
  }
  return createPublicKey({ key: jwk, format: 'jwk' })
}

const maxSeconds = 24 * 60 * 60

type Expected = { origin: string; publicKey?: string | undefined }

/** Why the header `Authorization` is refused; undefined if it is not. Without a public key, any sender is accepted. */
export const refusalOf = (authorization = '', { origin, publicKey }: Expected): string | undefined => {
  const [, token = '', key = ''] = /^vapid t=([\w.-]+), k=([\w-]+)$/.exec(authorization) ?? []
  const [header = '', claims = '', signature = ''] = token.split('.')
  if (!signature) return 'no VAPID token'
  if (publicKey !== undefined && key !== publicKey) return 'the key of another sender'
  const { alg } = jsonOf(header)
  const signed = Buffer.from(`${header}.${claims}`)
  const isSigned = verify(
    'sha256',
    signed,
    { key: publicKeyOf(key), dsaEncoding: 'ieee-p1363' },
    bytesOf(signature),
  )
  if (alg !== 'ES256' || !isSigned) return 'a wrong signature'
  const { aud, exp, sub } = jsonOf(claims)
  const seconds = exp - Date.now() / 1000
  if (aud !== origin) return `the audience ${aud}`
  if (!(seconds > 0 && seconds <= maxSeconds)) return `an expiry in ${seconds} s`
  return /^(mailto|https):./.test(sub) ? undefined : `the contact ${sub}`
}
