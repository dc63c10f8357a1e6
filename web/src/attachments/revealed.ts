/* The messages whose pictures the person wants to see although a stranger has sent them, until the page is left. */

const revealed = new Set<string>()

export const isRevealed = (messageUuid: string): boolean => revealed.has(messageUuid)

export const reveal = (messageUuid: string) => revealed.add(messageUuid)
