import { expect, test } from '@jest/globals'
import { moveInGrid } from '../../../../web/src/emoji/moveInGrid.ts'

// 0: 0 1 2   1: 0 1 2   2: 0
//    3 4
const grid = { sizes: [5, 3, 1], columns: 3 }

test.each([
  ['ArrowRight', [0, 1], [0, 2]],
  ['ArrowRight', [0, 4], [1, 0]],
  ['ArrowRight', [2, 0], [2, 0]],
  ['ArrowLeft', [1, 0], [0, 4]],
  ['ArrowLeft', [0, 0], [0, 0]],
  ['ArrowDown', [0, 1], [0, 4]],
  ['ArrowDown', [0, 2], [0, 4]], // the last row is shorter
  ['ArrowDown', [0, 4], [1, 1]],
  ['ArrowDown', [1, 2], [2, 0]],
  ['ArrowDown', [2, 0], [2, 0]],
  ['ArrowUp', [1, 2], [0, 4]],
  ['ArrowUp', [1, 0], [0, 3]],
  ['ArrowUp', [0, 4], [0, 1]],
  ['ArrowUp', [0, 1], [0, 1]],
  ['Home', [1, 2], [0, 0]],
  ['End', [0, 1], [2, 0]],
] as const)('in groups of emoji, %s moves from %j to %j', (key, [from, at], [group, index]) => {
  expect(moveInGrid(grid, { group: from, index: at }, key)).toEqual({ group, index })
})

test('in groups of emoji, other keys do not move', () => {
  expect(moveInGrid(grid, { group: 0, index: 0 }, 'a')).toBeUndefined()
})
