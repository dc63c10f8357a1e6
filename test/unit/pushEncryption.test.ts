import { expect, test } from '@jest/globals'
import { decrypt, exampleKeys } from '../steps/pushEncryption.ts'

// RFC 8291, appendix A.
const keys = { ...exampleKeys, privateKey: 'q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94' }
const body = Buffer.from(
  'DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN',
  'base64url',
)

test('the push service of the tests decrypts the example of the standard', () => {
  expect(decrypt(body, keys)).toBe('When I grow up, I want to be a watermelon')
})

test('it does not decrypt a body that was changed', () => {
  const changed = Buffer.from(body)
  changed[body.length - 20] = (changed[body.length - 20] ?? 0) ^ 1
  expect(() => decrypt(changed, keys)).toThrow()
})
