import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { beginSrp, proveSrp, timestampOf } from '../../../../client/cognito/srp.ts'
import { aVerifier, number, prime } from '../../../steps/srp.ts'

const userPoolId = 'us-east-1_AbCdEfGhI'
const userId = '2d6c1f0e-8f3b-4a55-9a0e-5f1d3c2b1a00'
const oracle = fileURLToPath(new URL('../../../steps/awsSrp.cjs', import.meta.url))
const now = new Date(Date.UTC(2026, 2, 2, 9, 5, 7))

const fixed = (length: number, start: number) =>
  Uint8Array.from({ length }, (_, index) => (start + index * 7) % 256)

describe('signing in with SRP', () => {
  test('computes the proof that the server expects', async () => {
    const server = aVerifier(
      { userPoolId, userId },
      'cruddur-on-my-laptop',
      number(fixed(16, 200)),
      number(fixed(32, 3)),
    )
    const secret = beginSrp(fixed(128, 1))
    const proof = await proveSrp(
      secret,
      { userPoolId, password: 'cruddur-on-my-laptop', now },
      server.challenge,
    )
    expect(proof).toEqual({
      timestamp: 'Mon Mar 2 09:05:07 UTC 2026',
      signature: server.signatureFor(secret.srpA, proof.timestamp),
    })
    expect(proof.signature).toBe('YINTEj8MNPWS1fpKSMKoyaeaevARKrjgixAJXlpKoO8=')
  })

  test('computes the same proof as the client of AWS for all numbers and passwords', async () => {
    const digits = fc
      .uint8Array({ minLength: 1, maxLength: 384 })
      .map((all) => Buffer.from(all).toString('hex').replace(/^0+/, '')) // without leading zeros, so the length varies and may be odd
      .filter((text) => text !== '')
    const samples = fc.sample(fc.tuple(fc.string({ unit: 'grapheme' }), digits, digits), 8)
    const cases = samples.map(([password, srpB, salt], index) => {
      const challenge = { userId, srpB, salt: salt.slice(0, 32), secretBlock: btoa('any') }
      // The client of AWS is slow with long secrets, so only one has the length of those that are really used.
      const secret = index === 0 ? beginSrp() : beginSrp(crypto.getRandomValues(new Uint8Array(16)))
      return { password, challenge, secret }
    })
    const ours = await Promise.all(
      cases.map(async ({ password, challenge, secret }) => {
        const { signature } = await proveSrp(secret, { userPoolId, password, now }, challenge)
        return { srpA: secret.srpA, signature }
      }),
    )
    const asked = cases.map(({ password, challenge, secret }) => {
      const timestamp = timestampOf(now)
      return { poolName: 'AbCdEfGhI', secret: secret.secret.toString(16), password, timestamp, challenge }
    })
    const theirs = execFileSync(process.execPath, [oracle, JSON.stringify(asked)], { encoding: 'utf8' })
    expect(ours).toEqual(JSON.parse(theirs))
    expect(ours).toHaveLength(8)
  })

  test('computes no valid proof with another password', async () => {
    const server = aVerifier({ userPoolId, userId }, 'the right one', 5n, 7n)
    const secret = beginSrp()
    const { timestamp, signature } = await proveSrp(
      secret,
      { userPoolId, password: 'a wrong one', now },
      server.challenge,
    )
    expect(signature).not.toBe(server.signatureFor(secret.srpA, timestamp))
  })

  test.each([0n, prime, 2n * prime])('refuses a challenge whose number would reveal the key', async (B) => {
    const secret = beginSrp()
    const challenge = { userId, srpB: B.toString(16), salt: '5', secretBlock: '' }
    await expect(proveSrp(secret, { userPoolId, password: 'any', now }, challenge)).rejects.toThrow(
      'challenge is invalid',
    )
  })

  test('formats the timestamp for Cognito independently of the locale', () => {
    expect(timestampOf(new Date(Date.UTC(2027, 11, 31, 23, 59, 59)))).toBe('Fri Dec 31 23:59:59 UTC 2027')
  })
})
