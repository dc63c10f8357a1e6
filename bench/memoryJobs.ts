export type Job = { bundle: string; events: string[]; counts: number[] }
export type Held = { count: number; rssMb: number; heapMb: number }

/** In an event's text, for what is another each time. */
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

export const sending = (caller: Caller, group: string) =>
  httpEvent('POST /api/messages', '/api/messages', group, caller, {
    message: text,
    message_group_uuid: group,
  })

export const reading = (caller: Caller, group: string) =>
  httpEvent('GET /api/messages/{message_group_uuid}', `/api/messages/${group}`, group, caller)

type Member = { uuid: string; handle: string; displayName: string }

/** A new message of the first of them, as the stream tells of it. */
export const arriving = ([sender, other]: [Member, Member], group: string) => {
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
