import { describe, expect, test } from '@jest/globals'
import { memoryStorage } from '../../../../client/storage.ts'
import { addRecent, readRecent } from '../../../../web/src/emoji/recentEmoji.ts'
import { readSkinTone, storeSkinTone } from '../../../../web/src/emoji/skinTone.ts'

const heart = { emoji: '❤️', name: 'red heart' }
const thumb = { emoji: '👍🏽', name: 'thumbs up' }

describe('recent emoji', () => {
  test('are listed newest first, each once', () => {
    const storage = memoryStorage()
    expect(readRecent(storage)).toEqual([])
    for (const picked of [heart, thumb, heart]) addRecent(storage, picked)
    expect(readRecent(storage)).toEqual([heart, thumb])
  })

  test('are at most 16', () => {
    const storage = memoryStorage()
    const many = Array.from({ length: 20 }, (_, index) => ({
      emoji: String.fromCodePoint(0x1f600 + index),
      name: `face ${index}`,
    }))
    for (const picked of many) addRecent(storage, picked)
    expect(readRecent(storage)).toEqual(many.slice(4).reverse())
  })

  test.each(['no JSON', '{}', 'null', '[1, null, {"emoji": "x", "name": "x"}, {"emoji": "❤️"}]'])(
    'are none where the storage has %s',
    (stored) => {
      const storage = memoryStorage()
      storage.setItem('cruddur.recentEmoji', stored)
      expect(readRecent(storage)).toEqual([])
      addRecent(storage, heart)
      expect(readRecent(storage)).toEqual([heart])
    },
  )
})

test('the skin tone is stored, and an unknown one counts as the default', () => {
  const storage = memoryStorage()
  expect(readSkinTone(storage)).toBe('')
  storeSkinTone(storage, '🏽')
  expect(readSkinTone(storage)).toBe('🏽')
  storeSkinTone(storage, '')
  expect(storage.names()).toEqual([])
  storage.setItem('cruddur.skinTone', 'x')
  expect(readSkinTone(storage)).toBe('')
})
