/*
 * SRP-6a as Cognito implements it: proves that the user knows the password without sending it. It uses the 3072-bit group of
 * RFC 3526 and SHA-256.
 */

const primeHex =
  'FFFFFFFFFFFFFFFFC90FDAA22168C234C4C6628B80DC1CD129024E088A67CC74020BBEA63B139B22514A08798E3404DD' +
  'EF9519B3CD3A431B302B0A6DF25F14374FE1356D6D51C245E485B576625E7EC6F44C42E9A637ED6B0BFF5CB6F406B7ED' +
  'EE386BFB5A899FA5AE9F24117C4B1FE649286651ECE45B3DC2007CB8A163BF0598DA48361C55D39A69163FA8FD24CF5F' +
  '83655D23DCA3AD961C62F356208552BB9ED529077096966D670C354E4ABC9804F1746C08CA18217C32905E462E36CE3B' +
  'E39E772C180E86039B2783A2EC07A28FB5C55DF06F4C52C9DE2BCBF6955817183995497CEA956AE515D2261898FA0510' +
  '15728E5A8AAAC42DAD33170D04507A33A85521ABDF1CBA64ECFB850458DBEF0A8AEA71575D060C7DB3970F85A6E1E4C7' +
  'ABF5AE8CDB0933D71E8C94E04A25619DCEE3D2261AD2EE6BF12FFA06D98A0864D87602733EC86A64521F2B18177B200C' +
  'BBE117577A615D6C770988C0BAD946E208E24FA074E5AB3143DB5BFCE0FD108E4B82D120A93AD2CAFFFFFFFFFFFFFFFF'
const prime = BigInt(`0x${primeHex}`)
const generator = 2n

const utf8 = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text)

const bytesOfHex = (hex: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16))

const hexOf = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')

const bytesOfBase64 = (text: string) => Uint8Array.from(atob(text), (char) => char.charCodeAt(0))
const base64Of = (bytes: Uint8Array): string => btoa(String.fromCharCode(...bytes))

/** A number as Cognito hashes it: in whole bytes, with a leading zero byte where the first bit would mean negative. */
const paddedHex = (number: bigint): string => {
  const hex = number.toString(16)
  const even = hex.length % 2 === 0 ? hex : `0${hex}`
  return /^[89a-f]/.test(even) ? `00${even}` : even
}
const padded = (number: bigint) => bytesOfHex(paddedHex(number))

const numberOf = (bytes: Uint8Array): bigint => BigInt(`0x${hexOf(bytes) || '0'}`)

const join = (...parts: Uint8Array[]): Uint8Array<ArrayBuffer> => {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}

const hash = async (...parts: Uint8Array[]) =>
  new Uint8Array(await crypto.subtle.digest('SHA-256', join(...parts)))

const hmac = async (key: Uint8Array<ArrayBuffer>, ...parts: Uint8Array[]) => {
  const algorithm = { name: 'HMAC', hash: 'SHA-256' }
  const imported = await crypto.subtle.importKey('raw', key, algorithm, false, ['sign'])
  return new Uint8Array(await crypto.subtle.sign('HMAC', imported, join(...parts)))
}

const power = (base: bigint, exponent: bigint): bigint => {
  let result = 1n
  for (const bit of exponent.toString(2)) {
    result = (result * result) % prime
    if (bit === '1') result = (result * base) % prime
  }
  return result
}

const randomSecret = () => crypto.getRandomValues(new Uint8Array(128))

/** The first step: the public value to send, and the secret that it was computed from. */
export const beginSrp = (random: Uint8Array = randomSecret()) => {
  const secret = numberOf(random) % prime
  return { secret, srpA: power(generator, secret).toString(16) }
}

export type SrpSecret = ReturnType<typeof beginSrp>
export type Challenge = { userId: string; srpB: string; salt: string; secretBlock: string }

const sessionKey = async ({ secret, srpA }: SrpSecret, identity: string, { srpB, salt }: Challenge) => {
  const theirs = BigInt(`0x${srpB}`)
  if (theirs % prime === 0n) throw new Error('The SRP challenge is invalid.')
  const u = numberOf(await hash(padded(BigInt(`0x${srpA}`)), padded(theirs)))
  if (u === 0n) throw new Error('The SRP challenge is invalid.')
  const k = numberOf(await hash(padded(prime), padded(generator)))
  const x = numberOf(await hash(padded(BigInt(`0x${salt}`)), await hash(utf8(identity))))
  const base = (theirs - ((k * power(generator, x)) % prime) + prime * 2n) % prime
  const shared = power(base, secret + u * x)
  const derived = await hmac(
    await hmac(padded(u), padded(shared)),
    utf8('Caldera Derived Key'),
    new Uint8Array([1]),
  )
  return derived.slice(0, 16)
}

const days = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat']
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** A timestamp in the format of Cognito, independent of the locale: `Mon Mar 2 09:05:07 UTC 2026`. */
export const timestampOf = (time: Date): string => {
  const clock = time.toISOString().slice(11, 19)
  const day = `${days[time.getUTCDay()]} ${months[time.getUTCMonth()]} ${time.getUTCDate()}`
  return `${day} ${clock} UTC ${time.getUTCFullYear()}`
}

/** The second step: the proof, computed from the challenge of the server. */
export const proveSrp = async (
  secret: SrpSecret,
  { userPoolId, password, now }: { userPoolId: string; password: string; now: Date },
  challenge: Challenge,
) => {
  const poolName = userPoolId.split('_')[1] ?? ''
  const key = await sessionKey(secret, `${poolName}${challenge.userId}:${password}`, challenge)
  const timestamp = timestampOf(now)
  const content = [utf8(poolName + challenge.userId), bytesOfBase64(challenge.secretBlock), utf8(timestamp)]
  return { timestamp, signature: base64Of(await hmac(key, ...content)) }
}
