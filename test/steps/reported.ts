import { calls } from './when.ts'

type Caller = { token: string }

/** Reports a message. */
export const reports = (as: Caller, message_group_uuid: string, message_uuid: string, more: object = {}) =>
  calls('POST', '/api/reports', { as, body: { message_group_uuid, message_uuid, reason: 'spam', ...more } })
