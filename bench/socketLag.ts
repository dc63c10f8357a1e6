// From the 200 of a send to the frame in the other's socket, on a local stack that is up: npm run bench:socket
import { setTimeout as sleep } from 'node:timers/promises'
import { readSettings } from '../local/settings.ts'
import { signIn } from '../local/signIn.ts'
import { percentiles } from './percentiles.ts'

const count = 300
const warmUp = 20
const perSecond = 10

const { host, httpPort, websocketPort, cognitoPort } = readSettings()
// Several write: one alone would soon be told that it is too much.
const [other = '', ...writers] = await Promise.all(
  ['nadia', 'andrewbrown', 'londo'].map(
    async (handle) => (await signIn(handle, `http://${host}:${cognitoPort}`)).AccessToken,
  ),
)

const sentAt = new Map<string, number>()
const heardAt = new Map<string, number>()

const socket = new WebSocket(`ws://${host}:${websocketPort}`, ['cruddur.v1', other])
await new Promise((resolve, reject) => Object.assign(socket, { onopen: resolve, onerror: reject }))
socket.onmessage = ({ data }) => {
  const frame = JSON.parse(String(data)) as { type: string; message: { uuid: string } }
  if (frame.type === 'message') heardAt.set(frame.message.uuid, performance.now())
}

const send = async (number: number) => {
  const response = await fetch(`http://${host}:${httpPort}/api/messages`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${writers[Math.abs(number) % writers.length]}`,
      'content-type': 'application/json',
    },
    body: JSON.stringify({ message: `number ${number}`, handle: 'nadia' }),
  })
  if (response.status !== 200) throw new Error(`${response.status} ${await response.text()}`)
  const { uuid } = (await response.json()) as { uuid: string }
  if (number >= 0) sentAt.set(uuid, performance.now())
}

const isHeard = async (count: number) => {
  for (const until = performance.now() + 20_000; heardAt.size < count && performance.now() < until; )
    await sleep(20)
}

// One after the other, until every function is awake.
for (let number = -warmUp; number < 0; number += 1) {
  await send(number)
  await isHeard(warmUp + number + 1)
}
const sends: Promise<void>[] = []
for (let number = 0; number < count; number += 1) {
  sends.push(send(number))
  await sleep(1000 / perSecond)
}
await Promise.all(sends)
await isHeard(warmUp + count)

const missing = [...sentAt.keys()].filter((uuid) => !heardAt.has(uuid)).length
// A frame may be there before the answer of the send: then nobody has waited for it.
const lags = [...sentAt].flatMap(([uuid, at]) => {
  const heard = heardAt.get(uuid)
  return heard === undefined ? [] : [Math.max(0, heard - at)]
})
process.stdout.write(
  `${count} messages, ${perSecond} a second, ms from the 200 to the other's socket: ${percentiles(lags)}; missing ${missing}\n`,
)
socket.close()
