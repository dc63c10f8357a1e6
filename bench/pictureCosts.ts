import { v7 as uuidv7 } from 'uuid'
import { sendInProcess } from '../test/steps/inProcess.ts'
import { works } from '../test/steps/workQueue.ts'
import { type Call, recordCalls } from './awsCalls.ts'
import { dollarsOf, sumOf } from './capacity.ts'
import { demoPicture } from './demoPicture.ts'
import { rowsOnAPage } from './design.ts'
import { createPersonWithConversations } from './ours.ts'
import { bodyOf, headersOf, type Person, request, sendMessage } from './people.ts'
import { roundTrips } from './spans.ts'
import { deliverStream } from './stream.ts'
import type { Table } from './table.ts'

/** What a request, a job or a browser uses. */
type Use = { what: string; calls: Call[] }

export type Chat = { me: Person; other: Person; group: string }

export const createChat = async (text: string): Promise<Chat> => {
  const { me, others, groups } = await createPersonWithConversations(1, text)
  const [other, group] = [others[0] as Person, groups[0] as string]
  for (const person of [me, other]) bodyOf(await request(person, 'GET', '/users/me'))
  return { me, other, group }
}

type Announced = { uuid: string; upload: { url: string; fields: Record<string, string> } }

const announce = async ({ me, group }: Chat): Promise<Announced> => {
  const { content, ...declared } = demoPicture
  return bodyOf(await request(me, 'POST', '/attachments', { message_group_uuid: group, ...declared }))
}

/** As a browser does. */
const upload = async ({ upload: { url, fields } }: Announced) => {
  const form = new FormData()
  for (const [name, value] of Object.entries(fields)) form.append(name, value)
  form.append('file', new Blob([demoPicture.content]))
  const { status } = await fetch(url, { method: 'POST', body: form })
  if (status !== 204) throw new Error(`The bucket answered ${status}`)
}

export const uploadPictures = async (chat: Chat, count: number): Promise<string[]> => {
  const uuids: string[] = []
  for (let index = 0; index < count; index += 1) {
    const announced = await announce(chat)
    await upload(announced)
    uuids.push(announced.uuid)
  }
  return uuids
}

export const sendPictures = async ({ me, group }: Chat, uuids: string[]) => {
  const attachments = uuids.map((uuid) => ({ uuid, alt: 'A drawing of a table with four seats' }))
  return bodyOf(
    await sendInProcess('POST', '/api/messages', {
      headers: { ...headersOf(me), 'idempotency-key': uuidv7() },
      body: JSON.stringify({ message_group_uuid: group, attachments }),
    }),
  )
}

const use = async (what: string, work: () => Promise<unknown>): Promise<Use> => ({
  what,
  calls: (await recordCalls(work)).calls,
})

const picturesOf = (count: number) => (count === 1 ? '1 picture' : `${count} pictures`)

const measureSending = async (chat: Chat, count: number): Promise<Use[]> => {
  const uuids = await uploadPictures(chat, count)
  const send = await use(`send ${picturesOf(count)}`, () => sendPictures(chat, uuids))
  const sweep = await use('– the job that tidies up', () => works({ uuid: chat.group }))
  return [send, sweep]
}

const measureDeletion = async (chat: Chat, count: number): Promise<Use[]> => {
  const { uuid } = await sendPictures(chat, await uploadPictures(chat, count))
  await works({ uuid: chat.group })
  await deliverStream()
  const remove = () => request(chat.me, 'DELETE', `/messages/${chat.group}/${uuid}`).then(bodyOf)
  const deletion = await use(`delete a message with ${picturesOf(count)}`, remove)
  await deliverStream() // queues the job
  const job = await use('– the job that deletes the files', () => works({ uuid: chat.group }))
  return [deletion, job]
}

const measurePage = async (text: string, count: number): Promise<Use> => {
  const chat = await createChat(text)
  for (let index = 0; index < rowsOnAPage; index += 1) {
    if (count === 0) await sendMessage(chat.me, { group: chat.group }, text)
    else await sendPictures(chat, await uploadPictures(chat, count))
  }
  const read = () => request(chat.other, 'GET', `/messages/${chat.group}`).then(bodyOf)
  return use(`a page of 20 messages with ${count === 0 ? 'a text' : picturesOf(count)}`, read)
}

const measureAll = async (text: string): Promise<Use[]> => {
  const chat = await createChat(text)
  const [known = ''] = await uploadPictures(chat, 1)
  await sendPictures(chat, [known])
  await works({ uuid: chat.group })
  const announced: Announced[] = []
  return [
    await use('send a text, for comparison', () => sendMessage(chat.me, { group: chat.group }, text)),
    await use('announce a picture', async () => announced.push(await announce(chat))),
    await use('– its upload, by the browser', () => upload(announced[0] as Announced)),
    ...(await measureSending(chat, 1)),
    ...(await measureSending(chat, 10)),
    await use('renew the URL of a picture', () =>
      request(chat.other, 'GET', `/attachments/${known}`).then(bodyOf),
    ),
    await measurePage(text, 0),
    await measurePage(text, 1),
    await measurePage(text, 10),
    ...(await measureDeletion(chat, 1)),
    ...(await measureDeletion(chat, 10)),
  ]
}

const dollarsPerMillion = {
  /** POST, PUT (a copy, too) and LIST. */
  write: 5,
  get: 0.4,
  /** A message is sent, received and deleted. */
  queueMessage: 3 * 0.4,
}

export const usedBy = (calls: Call[]) => {
  const count = (pattern: RegExp) => calls.filter(({ command }) => pattern.test(command)).length
  const [writes, gets] = [count(/^bucket (POST|PUT|LIST)/), count(/^bucket GET/)]
  const queued = count(/^queue/)
  const capacity = sumOf(calls)
  const dollars =
    dollarsOf(capacity) +
    writes * dollarsPerMillion.write +
    gets * dollarsPerMillion.get +
    queued * dollarsPerMillion.queueMessage
  return { ...capacity, writes, gets, deletes: count(/^bucket DELETE/), queued, dollars }
}

/** The units, requests and round trips of everything that is done with pictures. */
export const measurePictureCosts = async (text: string): Promise<Table> => ({
  title: 'What is done with pictures, with texts of 170 bytes',
  columns: [
    { heading: 'what' },
    { heading: 'WCU', digits: 1 },
    { heading: 'RCU', digits: 1 },
    { heading: 'S3 POST, PUT, LIST', digits: 0 },
    { heading: 'GET', digits: 0 },
    { heading: 'DELETE', digits: 0 },
    { heading: 'queue messages', digits: 0 },
    { heading: 'round trips', digits: 0 },
    { heading: '$ a million', digits: 2 },
  ],
  rows: (await measureAll(text)).map(({ what, calls }) => {
    const { wcu, rcu, writes, gets, deletes, queued, dollars } = usedBy(calls)
    return [what, wcu, rcu, writes, gets, deletes, queued, roundTrips(calls), dollars]
  }),
  notes: [
    'In a warm process. $5 a million POST, PUT (a copy is one) and LIST, $0.40 a million GET, DELETE is free, $1.20 a million messages of the queue, each of which is sent, received and deleted. Storage and transfer are not included.',
  ],
})
