import { createHash } from 'node:crypto'

const maxAddressLength = 254

/**
 * The hash that the table holds in place of an e-mail address. Undefined if the text is not an address. Only ASCII letters
 * are lowered: with others, addresses could become equal that mail servers keep apart.
 */
export const claimFrom = (address: string): string | undefined => {
  const normalised = address.trim().replace(/[A-Z]/g, (letter) => letter.toLowerCase())
  const isAddress =
    normalised.length <= maxAddressLength && normalised.isWellFormed() && /^[^\s@]+@[^\s@]+$/.test(normalised)
  return isAddress ? createHash('sha256').update(normalised).digest('hex') : undefined
}
