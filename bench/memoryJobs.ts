export type Job = { bundle: string; events: string[]; counts: number[] }
export type MemoryUsage = { count: number; rssMb: number; heapMb: number }

/** Replaced in an event's text by a new uuid and time for each invocation. */
export const placeholders = { uuid: '@uuid@', time: '@time@' }

type Caller = { token: string }

const httpEvent = (routeKey: string, path: string, group: string, { token }: Caller, body?: object) => {
  const [method] = routeKey.split(' ')
  return {
    version: '2.0',
    routeKey,
    rawPath: path,
    rawQueryString: '',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    pathParameters: { message_group_uuid: group },
    requestContext: { requestId: placeholders.uuid, http: { method, path } },
    ...(body ? { body: JSON.stringify(body) } : {}),
    isBase64Encoded: false,
  }
}

const text = `${placeholders.uuid} ${'a'.repeat(133)}`

export const sendEvent = (caller: Caller, group: string) =>
  httpEvent('POST /api/messages', '/api/messages', group, caller, {
    message: text,
    message_group_uuid: group,
  })

export const readEvent = (caller: Caller, group: string) =>
  httpEvent('GET /api/messages/{message_group_uuid}', `/api/messages/${group}`, group, caller)

type Member = { uuid: string; handle: string; displayName: string }

/** The stream event of a message by the first of them. */
export const streamEvent = ([sender, other]: [Member, Member], group: string) => {
  const Keys = { pk: { S: `MSG#${group}` }, sk: { S: `${placeholders.time}#${placeholders.uuid}` } }
  const NewImage = {
    ...Keys,
    message_uuid: { S: placeholders.uuid },
    message: { S: text },
    user_uuid: { S: sender.uuid },
    user_display_name: { S: sender.displayName },
    user_handle: { S: sender.handle },
    member_uuids: { L: [{ S: sender.uuid }, { S: other.uuid }] },
  }
  return { Records: [{ eventName: 'INSERT', dynamodb: { SequenceNumber: '1', Keys, NewImage } }] }
}
