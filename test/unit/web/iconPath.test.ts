import { existsSync } from 'node:fs'
import { expect, test } from '@jest/globals'
import { iconPath } from '../../../web/src/notifications/iconPath.ts'

test('there is an icon for every number of unread conversations', () => {
  const paths = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 100].map(iconPath)
  expect(new Set(paths).size).toBe(11)
  expect(paths.filter((path) => !existsSync(`web/public${path}`))).toEqual([])
})
