import { setTimeout as sleep } from 'node:timers/promises'
import type { AcquaintedPair, HttpClient } from './httpClient.ts'
import type { Person } from './people.ts'

const send = (calls: HttpClient, { me, group }: AcquaintedPair, message: string) =>
  calls(me, 'POST', '/messages', { message, message_group_uuid: group })

const timeoutMs = 60_000

/** Times from the response to a send until the recipient's inbox shows the message, measured one after the other. */
export const measureInboxDelays = async (calls: HttpClient, pairs: AcquaintedPair[]): Promise<number[]> => {
  const delays: number[] = []
  for (const [round, pair] of pairs.entries()) {
    const message = `round ${round}`
    await send(calls, pair, message)
    const sentAt = performance.now()
    for (let preview = ''; preview !== message; ) {
      if (performance.now() - sentAt > timeoutMs)
        throw new Error(`Not in the inbox after ${timeoutMs} ms: ${message}`)
      preview = (await calls(pair.other, 'GET', '/message_groups?limit=1'))[0]?.message
    }
    delays.push(performance.now() - sentAt)
  }
  return delays
}

const openSocket = async (sockets: string, { token }: Person) => {
  const receivedAt = new Map<string, number>()
  const socket = new WebSocket(sockets, ['cruddur.v1', token])
  await new Promise((resolve, reject) => Object.assign(socket, { onopen: resolve, onerror: reject }))
  socket.onmessage = ({ data }) => {
    const frame = JSON.parse(String(data)) as { type: string; message: { uuid: string } }
    if (frame.type === 'message') receivedAt.set(frame.message.uuid, performance.now())
  }
  return { receivedAt, close: () => socket.close() }
}

/** Times from the response to a send until the recipient's socket gets the frame; infinite for a frame that does not arrive. */
export const measureSocketDelays = async (
  calls: HttpClient,
  sockets: string,
  pairs: AcquaintedPair[],
): Promise<number[]> => {
  const delays: number[] = []
  for (const pair of pairs) {
    const { receivedAt, close } = await openSocket(sockets, pair.other)
    const { uuid } = await send(calls, pair, 'a message')
    const sentAt = performance.now()
    while (!receivedAt.has(uuid) && performance.now() - sentAt < timeoutMs) await sleep(1)
    // A frame can arrive before the response to the send.
    delays.push(Math.max(0, (receivedAt.get(uuid) ?? Number.POSITIVE_INFINITY) - sentAt))
    close()
  }
  return delays
}
