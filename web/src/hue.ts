const hues = 12

/** The colour of a person. Derived from the handle, which is unique and part of every list of the API. */
export const hueOf = (handle: string): number => {
  let sum = 0
  for (const char of handle) sum = (sum * 31 + (char.codePointAt(0) ?? 0)) % 997
  return (sum % hues) * (360 / hues)
}
