import type { Messenger } from '../../../client/types.ts'
import { unregisterPush } from '../notifications/push.ts'
import type { Services } from '../services.ts'

/** Signing out works without a network, too. */
const patienceMs = 2000

const wait = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms))

/** Ends the session of this device, and what belongs to it. `keepsUnsent`: unsent messages and drafts stay for the next one. */
export const signOut = async (
  messenger: Messenger,
  { session }: Services,
  { keepsUnsent }: { keepsUnsent: boolean },
): Promise<void> => {
  await Promise.race([unregisterPush(), wait(patienceMs)])
  if (!keepsUnsent) await messenger.forget()
  await session.signOut()
}
