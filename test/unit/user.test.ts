import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { displayNameFrom } from '../../src/domain/displayName.ts'
import { candidateHandles, handleFrom, isHandle } from '../../src/domain/user.ts'
import { numRuns } from '../steps/numRuns.ts'

describe('a requested handle', () => {
  test.each([
    ['andrewbrown', 'andrewbrown'],
    ['AndrewBrown', 'andrewbrown'],
    ["Zoë O'Hara", 'zoe_o_hara'],
    ['  __spaced out__ ', 'spaced_out'],
    ['名前', ''],
    ['@Susan-Ivanova', 'susan_ivanova'],
    [' _Susan_ ', '_susan_'],
    ['___', '___'],
    [`${'a'.repeat(29)}-b`, 'a'.repeat(29)],
    ['a'.repeat(40), 'a'.repeat(30)],
  ])('%s becomes "%s"', (wish, handle) => {
    expect(handleFrom(wish)).toBe(handle)
  })

  test('yields valid handles only, and the last of them is unique', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), fc.uuid(), (wish, cognitoUserId) => {
        const handles = candidateHandles(wish, cognitoUserId)
        expect(handles.filter((handle) => !isHandle(handle))).toEqual([])
        expect(handles.map(handleFrom)).toEqual(handles)
        expect(handles.at(-1)).toMatch(new RegExp(`_${cognitoUserId.replaceAll('-', '').slice(0, 12)}$`))
      }),
      { numRuns: numRuns(100) },
    )
  })
})

describe('a display name', () => {
  test.each([
    ['in any script', ['Andrew Brown', 'Zoë O’Hara', 'שלום', 'محمد', '名前', 'e\u0301ric']],
    ['with emoji', ['🚀', '👨‍👩‍👧‍👦 Family', '❤️ and ❤︎', '🏳️‍🌈', '🕵🏻‍♂️', '1️⃣', '🇨🇦', '🏴󠁧󠁢󠁳󠁣󠁴󠁿']],
    [
      'with joiners in a script that is written with them',
      ['ශ්\u200dරී', 'می\u200cخواهم', 'محمّ\u200cد', 'രാജന്\u200d'],
    ],
    ['with the selected form of a Han character', ['葛\u{e0100}飾']],
    ['of 64 code points', ['x'.repeat(64), '🚀'.repeat(64)]],
  ])('%s is valid', (_, names) => {
    expect(names.map(displayNameFrom)).toEqual(names)
  })

  test('has single spaces for white space, and none around it', () => {
    expect(displayNameFrom('\u00a0 山田\u3000太郎\n')).toBe('山田 太郎')
    expect(displayNameFrom('a\t\r\n\u0085b\u2028 \u2029c')).toBe('a b c')
  })

  test.each([
    ['empty', ['', ' \u3000\n']],
    ['longer than 64 code points', ['x'.repeat(65), '🚀'.repeat(65), 'x'.repeat(2048)]],
    ['ill-formed', ['a\ud800', '\udc00b']],
    ['of invisible characters only', ['ㅤ', '\u200b', '\u2060', '\u2800', '\ufe0f', '\u115f\u1160', '\u0301']],
    ['with a control character', ['a\0b', '\x1b[31m', 'a\u009b']],
    ['with a bidi character', ['\u202eevil', 'a\u200f', 'a\u2066b', '\u061ca']],
    [
      'with an invisible character',
      ['a\u200bb', 'a\u00ad', '\ufeffa', 'a\u034fb', 'a\u2800b', 'a\u{e0041}b'],
    ],
    [
      'with a joiner where none is needed',
      ['Andrew\u200dBrown', 'a\u200c', '\u200dශ්', 'سلام\u200c', 'ශ්\u200d\u200dරී'],
    ],
    [
      'with a joiner or a selector that belongs to no emoji',
      ['👨\u200d', '👨\u200d\u200d👩', 'a\ufe0f', '1\ufe0f', '❤️\ufe0f'],
    ],
    ['with tags that make no flag', ['🏴\u{e0061}\u{e0062}\u{e0063}\u{e007f}']],
  ])('%s is invalid', (_, names) => {
    expect(names.filter((name) => displayNameFrom(name) !== undefined)).toEqual([])
  })

  test('is stable: cleaning it again changes nothing', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 80 }), (text) => {
        const name = displayNameFrom(text)
        if (name !== undefined) expect(displayNameFrom(name)).toBe(name)
      }),
      { numRuns: numRuns(100) },
    )
  })
})
