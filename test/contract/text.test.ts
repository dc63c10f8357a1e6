import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { isBlank } from '../../src/domain/text.ts'
import * as given from '../steps/given.ts'
import { numRuns } from '../steps/numRuns.ts'
import { calls, describeInProcess, isOverHttp } from '../steps/when.ts'

given.anEngine({ hasStream: false })

/** Sends a text as the first message of a conversation and again, and reads it everywhere. */
const comesBack = async (message: string) => {
  const { me, other, uuid } = await given.aGroup(message)
  const sent = await calls('POST', '/api/messages', { as: me, body: { message, message_group_uuid: uuid } })
  const history = await calls('GET', `/api/messages/${uuid}`, { as: other })
  const inbox = await calls('GET', '/api/message_groups', { as: other })
  return {
    sent: sent.body.message as string,
    history: history.body.map((one: { message: string }) => one.message) as string[],
    preview: inbox.body[0].message as string,
  }
}

const firstOf = (text: string, count: number) => Array.from(text).slice(0, count).join('')

describe('a text is returned exactly as it was sent', () => {
  test.each([
    ['emoji, of several code points too', '🚀 👩‍👩‍👧‍👦 🇨🇦 ❤️'],
    ['from right to left, with marks', '\u202bשלום \u200fمرحبا\u202c'],
    ['a NUL and other control characters', 'a\0b\u0001\u001b[31m\u007f\u0085'],
    ['combining characters, composed and not', 'e\u0301 \u00e9 Z\u0351\u036b\u0343'],
    ['line breaks of every kind', 'a\nb\r\nc\rd\u2028e\u2029f'],
    ['white space around it', ' \n\ta\u3000 '],
    ['HTML', '<script>alert("&amp;")</script>'],
    ['what looks like JSON', '"},{"__proto__":{"a":"\\u0000\\\\'],
    ['noncharacters and a byte order mark', '\ufeffa\uffff\ufdd0\u{10ffff}'],
    ['1,024 code points outside the BMP', '𝕏'.repeat(1024)],
  ])('%s', async (_, text) => {
    expect(await comesBack(text)).toEqual({ sent: text, history: [text, text], preview: firstOf(text, 200) })
  })

  test('any text', async () => {
    const texts = (['binary', 'binary-ascii'] as const).map((unit) =>
      fc.string({ unit, minLength: 1, maxLength: 1024, size: 'max' }),
    )
    const notBlank = fc.oneof(...texts).filter((text) => !isBlank(text))
    await fc.assert(
      fc.asyncProperty(notBlank, async (text) => {
        expect(await comesBack(text)).toEqual({
          sent: text,
          history: [text, text],
          preview: firstOf(text, 200),
        })
      }),
      { numRuns: numRuns(isOverHttp ? 5 : 30), interruptAfterTimeLimit: 250_000 }, // shrinking too ends in time to print the seed
    )
  })
})

describeInProcess('the preview', () => {
  test.each([199, 200])('of a text of %d characters is the text', async (length) => {
    const text = '🚀'.repeat(length)
    expect((await comesBack(text)).preview).toBe(text)
  })

  test('of a longer text is its first 200 code points', async () => {
    const text = `${'🚀'.repeat(199)}ab`
    expect((await comesBack(text)).preview).toBe(`${'🚀'.repeat(199)}a`)
  })

  test.each([
    ['at an even place', '🚀'.repeat(250)],
    ['at an odd place', `a${'🚀'.repeat(250)}`],
  ])('never ends with half a surrogate pair: %s', async (_, text) => {
    const { preview } = await comesBack(text)
    expect([preview.isWellFormed(), [...preview].length, text.startsWith(preview)]).toEqual([true, 200, true])
  })
})
