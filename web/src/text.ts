/** As the API has it, in code points; a test holds the two together. */
export const longest = 1024

export const lengthOf = (text: string): number => [...text].length

export const isBlank = (text: string): boolean => /^[\s\p{White_Space}]*$/u.test(text)
