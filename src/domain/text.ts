/** Unlike JavaScript's length, this counts an emoji as one. */
export const countCodePoints = (text: string): number => [...text].length

/** For use within a character class: characters that are invisible and not white space, such as controls and joiners. */
export const invisible = String.raw`\p{Default_Ignorable_Code_Point}\p{Cc}\p{Cf}\u2800`

const onlyInvisible = new RegExp(String.raw`^[\p{White_Space}${invisible}]*$`, 'u')

/** Whether a text shows nothing. */
export const isBlank = (text: string): boolean => onlyInvisible.test(text)
