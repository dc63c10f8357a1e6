import { awayWhileHidden } from '../../../client/awayWhileHidden.ts'
import { platformOf } from '../../../client/platform.ts'
import type { Messenger } from '../../../client/types.ts'
import type { Services } from '../services.ts'
import { permission } from './permission.ts'
import { createPushOf, followSettings, isPushWanted } from './push.ts'
import { onWorkerMessage } from './worker.ts'

/**
 * Keeps this device registered as the settings say, and lets the server know when nobody looks at the page, because other devices
 * may be registered. Until the returned function is called.
 */
export const startPush = (messenger: Messenger, services: Services): (() => void) => {
  const platform = platformOf(services.platform)
  const { activity } = platform
  const stops = services.config.pushKey
    ? [awayWhileHidden(messenger, platform, { isRegistered: isPushWanted })]
    : []
  let isOver = false

  const start = async () => {
    const push = await createPushOf(messenger, services)
    if (!push || isOver) return
    const isActive = () => activity.isVisible() && activity.isOnline()
    let wasActive = isActive()
    const onActivity = () => {
      // A day may have passed, or the last attempt may have failed without a network.
      if (isActive() && !wasActive) followSettings()
      wasActive = isActive()
    }
    stops.push(
      activity.subscribe(onActivity),
      permission.subscribe(followSettings),
      onWorkerMessage('pushSubscriptionChanged', followSettings),
    )
    followSettings()
  }
  start()

  return () => {
    isOver = true
    for (const stop of stops) stop()
  }
}
