const variationSelector = '\u{fe0f}'

// An emoji that is usually shown as text needs the selector, except before a skin tone.
const shownAsText = /(?!\p{Emoji_Presentation})\p{Emoji}(?!\p{Emoji_Modifier})/gu

const oneEmoji = /^\p{RGI_Emoji}$/v

/** One emoji in its usual spelling: `❤` and `❤️` are one. Undefined if the text is anything else. */
export const emojiFrom = (text: string): string | undefined => {
  const emoji = text.replaceAll(variationSelector, '').replace(shownAsText, `$&${variationSelector}`)
  return oneEmoji.test(emoji) ? emoji : undefined
}
