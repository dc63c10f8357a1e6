import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { beginSrp, proveSrp, timestampOf } from '../../../web/src/srp.ts'
import { aVerifier, number, prime } from '../../steps/srp.ts'

const userPoolId = 'us-east-1_AbCdEfGhI'
const userId = '2d6c1f0e-8f3b-4a55-9a0e-5f1d3c2b1a00'
const now = new Date(Date.UTC(2026, 2, 2, 9, 5, 7))

const fixed = (length: number, start: number) =>
  Uint8Array.from({ length }, (_, index) => (start + index * 7) % 256)

describe('signing in without the password leaving the browser', () => {
  test('makes, of fixed numbers, the proof that the other side expects', async () => {
    const server = aVerifier(
      { userPoolId, userId },
      'cruddur-on-my-laptop',
      number(fixed(16, 200)),
      number(fixed(32, 3)),
    )
    const { secret, srpA } = beginSrp(fixed(128, 1))
    const proof = await proveSrp(
      secret,
      { userPoolId, password: 'cruddur-on-my-laptop', now },
      server.challenge,
    )
    expect(proof).toEqual({
      timestamp: 'Mon Mar 2 09:05:07 UTC 2026',
      signature: server.signatureFor(srpA, proof.timestamp),
    })
    expect(proof.signature).toBe('YINTEj8MNPWS1fpKSMKoyaeaevARKrjgixAJXlpKoO8=')
  })

  test('makes a proof of whatever numbers and passwords, in whole bytes or not', async () => {
    const numbers = fc.uint8Array({ minLength: 16, maxLength: 32 }).map(number).filter(Boolean)
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'grapheme' }), numbers, numbers, async (password, salt, b) => {
        const server = aVerifier({ userPoolId, userId }, password, salt, b)
        const { secret, srpA } = beginSrp()
        const { timestamp, signature } = await proveSrp(
          secret,
          { userPoolId, password, now },
          server.challenge,
        )
        expect(signature).toBe(server.signatureFor(srpA, timestamp))
      }),
      { numRuns: 15 },
    )
  })

  test('makes no proof of another password', async () => {
    const server = aVerifier({ userPoolId, userId }, 'the right one', 5n, 7n)
    const { secret, srpA } = beginSrp()
    const { timestamp, signature } = await proveSrp(
      secret,
      { userPoolId, password: 'a wrong one', now },
      server.challenge,
    )
    expect(signature).not.toBe(server.signatureFor(srpA, timestamp))
  })

  test.each([0n, prime, 2n * prime])(
    'refuses a number of the other side that would give the key away',
    async (B) => {
      const { secret } = beginSrp()
      const challenge = { userId, srpB: B.toString(16), salt: '5', secretBlock: '' }
      await expect(proveSrp(secret, { userPoolId, password: 'any', now }, challenge)).rejects.toThrow(
        'proves nothing',
      )
    },
  )

  test('says the time as Cognito reads it, in whatever language', () => {
    expect(timestampOf(new Date(Date.UTC(2027, 11, 31, 23, 59, 59)))).toBe('Fri Dec 31 23:59:59 UTC 2027')
  })
})
