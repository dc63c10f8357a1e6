import { expect, test } from '@jest/globals'
import { namesIn } from '../../../web/src/namedGroups/namesIn.ts'

const people = ['Ann', 'Bob', 'Cat', 'Dan', 'Eve', 'Fay'].map((display_name) => ({
  uuid: display_name.toLowerCase(),
  display_name,
}))

test.each([
  [['me'], 'You'],
  [['ann'], 'Ann'],
  [['me', 'ann'], 'Ann and you'],
  [['ann', 'bob', 'me', 'cat'], 'Ann, Bob, Cat, and you'],
  [['ann', 'bob', 'cat', 'dan', 'me'], 'Ann, Bob, Cat, Dan, and you'],
  [['ann', 'bob', 'cat', 'dan', 'eve', 'me'], 'Ann, Bob, Cat, 2 others, and you'],
  [['ann', 'gone'], 'Ann and a former member'],
])('%j have reacted: %s', (uuids, names) => {
  expect(namesIn(uuids, people, 'me')).toBe(names)
})

test('the newest name of a person is shown', () => {
  const renamed = [...people, { uuid: 'ann', display_name: 'Anne' }]
  expect(namesIn(['ann'], renamed, 'me')).toBe('Anne')
})
