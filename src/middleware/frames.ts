import middy, { type MiddlewareObj } from '@middy/core'
import type { Context } from 'aws-lambda'
import { isExpired } from '../domain/connection.ts'
import { VisibleError } from '../domain/error.ts'
import { errorFrame } from '../domain/views.ts'
import { env } from '../env.ts'
import { errorFacts, log } from '../log.ts'
import { closeAll, notify } from '../push.ts'
import { enforceSoftLimit } from '../softLimits.ts'
import { type Action, parseAction } from './action.ts'
import { connectionOf, type SocketEvent, type SocketResult, socketFacts } from './socketEvent.ts'

type FrameEvent = SocketEvent & { action: Action }

/** Parses a frame, and answers an error with an `error` frame. A socket whose token has expired is closed after that. */
const parseFrame = (): MiddlewareObj<FrameEvent, SocketResult> => ({
  before: ({ event }) => {
    const connection = connectionOf(event)
    const limit = { name: 'frame', max: env.framesPerMinute, windowSeconds: 60 }
    if (isExpired(connection, Date.now())) throw new VisibleError('unauthorized')
    enforceSoftLimit(connection.userUuid, limit, Date.now())
    event.action = parseAction(event.body)
  },
  after: ({ event }) => {
    log.info('frame', { ...socketFacts(event), action: event.action.action })
  },
  onError: async (request) => {
    const { event, error } = request
    const { code } = error instanceof VisibleError ? error : new VisibleError('internal_error')
    const facts = { ...socketFacts(event), code }
    if (code === 'internal_error') log.error('frame', { ...facts, ...errorFacts(error) })
    else log.info('frame', facts)

    const connection = connectionOf(event)
    const frame = errorFrame(code)
    await (code === 'unauthorized' ? closeAll([connection], frame) : notify([connection], frame))
    request.response = { statusCode: 200 }
  },
})

type SocketHandler = (event: SocketEvent, context: Context) => Promise<SocketResult>

/** The middleware of a function that handles the frames of clients. */
export const frames = (handle: (event: FrameEvent) => Promise<void>) =>
  middy<FrameEvent, SocketResult>()
    .use(parseFrame())
    .handler(async (event) => {
      await handle(event)
      return { statusCode: 200 }
    }) as SocketHandler
