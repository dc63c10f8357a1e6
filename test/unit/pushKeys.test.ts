import { describe, expect, test } from '@jest/globals'
import webPush from 'web-push'
import { isContact, pushKeysFrom } from '../../src/domain/pushKeys.ts'

describe('the contact of an operator', () => {
  test.each(['mailto:ops@cruddur.example', 'https://cruddur.example', 'https://cruddur.example/contact?a=b'])(
    'can be %s',
    (text) => {
      expect(isContact(text)).toBe(true)
    },
  )

  test.each([
    '',
    'ops@cruddur.example',
    'mailto:',
    'mailto:ops',
    'mailto:Ops <ops@cruddur.example>',
    'mailto:ops@cruddur.example@cruddur.example',
    'mailto:ops@cruddur.example\n',
    'http://cruddur.example',
    'https://',
    'https://localhost/contact',
    'tel:+1',
  ])('cannot be "%s"', (text) => {
    expect(isContact(text)).toBe(false)
  })
})

describe('stored keys', () => {
  const keys = { ...webPush.generateVAPIDKeys(), contact: 'mailto:ops@cruddur.example' }

  test('are read', () => {
    expect(pushKeysFrom(JSON.stringify(keys))).toEqual(keys)
  })

  test.each([
    ['absent', undefined],
    ['empty', ''],
    ['not JSON', keys.privateKey],
    ['without a public key', JSON.stringify({ ...keys, publicKey: undefined })],
    ['with an invalid public key', JSON.stringify({ ...keys, publicKey: keys.privateKey })],
    ['without a private key', JSON.stringify({ ...keys, privateKey: '' })],
    ['without a contact', JSON.stringify({ ...keys, contact: undefined })],
  ])('that are %s are an error that does not contain them', (_, text) => {
    expect(() => pushKeysFrom(text)).toThrow(
      new Error('The parameter contains no keys for pushes. "npm run push:keys" replaces it.'),
    )
  })
})
