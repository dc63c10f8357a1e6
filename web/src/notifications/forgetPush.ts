import { endPush } from '../../../client/push.ts'
import { withFallback } from '../../../client/storage.ts'
import type { Services } from '../services.ts'
import { pushDeviceOf } from './pushDevice.ts'

/** Ends the push messages of this device, where nobody has a session any more. */
export const forgetPush = async ({ platform }: Services): Promise<void> => {
  const registration = await navigator.serviceWorker?.getRegistration()
  if (registration?.pushManager) await endPush(pushDeviceOf(registration), withFallback(platform.storage))
}
