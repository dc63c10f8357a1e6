/** In code points: an emoji is one, whatever JavaScript's length says. */
export const codePoints = (text: string): number => [...text].length

/** What shows nothing and is no white space, to stand within a character class: controls, bidi marks, fillers, joiners. */
export const invisible = String.raw`\p{Default_Ignorable_Code_Point}\p{Cc}\p{Cf}\u2800`

const onlyInvisible = new RegExp(String.raw`^[\p{White_Space}${invisible}]*$`, 'u')

/** Whether a reader would see nothing. */
export const isBlank = (text: string): boolean => onlyInvisible.test(text)
