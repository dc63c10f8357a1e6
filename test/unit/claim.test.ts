import { describe, expect, test } from '@jest/globals'
import { claimFrom } from '../../src/domain/claim.ts'

describe('an e-mail address', () => {
  test('is compared without the case of its ASCII letters and without surrounding white space', () => {
    expect(claimFrom(' Susan.IVANOVA@Example.ORG\n')).toBe(claimFrom('susan.ivanova@example.org'))
  })

  // A Kelvin sign and a dotted capital I become k and i in lower case, but are other letters to a mail server.
  test.each(['mi\u212ae@example.org', 'm\u0130ke@example.org', 'mıke@example.org', 'mike@example.org.'])(
    '%s is not that of mike@example.org',
    (address) => {
      expect(claimFrom(address)).toMatch(/^[0-9a-f]{64}$/)
      expect(claimFrom(address)).not.toBe(claimFrom('mike@example.org'))
    },
  )

  test.each([
    '',
    'mike',
    '@example.org',
    'mike@',
    'a b@example.org',
    'a@b@example.org',
    'a\ud800@example.org',
  ])('"%s" is invalid', (address) => expect(claimFrom(address)).toBeUndefined())
})
