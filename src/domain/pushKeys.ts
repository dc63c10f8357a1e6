import * as z from 'zod/mini'
import { isPublicKey } from './subscription.ts'

/** Whether push services can reach the operator there. Those of Apple refuse a host without a domain. */
export const isContact = (text: string): boolean => {
  const url = URL.parse(text)
  if (url?.protocol === 'https:') return url.hostname.includes('.')
  return /^mailto:[^\s@]+@[^\s@]+$/.test(text)
}

/** The keys with which this stage identifies itself to push services (VAPID), and the contact of its operator. */
const pushKeysSchema = z.object({
  publicKey: z.string().check(z.refine(isPublicKey)),
  privateKey: z.string().check(z.minLength(1)),
  contact: z.string().check(z.refine(isContact)),
})

export type PushKeys = z.infer<typeof pushKeysSchema>

/** Reads the value of the parameter. The error does not contain the text, which is secret. */
export const pushKeysFrom = (text = ''): PushKeys => {
  try {
    return pushKeysSchema.parse(JSON.parse(text))
  } catch {
    throw new Error('The parameter contains no keys for pushes. "npm run push:keys" replaces it.')
  }
}
