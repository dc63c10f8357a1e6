import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import webPush from 'web-push'
import { type PushKeys, pushKeysFrom } from '../src/domain/pushKeys.ts'

/** The keys for pushes of the local stack. They are kept with its data, because browsers are subscribed with them. */
export const openPushKeys = (folder: string): PushKeys => {
  const file = join(folder, 'push-keys.json')
  if (existsSync(file)) return pushKeysFrom(readFileSync(file, 'utf8'))
  const keys = { ...webPush.generateVAPIDKeys(), contact: 'mailto:nobody@cruddur.example' }
  writeFileSync(file, JSON.stringify(keys), { mode: 0o600 })
  return keys
}
