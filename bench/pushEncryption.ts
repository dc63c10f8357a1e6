import { v7 as uuidv7 } from 'uuid'
import webPush from 'web-push'
import { medianOf } from './percentiles.ts'
import { createSubscription } from './pushBrowser.ts'
import type { Table } from './table.ts'

const rounds = 300

const cpuMs = (work: () => unknown): number => {
  const before = process.cpuUsage()
  work()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1000
}

const { publicKey, privateKey } = webPush.generateVAPIDKeys()
const { AES_128_GCM } = webPush.supportedContentEncodings

/** As src/webPush.ts does. */
const encrypt = (payload: string) => {
  const { endpoint, keys } = createSubscription('https://push.example').body
  let bytes = 0
  const ms = cpuMs(() => {
    bytes = webPush.encrypt(keys.p256dh, keys.auth, payload, AES_128_GCM).cipherText.length
    const contact = 'mailto:nobody@cruddur.example'
    webPush.getVapidHeaders(new URL(endpoint).origin, contact, publicKey, privateKey, AES_128_GCM)
  })
  return { ms, bytes }
}

const payloadWith = (message: string) =>
  JSON.stringify({
    type: 'message',
    message_group_uuid: uuidv7(),
    message: {
      uuid: uuidv7(),
      created_at: new Date().toISOString(),
      user_uuid: uuidv7(),
      user_display_name: 'Ada Harrison',
      message,
    },
  })

const texts = { '170 bytes': 'a'.repeat(170), '200 characters of 3 bytes': '€'.repeat(200) }

/** The CPU time of encrypting and signing one push. */
export const measureEncryption = (): Table => ({
  title: 'Encrypting and signing one push',
  columns: [
    { heading: 'text' },
    { heading: 'CPU ms', digits: 2 },
    { heading: 'payload, bytes', digits: 0 },
    { heading: 'encrypted', digits: 0 },
  ],
  rows: Object.entries(texts).map(([name, text]) => {
    const payload = payloadWith(text)
    const all = Array.from({ length: rounds }, () => encrypt(payload))
    return [name, medianOf(all.map(({ ms }) => ms)), Buffer.byteLength(payload), all[0]?.bytes ?? null]
  }),
  notes: [
    `Medians of ${rounds} browsers each, in a warm process. A push service has to accept 4,096 encrypted bytes.`,
  ],
})
