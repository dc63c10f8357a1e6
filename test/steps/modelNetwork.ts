import type { Frame } from '../../src/domain/viewSchemas.ts'
import { answer, type ModelRequest, type ModelResponse } from './modelRoutes.ts'
import { createModelServer, type Person } from './modelServer.ts'
import type { VirtualTime } from './virtualTime.ts'

/*
 * The network between clients and the model of the server, in virtual time. A test decides what goes wrong.
 */

/** What goes wrong with a request. */
export type Fault =
  /** The request does not reach the server. */
  | 'unreachable'
  /** The server handles it, and the response never arrives. */
  | 'lost'
  /** The server or something before it refuses it, and does nothing. */
  | { status: number; code: string; retryAfterSeconds?: number }
  /** The response is so late. */
  | { lateMs: number }

/** A request as a client made it. `name` is its method, path and query. */
export type SentRequest = ModelRequest & { name: string; token: string | undefined; at: number }

/** The delays after which a frame arrives: none if it is lost, two if it arrives twice. */
export type FrameDelays = (frame: Frame, recipient: Person) => number[]

type Connection = { person: Person; deliver: (frame: Frame) => void; isAway: boolean }

type Settings = {
  latencyMs: () => number
  frameDelaysMs: FrameDelays
  /** How late the function of the table's stream is. */
  streamLagMs: () => number
  pageSize: number
  tokenLifetimeMs: number
}

type Rule = { matches: RegExp; fault: Fault; left: number; isFor: (request: SentRequest) => boolean }

const base64url = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')

const claimsIn = (token: string): { sub?: string; exp?: number } => {
  try {
    return JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString())
  } catch {
    return {}
  }
}

export const createModelNetwork = (time: VirtualTime, given: Partial<Settings> = {}) => {
  const settings: Settings = {
    latencyMs: () => 20,
    frameDelaysMs: () => [10],
    streamLagMs: () => 100,
    pageSize: 100,
    tokenLifetimeMs: 60 * 60_000,
    ...given,
  }
  const connections = new Set<Connection>()
  const requests: SentRequest[] = []
  const actions: { action: string; handle: string }[] = []
  const rules: Rule[] = []
  const revoked = new Set<string>()
  let serverAheadMs = 0
  let tokens = 0
  let areSocketsRefused = false
  let areSocketsHeld = false

  const serverNow = () => time.now() + serverAheadMs

  const server = createModelServer({
    now: serverNow,
    later: (work) => time.setTimeout(work, settings.streamLagMs()),
    push: (userUuids, frame) => {
      for (const { person, deliver } of [...connections].filter((one) => userUuids.includes(one.person.uuid)))
        for (const delayMs of settings.frameDelaysMs(frame, person))
          time.setTimeout(() => deliver(frame), delayMs)
    },
  })

  /** Whose valid token it is. */
  const userOf = (token: string | undefined): Person | undefined => {
    const { sub, exp = 0 } = claimsIn(token ?? '')
    const isValid = token && !revoked.has(token) && exp * 1000 > serverNow()
    return isValid ? server.people.find(({ cognitoUserId }) => cognitoUserId === sub) : undefined
  }

  const takeFault = (request: SentRequest): Fault | undefined => {
    const rule = rules.find(
      ({ left, matches, isFor }) => left > 0 && matches.test(request.name) && isFor(request),
    )
    if (rule) rule.left -= 1
    return rule?.fault
  }

  return {
    time,
    server,
    serverNow,
    settings,
    requests,
    /** What clients have sent by their sockets. */
    actions,

    /** Sets how far the server's clock is ahead of the time of the test. */
    setServerAhead: (ms: number) => {
      serverAheadMs = ms
    },

    /** An access token with these claims, as Cognito issues it. */
    issueToken: ({ cognitoUserId: sub }: Person): string => {
      tokens += 1
      const iat = Math.floor(serverNow() / 1000)
      const claims = {
        sub,
        iat,
        exp: iat + settings.tokenLifetimeMs / 1000,
        jti: tokens,
        token_use: 'access',
      }
      return `${base64url({ alg: 'RS256' })}.${base64url(claims)}.${base64url('signature')}`
    },

    revokeToken: (token: string) => {
      revoked.add(token)
    },

    /** The next requests whose name matches have this fault. Returns a function that ends it. */
    fail: (matches: RegExp, fault: Fault, times = 1, isFor: Rule['isFor'] = () => true) => {
      const rule = { matches, fault, left: times, isFor }
      rules.push(rule)
      return () => {
        rule.left = 0
      }
    },

    clearFaults: () => {
      rules.length = 0
    },

    /** No socket can be opened: a firewall, for example. */
    refuseSockets: (areRefused: boolean) => {
      areSocketsRefused = areRefused
    },

    /** No socket opens until they are no longer held. */
    holdSockets: (areHeld: boolean) => {
      areSocketsHeld = areHeld
    },
    /** Of each open connection, whether its client has told that nobody looks. */
    areAway: () => [...connections].map(({ isAway }) => isAway),

    areSocketsHeld: () => areSocketsHeld,

    /** Handles a request that has reached the server, or what is before it. */
    handle: (request: SentRequest): { response: ModelResponse; fault: Fault | undefined } => {
      requests.push(request)
      const fault = takeFault(request)
      if (fault === 'unreachable') return { response: { status: 0, body: undefined }, fault }
      if (typeof fault === 'object' && 'status' in fault) {
        const { status, code, ...rest } = fault
        return { response: { status, body: [code], ...rest }, fault }
      }
      const context = { server, now: serverNow(), pageSize: settings.pageSize, user: userOf(request.token) }
      return { response: answer(request, context), fault }
    },

    /** Handles a file that has reached the storage, or what is before it. A status of 0: there is no response. */
    handleUpload: (uuid: string, bytes: number): { status: number; lateMs: number } => {
      const sent = { method: 'UPLOAD', path: uuid, query: {}, key: undefined, body: undefined }
      const request = { ...sent, name: 'UPLOAD', token: undefined, at: time.now() }
      requests.push(request)
      const fault = takeFault(request)
      if (fault === 'unreachable') return { status: 0, lateMs: 1000 }
      if (typeof fault === 'object' && 'status' in fault) return { status: fault.status, lateMs: 0 }
      const status = server.receiveUpload(uuid, bytes)
      if (fault === 'lost') return { status: 0, lateMs: 1000 }
      return { status, lateMs: fault?.lateMs ?? 0 }
    },

    /** Opens a connection for this token. Undefined if it is refused. */
    connect: (token: string | undefined, deliver: (frame: Frame) => void) => {
      const person = userOf(token)
      if (!person || areSocketsRefused) return undefined
      const connection = { person, deliver, isAway: false }
      connections.add(connection)
      return {
        receive: (text: string) => {
          const { action, message_group_uuid: groupUuid, is_away } = JSON.parse(text)
          actions.push({ action, handle: person.handle })
          if (is_away !== undefined) connection.isAway = is_away
          if (action === 'typing') server.typing(person, groupUuid)
          if (action !== 'ping') return
          const pong = { type: 'pong' } as const
          for (const ms of settings.frameDelaysMs(pong, person)) time.setTimeout(() => deliver(pong), ms)
        },
        close: () => connections.delete(connection),
      }
    },
  }
}

export type ModelNetwork = ReturnType<typeof createModelNetwork>
