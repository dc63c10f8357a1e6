import { messengerErrorOf } from '../../../client/errors.ts'
import { createPush, type Push } from '../../../client/push.ts'
import { createQueue } from '../../../client/singleFlight.ts'
import { withFallback } from '../../../client/storage.ts'
import { createStore, setView } from '../../../client/store.ts'
import type { Messenger, Store } from '../../../client/types.ts'
import type { Services } from '../services.ts'
import { workerRegistration } from '../serviceWorker.ts'
import { isGranted } from './permission.ts'
import { pushDeviceOf } from './pushDevice.ts'
import { notificationSettings } from './settings.ts'

/* The push messages of this device: its registration follows the settings of notifications. */

/** `code`: why the last attempt to follow the settings failed. */
export type PushState = { isSupported: boolean; isChanging: boolean; code: string }

const state = createStore<PushState>({ isSupported: false, isChanging: false, code: '' })
const change = (changes: Partial<PushState>) => setView(state, { ...state.get(), ...changes })

export const pushState: Store<PushState> = state

let push: Push | undefined
const inOrder = createQueue()

/** To be called before the user signs out: afterwards, the API accepts no request. */
export const unregisterPush = async (): Promise<void> => {
  await push?.unregister().catch(messengerErrorOf) // the push service tells the API that the subscription has ended
}

/** Whether the person wants push messages on this device. */
export const isPushWanted = (): boolean => {
  const { isOff, whenClosed } = notificationSettings.get()
  return whenClosed && !isOff && isGranted()
}

const follow = async () => {
  const { hidesText } = notificationSettings.get()
  if (isPushWanted()) await push?.register({ showsText: !hidesText })
  else await unregisterPush()
}

/** Makes the registration what the settings say. Returns whether that has succeeded. */
export const followSettings = (): Promise<boolean> =>
  inOrder(async () => {
    change({ isChanging: true, code: '' })
    try {
      await follow()
      return true
    } catch (error) {
      change({ code: messengerErrorOf(error).code })
      return false
    } finally {
      change({ isChanging: false })
    }
  })

export const setPush = async (isOn: boolean) => {
  notificationSettings.change({ whenClosed: isOn })
  const isDone = await followSettings()
  if (isOn && !isDone) notificationSettings.change({ whenClosed: false })
}

/** Undefined where there are no push messages. */
export const createPushOf = async (
  { api }: Messenger,
  { config, platform, session }: Services,
): Promise<Push | undefined> => {
  const { apiUrl, pushKey: serverKey } = config
  const registration = serverKey ? await workerRegistration() : undefined
  const { userId } = { userId: undefined, ...session.state.get() }
  if (!serverKey || !registration?.pushManager || !userId) return undefined
  const { locks } = platform
  const storage = withFallback(platform.storage)
  const device = pushDeviceOf(registration)
  push = createPush({ api, apiUrl, userId, serverKey, device, storage, locks })
  change({ isSupported: true })
  return push
}
