import { type Bucket, footprintOfFiles } from './bucket.ts'
import type { SdkRequest, SdkResponse, Service } from './code.ts'
import type { Client, Job } from './facts.ts'
import {
  batchOf,
  type Footprint,
  footprintOf,
  footprintOfJob,
  footprintOfSocket,
  withClock,
} from './footprint.ts'
import type { Mutation } from './mutations.ts'
import { footprintOfPush } from './pushService.ts'
import type { Json } from './scenario.ts'
import type { Table } from './table.ts'
import { hold } from './versions.ts'

/* The calls that the SDK makes: what they read and write, and what they do when the scheduler lets them. */

export type Call = {
  /** What it asks for. Calls that an actor makes at once are numbered in this order. */
  text: string
  footprint: Footprint
  isWrite: boolean
  /** How many recent writes it can miss, one at a time: more than none only for an eventually consistent read. */
  missable: () => number
  /** Answers instead of sending, as a service that refuses the call. */
  refuse?: () => SdkResponse
  send: (missed?: number) => Promise<SdkResponse>
}

export const ok = (body: object = {}): SdkResponse => ({
  statusCode: 200,
  headers: {},
  body: Buffer.from(JSON.stringify(body)),
})

/** A call that is no command of the table. */
export const otherCall = (text: string, footprint: Footprint, send: () => SdkResponse): Call => ({
  text,
  footprint,
  isWrite: false,
  missable: () => 0,
  send: async () => send(),
})

const textOf = ({ body = '' }: { body?: SdkRequest['body'] }): string =>
  typeof body === 'string' ? body : new TextDecoder().decode(body)

type Options = {
  table: Table
  /** Changes a command of the table. */
  mutate: Mutation
  sockets: Map<string, Client>
  onStaleRead: () => void
  onFrame: (client: Client, frame: Json) => void
  onJob: (job: Job, by: string) => void
  onPush: (url: string, text: string, by: string) => SdkResponse
  /** Returns whether there was such an account. */
  onAccountDeletion: (cognitoUserId: string) => boolean
  bucket: Bucket
  onRefusal: () => void
}

const canBeStale = (operation: string, input: Json) =>
  ['GetItem', 'BatchGetItem', 'Query', 'Scan'].includes(operation) &&
  !(operation === 'BatchGetItem' ? batchOf(input) : input).ConsistentRead

export const createCalls = (options: Options) => {
  const { table, mutate, sockets, bucket, onStaleRead, onFrame, onJob, onPush, onRefusal } = options
  const tableCall = (operation: string, { ClientRequestToken: token, ...input }: Json): Call => {
    const touched = footprintOf(operation, input)
    const isEventual = canBeStale(operation, input)
    // What it can miss depends on the time.
    const footprint = isEventual ? withClock(touched) : touched
    return {
      text: `${operation} ${JSON.stringify(input)}`,
      footprint,
      isWrite: footprint.writes.length > 0,
      missable: () => (isEventual ? table.missable(footprint).length : 0),
      send: (missed) => {
        if (missed === undefined) return table.send(operation, input, footprint, { token })
        onStaleRead()
        return table.send(operation, input, footprint, { token, missed: table.missable(footprint)[missed] })
      },
    }
  }

  const toTable = (request: SdkRequest): Call[] => {
    const operation = (request.headers['x-amz-target'] ?? '').split('.')[1] ?? ''
    const input = JSON.parse(textOf(request))
    const mutation = mutate(operation, input)
    if (mutation && 'split' in mutation)
      return input.TransactItems.map((item: Json) => tableCall(operation, { TransactItems: [item] }))
    const call = tableCall(operation, input)
    if (mutation && 'answer' in mutation) return [{ ...call, send: async () => ok(mutation.answer) }]
    return [call]
  }

  const sendToSocket = (id: string, request: SdkRequest): SdkResponse => {
    const client = sockets.get(id)
    if (!client) return { ...ok(), statusCode: 410 }
    if (request.method === 'DELETE') {
      sockets.delete(id)
      return ok()
    }
    const frame = JSON.parse(textOf(request))
    onFrame(client, frame)
    if (['message', 'changed'].includes(frame.type) && frame.message_group_uuid === client.group)
      hold(client, [frame.message])
    return ok()
  }

  const refuse = (): SdkResponse => {
    onRefusal()
    return { ...ok(), statusCode: 403 }
  }

  const toQueue = (body: string, delayMs: number, by: string): Call => ({
    ...otherCall(`job ${body}`, footprintOfJob, () => {
      onJob({ body, delayMs }, by)
      return ok()
    }),
    refuse,
  })

  const toBucket = (request: SdkRequest): Call => ({
    ...otherCall(
      `${request.method} ${request.path} ${request.headers['x-amz-copy-source'] ?? ''}`,
      footprintOfFiles(request),
      () => bucket.answer(request),
    ),
    isWrite: request.method !== 'GET',
    refuse,
  })

  const toPushService = (url: string, text: string, by: string): Call => ({
    ...otherCall(`push ${url} ${text}`, footprintOfPush(url), () => onPush(url, text, by)),
    isWrite: true,
  })

  const toUserPool = (id: string): Call => ({
    ...otherCall(
      `delete account ${id}`,
      { reads: [], writes: [{ pk: 'user pool', from: id, to: id }] },
      () => (options.onAccountDeletion(id) ? ok() : { ...ok(), statusCode: 404 }),
    ),
    isWrite: true,
    refuse,
  })

  /** The calls that a request of the SDK makes. More than one only for a transaction that a defect splits. */
  return (by: string, service: Service, request: SdkRequest): Call[] => {
    if (service === 'table') return toTable(request)
    if (service === 'queue') return [toQueue(textOf(request), Number(request.headers.delay) * 1000, by)]
    if (service === 'bucket') return [toBucket(request)]
    if (service === 'pushService') return [toPushService(request.path, textOf(request), by)]
    if (service === 'userPool') return [toUserPool(request.path)]
    const id = decodeURIComponent(request.path.split('/').at(-1) ?? '')
    const text = `${request.method} ${id} ${textOf(request)}`
    return [otherCall(text, footprintOfSocket(id), () => sendToSocket(id, request))]
  }
}
