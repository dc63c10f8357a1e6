import middy, { type MiddlewareObj } from '@middy/core'
import type { Context } from 'aws-lambda'
import { type Action, actionFrom } from '../domain/action.ts'
import { isOver } from '../domain/connection.ts'
import { VisibleError } from '../domain/error.ts'
import { errorFrame } from '../domain/views.ts'
import { env } from '../env.ts'
import { errorFacts, log } from '../log.ts'
import { closeAll, notify } from '../push.ts'
import { connectionOf, type SocketEvent, type SocketResult, socketFacts } from './socketEvent.ts'
import { enforceSoftLimit } from './softLimit.ts'

type Received = SocketEvent & { action: Action }

/** Reads a frame, and answers a mistake with a frame of its code. A socket whose token has run out is ended with it. */
const read = (): MiddlewareObj<Received, SocketResult> => ({
  before: ({ event }) => {
    const connection = connectionOf(event)
    const limit = { name: 'frame', most: env.framesPerMinute, seconds: 60 }
    if (isOver(connection, Date.now())) throw new VisibleError('unauthorized')
    enforceSoftLimit(connection.userUuid, limit, Date.now())
    event.action = actionFrom(event.body)
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
    const answer = errorFrame(code)
    await (code === 'unauthorized' ? closeAll([connection], answer) : notify([connection], answer))
    request.response = { statusCode: 200 }
  },
})

type SocketHandler = (event: SocketEvent, context: Context) => Promise<SocketResult>

/** A function that takes what clients say. */
export const frames = (act: (event: Received) => Promise<void>) =>
  middy<Received, SocketResult>()
    .use(read())
    .handler(async (event) => {
      await act(event)
      return { statusCode: 200 }
    }) as SocketHandler
