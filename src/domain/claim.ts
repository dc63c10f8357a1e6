import { createHash } from 'node:crypto'

const longestAddress = 254

/**
 * What stands for an e-mail address in the table, which holds no addresses. Only ASCII letters lose their case: other
 * characters become the same in ways that a mail server does not follow. Undefined where the text is no address.
 */
export const claimFrom = (address: string): string | undefined => {
  const normalised = address.trim().replace(/[A-Z]/g, (letter) => letter.toLowerCase())
  const isAddress =
    normalised.length <= longestAddress && normalised.isWellFormed() && /^[^\s@]+@[^\s@]+$/.test(normalised)
  return isAddress ? createHash('sha256').update(normalised).digest('hex') : undefined
}
