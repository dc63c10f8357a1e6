import type { SdkRequest, SdkResponse } from './code.ts'
import type { Mutation } from './defects.ts'
import type { Engine } from './engine.ts'
import type { Client } from './facts.ts'
import { type Footprint, footprintOf, footprintOfSocket } from './footprint.ts'
import type { Json } from './scenario.ts'

/* The calls that the SDK makes: what they read and write, and what they do when the scheduler lets them. */

export type Call = { footprint: Footprint; isWrite: boolean; send: () => Promise<SdkResponse> }
export type Service = 'table' | 'sockets'

export const keyOf = ({ pk, sk }: Json): string => `${pk.S} ${sk.S}`

export const ok = (body: object = {}): SdkResponse => ({
  statusCode: 200,
  headers: {},
  body: Buffer.from(JSON.stringify(body)),
})

const textOf = ({ body = '' }: { body?: SdkRequest['body'] }): string =>
  typeof body === 'string' ? body : new TextDecoder().decode(body)

type Options = {
  engine: Engine
  /** Changes a command of the table. */
  mutate: Mutation
  sockets: Map<string, Client>
  onWrite: (key: string, after: Json | undefined) => void
}

export const createCalls = ({ engine, mutate, sockets, onWrite }: Options) => {
  const noteWrites = async (operation: string, input: Json, answer: Json) => {
    if (operation === 'PutItem') onWrite(keyOf(input.Item), input.Item)
    if (operation === 'UpdateItem') onWrite(keyOf(input.Key), answer.Attributes)
    if (operation === 'DeleteItem') onWrite(keyOf(input.Key), undefined)
    for (const { Put, Update, Delete } of (input.TransactItems as Json[]) ?? []) {
      if (Put) onWrite(keyOf(Put.Item), Put.Item)
      if (Delete) onWrite(keyOf(Delete.Key), undefined)
      if (Update) {
        const { Item } = await engine.ask('GetItem', { TableName: engine.tableName, Key: Update.Key })
        onWrite(keyOf(Update.Key), Item)
      }
    }
  }

  const tableCall = (operation: string, input: Json): Call => {
    const footprint = footprintOf(operation, input)
    const send = async () => {
      if (operation === 'UpdateItem' && !input.ReturnValues) input.ReturnValues = 'ALL_NEW'
      const { status, body } = await engine.send(`DynamoDB_20120810.${operation}`, JSON.stringify(input))
      if (status === 200) await noteWrites(operation, input, JSON.parse(body.toString()))
      return { statusCode: status, headers: {}, body }
    }
    return { footprint, isWrite: footprint.writes.length > 0, send }
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
    if (frame.type === 'message' && frame.message_group_uuid === client.group)
      client.held.add(frame.message.uuid)
    return ok()
  }

  /** The calls that a request of the SDK makes. More than one only for a transaction that a defect splits. */
  return (service: Service, request: SdkRequest): Call[] => {
    if (service === 'table') return toTable(request)
    const id = decodeURIComponent(request.path.split('/').at(-1) ?? '')
    return [{ footprint: footprintOfSocket(id), isWrite: false, send: async () => sendToSocket(id, request) }]
  }
}
