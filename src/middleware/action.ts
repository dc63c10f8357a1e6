import { VisibleError } from '../domain/error.ts'

/** What a client sends over its socket. */
export type Action =
  /** With `is_away`, it also tells whether nobody looks at the client. */
  { action: 'ping'; is_away?: boolean } | { action: 'typing'; message_group_uuid: string }

const maxBytes = 16 * 1024

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    throw new VisibleError('body_not_json')
  }
}

export const parseAction = (body: unknown): Action => {
  if (typeof body !== 'string') throw new VisibleError('body_not_json')
  if (Buffer.byteLength(body) > maxBytes) throw new VisibleError('body_too_large')
  const value = parseJson(body)
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new VisibleError('body_not_object')
  const { action, message_group_uuid, is_away } = value as Record<string, unknown>
  if (action === 'ping') return { action, ...(typeof is_away === 'boolean' ? { is_away } : {}) }
  if (action !== 'typing') throw new VisibleError('action_unknown')
  if (typeof message_group_uuid !== 'string' || message_group_uuid === '')
    throw new VisibleError('message_group_uuid_blank')
  return { action, message_group_uuid }
}
