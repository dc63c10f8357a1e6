import type { MiddlewareObj } from '@middy/core'
import httpJsonBodyParser from '@middy/http-json-body-parser'
import type * as z from 'zod/mini'
import { isErrorCode, VisibleError } from '../domain/error.ts'
import type { HttpEvent, HttpResult } from './event.ts'

const maxBytes = 16 * 1024
const json = /^application\/json *(;|$)/i
// The type has been looked at here already: the parser's own look answers no differently from broken JSON.
const parser = httpJsonBodyParser({ disableContentTypeCheck: true })

type WithBody<Schema extends z.ZodMiniType> = Omit<HttpEvent, 'body'> & { body: z.infer<Schema> }

/** Puts a body that the schema has accepted into the place of the raw one; the schema's error messages are codes. */
export const jsonBody = <Schema extends z.ZodMiniType>(
  schema: Schema,
): MiddlewareObj<WithBody<Schema>, HttpResult> => ({
  before: async (request) => {
    const event = request.event as unknown as HttpEvent
    if (!json.test(event.headers['content-type'] ?? '')) throw new VisibleError('content_type_not_json')
    const { body: text, isBase64Encoded } = event
    // No body is undefined on AWS, and something else elsewhere, which the parser would take for JSON's own null.
    if (typeof text !== 'string') throw new VisibleError('body_not_json')
    if (Buffer.byteLength(text, isBase64Encoded ? 'base64' : 'utf8') > maxBytes)
      throw new VisibleError('body_too_large')
    try {
      await parser.before?.(request as never)
    } catch {
      throw new VisibleError('body_not_json')
    }
    const body: unknown = request.event.body
    if (typeof body !== 'object' || body === null || Array.isArray(body))
      throw new VisibleError('body_not_object')
    const { data, error } = schema.safeParse(body)
    const [code] = error?.issues.map(({ message }) => message).filter(isErrorCode) ?? []
    if (code) throw new VisibleError(code)
    if (error) throw error
    request.event.body = data as z.infer<Schema>
  },
})
