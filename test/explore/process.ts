import type { Context, DynamoDBRecord } from 'aws-lambda'
import { accountsFor } from './accounts.ts'
import { browsersFor } from './browsers.ts'
import { changesFor } from './changes.ts'
import { clientsFor } from './clients.ts'
import type { Code } from './code.ts'
import type { Client } from './facts.ts'
import type { Footprint } from './footprint.ts'
import { groupChangesFor } from './groupChanges.ts'
import { messageChangesFor } from './messageChanges.ts'
import { momentsFor } from './moments.ts'
import { operatorFor } from './operator.ts'
import { attachmentOf, picturesFor, withoutLinks } from './pictures.ts'
import type { Json } from './scenario.ts'
import type { Simulation } from './simulation.ts'

type Query = Record<string, string>
export type Page = {
  rows: Json[]
  next?: Query | undefined
  since?: Query | undefined
  isRefused?: boolean
}

export type Lambda = {
  name: string
  /** A function has been invoked, which times out after this time. A job ends by itself before that. */
  invoked: (timeoutMs: number, isJob?: boolean) => void
  isTimeUp: () => boolean
  wait: (ms: number) => Promise<void>
  /** A socket can be used only some time after $connect was answered. */
  openSocket: (id: string, client: Client) => Promise<void>
  /** Something begins or is answered, in a step of its own. */
  moment: (text: string, footprint: Footprint, note: () => void) => Promise<void>
  now: () => number
}

type Options = {
  group?: string
  user?: string
  message?: string
  subscription?: string
  query?: Record<string, string>
  body?: object
  key?: string | undefined
}
type Response = {
  status: number
  body: ReturnType<typeof JSON.parse>
  /** The query of a link. */
  queryOf: (rel: string) => Record<string, string> | undefined
}
/** Calls a function as API Gateway does. */
export type Request = (name: string, method: string, as: string, options?: Options) => Promise<Response>

/** The timeout of HTTP functions (serverless.yml). */
export const shortestTimeoutMs = 10_000
const streamTimeoutMs = 30_000
// Without getRemainingTimeInMillis: Middy would set a real timer.
const context = { awsRequestId: 'explored' } as Context
const workTimeoutMs = 60_000

const recordOf = (body: string) => ({ Records: [{ messageId: 'explored', body }] })

/** What an actor can do: call functions as API Gateway, Cognito and the stream call them, and what the operator can do. */
export const processFor = (simulation: Simulation, code: Code, lambda: Lambda) => {
  const { invoked, wait, openSocket, moment, now } = lambda
  const { facts, person, problem } = simulation
  const moments = momentsFor(simulation, moment)

  const call = async (name: string, event: Json, more = {}): Promise<Json> => {
    const handler = code.handlers[name]
    if (!handler) throw new Error(`There is no function ${name}`)
    return handler(event, { ...context, ...more })
  }

  const invoke = (name: string, event: Json, ms = shortestTimeoutMs): Promise<Json> => {
    invoked(ms)
    return call(name, event)
  }

  const request: Request = async (name, method, as, options = {}) => {
    const { group, user, message, subscription, query, body, key } = options
    const event = {
      version: '2.0',
      routeKey: `${method} /explored`,
      rawPath: '/explored',
      headers: {
        authorization: `Bearer ${person(as).token(facts.signIns[as])}`,
        ...(body ? { 'content-type': 'application/json' } : {}),
        ...(key ? { 'idempotency-key': key } : {}),
      },
      ...(query ? { queryStringParameters: query } : {}),
      pathParameters: {
        ...(group ? { message_group_uuid: group } : {}),
        ...(user ? { user_uuid: user } : {}),
        ...(message ? { message_uuid: message } : {}),
        ...(subscription ? { push_subscription_uuid: subscription } : {}),
      },
      requestContext: { requestId: 'explored', http: { method, path: '/explored' } },
      ...(body ? { body: JSON.stringify(body) } : {}),
      isBase64Encoded: false,
    }
    const { statusCode, body: text = '', headers = {} } = await invoke(name, event)
    if (statusCode >= 500 && !facts.hasRefusal) problem(`${as} is answered ${statusCode} by ${name}`)
    const queryOf = (rel: string): Record<string, string> | undefined => {
      const [, link] = new RegExp(`<[^>]*\\?([^>]*)>; rel="${rel}"`).exec(headers.link ?? '') ?? []
      return link === undefined ? undefined : Object.fromEntries(new URLSearchParams(link))
    }
    return { status: Number(statusCode), body: JSON.parse(text), queryOf }
  }

  /** Sends `as` a message: to somebody by handle, which may start the conversation, or into the conversation with them. */
  const send = async (
    as: string,
    to: string,
    name: string,
    { into = false, isRetry = false, text = '', replyTo = '', pictures = [] as string[] } = {},
  ) => {
    const key = simulation.key(name)
    const group = simulation.group(as, to)
    const message = text || `${name} by ${as} in ${simulation.space}`
    moments.noteText(as, key, message)
    const target = into ? { message_group_uuid: group } : { handle: person(to).handle }
    const answered = replyTo ? { reply_to: simulation.key(replyTo) } : {}
    const attachments = pictures.flatMap((picture) => attachmentOf(simulation, picture))
    for (const { alt } of attachments) moments.noteText(as, key, alt)
    const attempt = await moments.sendBegins(key, group, isRetry)
    const { status, body } = await request('createMessage', 'POST', as, {
      body: { message, ...target, ...answered, ...(pictures.length > 0 ? { attachments } : {}) },
      key,
    })
    facts.sent.push({ ...attempt, as, text: message, group, status, body: withoutLinks(body) })
    return status
  }

  const markRead = (as: string, other: string, name: string) =>
    request('markRead', 'PUT', as, {
      group: simulation.group(as, other),
      body: { message_uuid: simulation.key(name) },
    })

  const page = async (as: string, group: string, query: Query): Promise<Page> => {
    const { status, body, queryOf } = await request('listMessages', 'GET', as, { group, query })
    if (status !== 200) return { rows: [], isRefused: true }
    return { rows: body, next: queryOf('next'), since: queryOf('since') }
  }

  /** All pages of a conversation that a query begins. */
  const messages = async (as: string, group: string, query: Query): Promise<Json[]> => {
    const { rows, next } = await page(as, group, query)
    return next ? [...rows, ...(await messages(as, group, next))] : rows
  }

  const look = async (as: string, other: string) => {
    const rows = await messages(as, simulation.group(as, other), { limit: '100' })
    facts.views.push({ as, of: 'messages', rows })
    return rows
  }

  const list = async (as: string, state: string): Promise<Json[]> => {
    const { status, body } = await request('listGroups', 'GET', as, { query: { state } })
    return status === 200 ? body : []
  }

  const inbox = async (as: string) => {
    const rows = await list(as, 'inbox')
    facts.views.push({ as, of: 'inbox', rows })
    return rows
  }

  /** Answers the sequence numbers of the records that failed. */
  const deliver = async (consumer: string, records: DynamoDBRecord[]): Promise<string[]> => {
    const answer = await invoke(consumer, { Records: records }, streamTimeoutMs)
    return (answer?.batchItemFailures ?? []).map(({ itemIdentifier }: Json) => itemIdentifier)
  }

  /** The queue of long work invokes doWork. */
  const deliverJob = (body: string) => {
    invoked(workTimeoutMs, true)
    const getRemainingTimeInMillis = () => (lambda.isTimeUp() ? 0 : workTimeoutMs)
    return call('doWork', recordOf(body), { getRemainingTimeInMillis })
  }

  /** The queue of pushes invokes sendWebPush. */
  const deliverPush = (body: string) => invoke('sendWebPush', recordOf(body), streamTimeoutMs)

  /** The job of a rename. It may come before anything was changed. */
  const deliverRename = (as: string) =>
    deliverJob(JSON.stringify({ kind: 'rename', user_uuid: person(as).uuid }))

  /** Cognito's trigger after somebody has signed up. */
  const signUp = (name: string, { wish = person(name).handle, sub = person(name).cognitoUserId } = {}) =>
    invoke('createUser', {
      triggerSource: 'PostConfirmation_ConfirmSignUp',
      request: {
        userAttributes: {
          sub,
          name: person(name).display_name,
          preferred_username: wish,
          email: person(name).email,
          email_verified: 'true',
        },
      },
    })

  const clients = clientsFor(simulation, { invoke, page, openSocket, now })

  return {
    wait,
    request,
    send,
    markRead,
    look,
    list,
    inbox,
    messages,
    deliver,
    deliverJob,
    deliverPush,
    deliverRename,
    signUp,
    ...clients,
    ...changesFor(simulation, request, moments),
    ...groupChangesFor(simulation, { request, moments, page, deliverJob, wait }),
    ...messageChangesFor(simulation, request, moments),
    ...picturesFor(simulation, { request, moment }),
    ...accountsFor(simulation, { request, moments, functions: { deliverJob, deliverPush }, now }),
    ...browsersFor(simulation, {
      request,
      moments,
      deliverPush,
      tellAway: clients.tellAway,
      name: lambda.name,
    }),
    ...operatorFor(simulation, code, wait),
  }
}

export type Process = ReturnType<typeof processFor>
