import type { ShowToast } from '../components/Toast.tsx'
import * as texts from '../texts.ts'
import { requestPermission } from './permission.ts'
import { notificationSettings } from './settings.ts'

/** Turns notifications on, as far as the browser and the person permit. */
export const turnOn = async (showToast: ShowToast) => {
  notificationSettings.change({ isOff: false })
  const permission = await requestPermission()
  if (permission === 'granted') showToast({ text: texts.notificationsAreOn })
  if (permission === 'denied') showToast({ text: texts.notificationsAreBlocked })
}
