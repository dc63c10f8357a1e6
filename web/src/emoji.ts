const onlyEmoji = /^(?:\p{RGI_Emoji}\s*){1,3}$/v

/** Whether a text is nothing but one to three emoji, such as 👍🏽 or 🇦🇹. A digit, or © in text style, does not count. */
export const isOnlyEmoji = (text: string): boolean => onlyEmoji.test(text)
