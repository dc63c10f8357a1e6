import { expect, test } from '@jest/globals'
import { env } from '../../src/env.ts'

test('a missing variable is an error that names it', () => {
  delete process.env.TABLE_NAME
  expect(() => env.tableName).toThrow(/TABLE_NAME is not set.*serverless\.yml/)
})

test('allowed origins are separated by commas, with or without spaces', () => {
  process.env.ALLOWED_ORIGINS = 'https://a.example, https://b.example'
  expect(env.allowedOrigins).toEqual(['https://a.example', 'https://b.example'])
})
