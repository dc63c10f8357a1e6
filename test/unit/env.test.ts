import { expect, test } from '@jest/globals'
import { env } from '../../src/env.ts'

test('a variable that is missing is named, with a word about where it comes from', () => {
  delete process.env.TABLE_NAME
  expect(() => env.tableName).toThrow(/TABLE_NAME is not set.*serverless\.yml/)
})

test('allowed origins are a list with commas, spaces or none', () => {
  process.env.ALLOWED_ORIGINS = 'https://a.example, https://b.example'
  expect(env.allowedOrigins).toEqual(['https://a.example', 'https://b.example'])
})
