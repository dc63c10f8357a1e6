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

/** A socket, as a client has it. */
export type Socket = {
  frames: Frame[]
  /** Waits for a frame that has all of this. */
  receives: (part: object) => Promise<Frame>
  says: (content: object | string) => Promise<void>
  isClosed: () => boolean
  /** The client goes. */
  close: () => Promise<void>
  /** The line is cut: the client sees it, and the server, where that can be had, is not told. */
  drop: () => Promise<void>
  /** The name that the server knows it by; a client does not know its own. */
  connectionId?: string
}

/** A socket that is not opened says which status it was refused with, where that can be known. */
export class Refused extends Error {
  readonly status: number | undefined
  constructor(status?: number) {
    super(`refused with ${status}`)
    this.status = status
  }
}

const socketOf = (rest: Pick<Socket, 'says' | 'close' | 'drop' | 'isClosed'> & { connectionId?: string }) => {
  const frames: Frame[] = []
  return {
    take: (text: string) => frames.push(frameSchema.parse(JSON.parse(text))), // nothing is said that is not described
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
      says: async (content) => ws.send(typeof content === 'string' ? content : JSON.stringify(content)),
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

/** A function, as if it were called by name. By its own clock it takes no time. */
export const handlerOf = async (name: string) => {
  const { handler } = await import(`../../src/handlers/${name}.ts`)
  return (...args: unknown[]) => at(Date.now(), () => actingAs(name, () => handler(...args)))
}
const context = () => ({ awsRequestId: randomUUID() }) as Context

/** As API Gateway goes about it: the authorizer, $connect, frames, $disconnect. */
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
    const ofEvent = { ...requestContext, eventType, requestId: randomUUID() }
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
    says: async (content) => {
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

/** Somebody opens a socket, in process or at the stack. */
export const opens = ({ token }: Caller, subprotocols = ['cruddur.v1', token]): Promise<Socket> =>
  (process.env.E2E_API_URL ? overTheWire : inProcess)(subprotocols)

/** What sockets need beside an engine: a gateway, and somebody who hands new messages to pushMessage. */
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
          rules: rulesOf('pushMessage'),
          invoke: (records: DynamoDBRecord[]) => pushMessage({ Records: records }),
        },
      ],
    })
    endWith(gateway.end)
    endWith(stop)
  })
}
