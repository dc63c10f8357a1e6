import { randomBytes, randomUUID } from 'node:crypto'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, expect } from '@jest/globals'
import type { APIGatewayRequestAuthorizerEvent, Context, DynamoDBRecord } from 'aws-lambda'
import { startStreams } from '../../local/streams.ts'
import { type Frame, frameSchema } from '../../src/domain/viewSchemas.ts'
import { at } from './clock.ts'
import { type Gateway, startGateway } from './gateway.ts'
import { endWith } from './given.ts'
import { eventually } from './processes.ts'
import { actingAs } from './recorder.ts'
import { rulesOf } from './stream.ts'

type Caller = { token: string }

/** A client's socket. */
export type Socket = {
  frames: Frame[]
  /** Waits for a frame with these properties. */
  receives: (part: object) => Promise<Frame>
  sends: (content: object | string) => Promise<void>
  isClosed: () => boolean
  /** The client closes the socket. */
  close: () => Promise<void>
  /** The connection is lost: the client notices, and in process the server does not. */
  drop: () => Promise<void>
  /** The connection id, which clients do not know. */
  connectionId?: string
}

/** Waits until a socket has received everything that was sent to it before. */
export const hasReceivedAll = async (socket: Socket) => {
  const countPongs = async () => socket.frames.filter(({ type }) => type === 'pong').length
  const before = await countPongs()
  await socket.sends({ action: 'ping' })
  await eventually(countPongs, (count) => count > before)
}

/** A refused socket, with the status of the refusal if it is known. */
export class Refused extends Error {
  readonly status: number | undefined
  constructor(status?: number) {
    super(`refused with ${status}`)
    this.status = status
  }
}

const socketOf = (
  rest: Pick<Socket, 'sends' | 'close' | 'drop' | 'isClosed'> & { connectionId?: string },
) => {
  const frames: Frame[] = []
  return {
    take: (text: string) => frames.push(frameSchema.parse(JSON.parse(text))), // every frame must match the schema
    socket: {
      frames,
      receives: async (part: object) => {
        const hasAll = (frame: Frame) => expect.objectContaining(part).asymmetricMatch(frame)
        const found = await eventually(async () => frames.find(hasAll), Boolean)
        return found as Frame
      },
      ...rest,
    } satisfies Socket,
  }
}

const overTheWire = (subprotocols: string[]) =>
  new Promise<Socket>((resolve, reject) => {
    const ws = new WebSocket(`ws://127.0.0.1:${process.env.LOCAL_WEBSOCKET_PORT}`, subprotocols)
    const { socket, take } = socketOf({
      sends: async (content) => ws.send(typeof content === 'string' ? content : JSON.stringify(content)),
      isClosed: () => ws.readyState >= WebSocket.CLOSING,
      close: async () => ws.close(),
      drop: async () => ws.close(),
    })
    ws.onmessage = ({ data }) => take(String(data))
    ws.onopen = () => {
      expect(ws.protocol).toBe('cruddur.v1')
      resolve(socket)
    }
    ws.onclose = () => reject(new Refused())
  })

let gateway: Gateway

/** The gateway of this test file, which can be made to fail. In the e2e suite it is the stack's own. */
export const theGateway = () => gateway

/** Calls a function by name, with a stopped clock. */
export const handlerOf = async (name: string) => {
  const { handler } = await import(`../../src/handlers/${name}.ts`)
  return (...args: unknown[]) => at(Date.now(), () => actingAs(name, () => handler(...args)))
}
const context = () => ({ awsRequestId: randomUUID() }) as Context

/** Does what API Gateway does: authorizer, $connect, frames, $disconnect. */
const inProcess = async (subprotocols: string[]): Promise<Socket> => {
  const headers = { 'Sec-WebSocket-Protocol': subprotocols.join(', ') }
  const request = { type: 'REQUEST', methodArn: 'arn:aws:execute-api:eu:1:api/test/$connect', headers }
  const authorize = await handlerOf('authorizeSocket')
  const policy = await authorize(request as unknown as APIGatewayRequestAuthorizerEvent, context())
  if (policy.policyDocument.Statement[0].Effect !== 'Allow') throw new Refused(403)

  const requestContext = {
    authorizer: { principalId: policy.principalId, ...policy.context },
    connectionId: `${randomBytes(11).toString('base64')}`,
    connectedAt: Date.now(),
  }
  const tells = async (name: string, eventType: string, more: object = {}) => {
    const handler = await handlerOf(name)
    const ofEvent = { ...requestContext, eventType, requestId: randomUUID(), requestTimeEpoch: Date.now() }
    return handler({ requestContext: ofEvent, isBase64Encoded: false, ...more }, context())
  }

  let isClosed = false
  const end = async () => {
    isClosed = true
    await tells('disconnect', 'DISCONNECT')
  }
  const { connectionId } = requestContext
  const { socket, take } = socketOf({
    connectionId,
    isClosed: () => isClosed,
    sends: async (content) => {
      const body = typeof content === 'string' ? content : JSON.stringify(content)
      expect(await tells('receive', 'MESSAGE', { body })).toEqual({ statusCode: 200 })
    },
    close: async () => {
      gateway.lose(connectionId)
      await end()
    },
    drop: async () => {
      gateway.lose(connectionId)
      isClosed = true
    },
  })
  const answer = await tells('connect', 'CONNECT', { headers })
  if (answer.statusCode !== 200) throw new Refused(answer.statusCode)
  expect(answer.headers).toEqual({ 'Sec-WebSocket-Protocol': 'cruddur.v1' })
  gateway.open(connectionId, { take, end })
  return socket
}

/** Opens a socket, in process or to the stack. */
export const opens = ({ token }: Caller, subprotocols = ['cruddur.v1', token]): Promise<Socket> =>
  (process.env.E2E_API_URL ? overTheWire : inProcess)(subprotocols)

/** Starts what sockets need beside an engine: a gateway, and a stream reader that invokes pushMessage. */
export const live = () => {
  if (process.env.E2E_API_URL) return
  beforeAll(async () => {
    gateway = await startGateway()
    const pushMessage = await handlerOf('pushMessage')
    const { stop } = await startStreams({
      endpoint: process.env.AWS_ENDPOINT_URL_DYNAMODB ?? '',
      tableName: process.env.TABLE_NAME ?? '',
      folder: mkdtempSync(join(tmpdir(), 'cruddur-streams-')),
      consumers: [
        {
          name: 'pushMessage',
          mapping: rulesOf('pushMessage'),
          invoke: (records: DynamoDBRecord[]) => pushMessage({ Records: records }),
        },
      ],
    })
    endWith(gateway.end)
    endWith(stop)
  })
}
