import type { MiddlewareObj } from '@middy/core'
import httpJsonBodyParser from '@middy/http-json-body-parser'
import type * as z from 'zod/mini'
import { isErrorCode, VisibleError } from '../domain/error.ts'
import type { HttpEvent, HttpResult } from './httpEvent.ts'

const maxBytes = 16 * 1024
const jsonType = /^application\/json *(;|$)/i

const checkRawBody = (): MiddlewareObj<HttpEvent, HttpResult> => ({
  before: ({ event: { headers, body, isBase64Encoded } }) => {
    if (!jsonType.test(headers['content-type'] ?? '')) throw new VisibleError('content_type_not_json')
    // Without a body, it is undefined on AWS and null on a laptop, which the parser would take for the JSON value null.
    if (typeof body !== 'string') throw new VisibleError('body_not_json')
    if (Buffer.byteLength(body, isBase64Encoded ? 'base64' : 'utf8') > maxBytes)
      throw new VisibleError('body_too_large')
  },
})

/** Parses a JSON body. `errors` maps the errors of the parser, whose own check of the content type is less strict. */
export const jsonBody = (): MiddlewareObj<HttpEvent, HttpResult>[] => [
  checkRawBody(),
  httpJsonBodyParser<HttpEvent>({ disableContentTypeCheck: true }),
]

type WithBody<Schema extends z.ZodMiniType> = Omit<HttpEvent, 'body'> & { body: z.infer<Schema> }

/** Where an error is in a list: `user_uuids[3]`. Undefined elsewhere, because the code names the field. */
const fieldIn = ([name, index]: PropertyKey[]): string | undefined =>
  typeof index === 'number' ? `${String(name)}[${index}]` : undefined

/** Replaces the body by the output of the schema. The error messages of the schema are codes. */
export const validate = <Schema extends z.ZodMiniType>(
  schema: Schema,
): MiddlewareObj<WithBody<Schema>, HttpResult> => ({
  before: ({ event }) => {
    const body: unknown = event.body
    if (typeof body !== 'object' || body === null || Array.isArray(body))
      throw new VisibleError('body_not_object')
    const { data, error } = schema.safeParse(body)
    for (const { message, path } of error?.issues ?? [])
      if (isErrorCode(message)) throw new VisibleError(message, { field: fieldIn(path) })
    if (error) throw error
    event.body = data as z.infer<Schema>
  },
})
