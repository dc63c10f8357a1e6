import type { HttpCode } from './codes.ts'
import type * as parameters from './parameters.ts'
import { type JsonSchema, refTo } from './schemas.ts'

type Example = { summary: string; value: unknown }

export type Route = {
  method: 'get' | 'post' | 'put' | 'patch' | 'delete'
  path: string
  /** The function's key in serverless.yml. */
  operationId: string
  tag: 'Health' | 'Users' | 'Conversations' | 'Messages' | 'Attachments' | 'Groups' | 'Safety' | 'Account'
  summary: string
  description: string
  isPublic?: boolean
  isPaged?: boolean
  parameters?: parameters.Parameter[]
  body?: { schema: JsonSchema; examples: Record<string, Example> }
  response: { description: string; schema: JsonSchema; examples: Record<string, Example> }
  /** In addition to the codes of every route, every route with a token, and every route with a body. */
  codes: HttpCode[]
}

export const oneExample = (summary: string, value: unknown) => ({ example: { summary, value } })
/** The schema of a list. */
export const listOf = (name: string): JsonSchema => ({ type: 'array', items: refTo(name) })
