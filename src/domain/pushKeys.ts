import * as z from 'zod/mini'

/** The keys with which this stage identifies itself to push services (VAPID), and the contact of its operator. */
export const pushKeysSchema = z.object({
  publicKey: z.string(),
  privateKey: z.string(),
  /** A URL with mailto: or https:. Push services write to it if something is wrong. */
  contact: z.string(),
})

export type PushKeys = z.infer<typeof pushKeysSchema>
