import { expect, test } from '@jest/globals'
import { errorFacts } from '../../src/log.ts'

test('an error is logged with its cause', () => {
  const cause = new Error('getaddrinfo ENOTFOUND push.example')
  expect(errorFacts(new TypeError('fetch failed', { cause }))).toEqual({
    error: 'TypeError',
    reason: 'fetch failed',
    cause: 'getaddrinfo ENOTFOUND push.example',
    stack: expect.stringContaining('log.test.ts'),
  })
  expect(Object.keys(errorFacts(new Error('failed')))).toEqual(['error', 'reason', 'stack'])
  expect(errorFacts('failed')).toEqual({ error: 'failed' })
})
