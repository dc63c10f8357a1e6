import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { handleFrom, handlesFor, isHandle } from '../../src/domain/user.ts'

describe('the handle that a person wishes for', () => {
  test.each([
    ['andrewbrown', 'andrewbrown'],
    ['AndrewBrown', 'andrewbrown'],
    ["Zoë O'Hara", 'zoe_o_hara'],
    ['  __spaced out__ ', 'spaced_out'],
    ['名前', ''],
    ['a'.repeat(40), 'a'.repeat(30)],
  ])('%s becomes "%s"', (wish, handle) => {
    expect(handleFrom(wish)).toBe(handle)
  })

  test('whatever it is, every handle to try is a valid one, and the last is theirs alone', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), fc.uuid(), (wish, cognitoUserId) => {
        const handles = handlesFor(wish, cognitoUserId)
        expect(handles.filter((handle) => !isHandle(handle))).toEqual([])
        expect(handles.at(-1)).toMatch(new RegExp(`_${cognitoUserId.replaceAll('-', '').slice(0, 12)}$`))
      }),
    )
  })
})
