import { setTimeout as sleep } from 'node:timers/promises'
import type { Acquainted, Calls } from './overHttp.ts'
import type { Person } from './people.ts'

const send = (calls: Calls, { me, group }: Acquainted, message: string) =>
  calls(me, 'POST', '/messages', { message, message_group_uuid: group })

const patienceMs = 60_000

/** From the answer of a send to the other's inbox showing it, one after the other. */
export const inboxLags = async (calls: Calls, pairs: Acquainted[]): Promise<number[]> => {
  const lags: number[] = []
  for (const [round, pair] of pairs.entries()) {
    const message = `round ${round}`
    await send(calls, pair, message)
    const sentAt = performance.now()
    for (let shown = ''; shown !== message; ) {
      if (performance.now() - sentAt > patienceMs) throw new Error(`not in the inbox: ${message}`)
      shown = (await calls(pair.other, 'GET', '/message_groups?limit=1'))[0]?.message
    }
    lags.push(performance.now() - sentAt)
  }
  return lags
}

const open = async (sockets: string, { token }: Person) => {
  const heardAt = new Map<string, number>()
  const socket = new WebSocket(sockets, ['cruddur.v1', token])
  await new Promise((resolve, reject) => Object.assign(socket, { onopen: resolve, onerror: reject }))
  socket.onmessage = ({ data }) => {
    const frame = JSON.parse(String(data)) as { type: string; message: { uuid: string } }
    if (frame.type === 'message') heardAt.set(frame.message.uuid, performance.now())
  }
  return { heardAt, close: () => socket.close() }
}

/** From the answer of a send to the frame in the other's socket. What is not heard in time has no end. */
export const socketLags = async (calls: Calls, sockets: string, pairs: Acquainted[]): Promise<number[]> => {
  const lags: number[] = []
  for (const pair of pairs) {
    const { heardAt, close } = await open(sockets, pair.other)
    const { uuid } = await send(calls, pair, 'to be heard')
    const sentAt = performance.now()
    while (!heardAt.has(uuid) && performance.now() - sentAt < patienceMs) await sleep(1)
    // A frame may be there before the answer of the send: then nobody has waited for it.
    lags.push(Math.max(0, (heardAt.get(uuid) ?? Number.POSITIVE_INFINITY) - sentAt))
    close()
  }
  return lags
}
