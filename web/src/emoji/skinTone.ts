import type { MessengerStorage } from '../../../client/types.ts'

/** The modifiers of Unicode. The first is the yellow of an emoji without one. */
export const skinTones = ['', '🏻', '🏼', '🏽', '🏾', '🏿']

const name = 'cruddur.skinTone'

export const readSkinTone = (storage: MessengerStorage): string => {
  const stored = storage.getItem(name) ?? ''
  return skinTones.includes(stored) ? stored : ''
}

export const storeSkinTone = (storage: MessengerStorage, tone: string) => {
  if (tone) storage.setItem(name, tone)
  else storage.removeItem(name)
}

const people = /(\p{Emoji_Modifier_Base})\ufe0f?/gu
const peopleWithoutHandshake = /((?!🤝)\p{Emoji_Modifier_Base})\ufe0f?/gu
const isEmoji = /^\p{RGI_Emoji}$/v

/** The emoji with the skin tone, for all of its people; unchanged if it has no variant with that tone. */
export const withSkinTone = (emoji: string, tone: string): string => {
  if (!tone) return emoji
  // The people of 🧑‍🤝‍🧑 have skin tones, and the handshake between them has none.
  const variants = [people, peopleWithoutHandshake].map((bases) => emoji.replace(bases, `$1${tone}`))
  return variants.find((variant) => variant !== emoji && isEmoji.test(variant)) ?? emoji
}
