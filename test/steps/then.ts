import { expect } from '@jest/globals'

type Answer = { status: number; headers: Headers; body: unknown }

/** Expects an error response: a status, and a JSON array of one code. */
export const isRefused = (answer: Answer, status: number, code: string) => {
  expect([answer.status, answer.body]).toEqual([status, [code]])
  expect(answer.headers.get('content-type')).toMatch(/^application\/json/)
}

export const isAnswered = (answer: Answer, body: unknown) => {
  expect([answer.status, answer.body]).toEqual([200, body])
}
