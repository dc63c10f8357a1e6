import {
  editSchema,
  groupChangeSchema,
  markReadSchema,
  meChangeSchema,
  membershipChangeSchema,
  newAttachmentSchema,
  newGroupSchema,
  newMemberSchema,
  newMessageSchema,
  reactionSchema,
} from '../../src/domain/bodySchemas.ts'
import { isErrorCode, VisibleError } from '../../src/domain/error.ts'
import type { Message } from '../../src/domain/message.ts'
import { messageView, meView, profileView } from '../../src/domain/views.ts'
import { statuses } from '../../src/middleware/errors.ts'
import { limitFrom, messageCursorFrom } from '../../src/middleware/query.ts'
import { quotesFor } from './modelChanges.ts'
import { listBlocks, listGroups, listMessages } from './modelPages.ts'
import type { ModelServer, Person } from './modelServer.ts'

/* The HTTP API of the model of the server. */

export type ModelRequest = {
  method: string
  path: string
  query: Record<string, string>
  key: string | undefined
  body: unknown
}

export type ModelResponse = {
  status: number
  body: unknown
  links?: string[]
  retryAfterSeconds?: number
  field?: string | undefined
}

type Context = {
  server: ModelServer
  now: number
  /** At most as many items are on a page, so that a test needs few to have several pages. */
  pageSize: number
  /** Undefined if the token is not valid. */
  user: Person | undefined
}

type Schema<Body> = {
  safeParse: (
    body: unknown,
  ) => { success: true; data: Body } | { success: false; error: { issues: { message: string }[] } }
}

const parse = <Body>(schema: Schema<Body>, body: unknown): Body => {
  const result = schema.safeParse(body)
  if (result.success) return result.data
  const code = result.error.issues[0]?.message ?? ''
  throw new VisibleError(isErrorCode(code) ? code : 'body_not_object')
}

/** Small pages have few quotes, so that a test needs few messages. */
const maxQuotes = (pageSize: number) => (pageSize < 20 ? 1 : 20)

/** A message with its quote. */
export const shownTo = (server: ModelServer, user: Person, message: Message) => {
  const membership = server.getMembership(user.uuid, message.groupUuid)
  return messageView(message, { quotes: quotesFor([message], server.readable(membership), 1) })
}

const ok = (body: unknown, links: string[] = []): ModelResponse => ({ status: 200, body, links })

const route = ({ method, path, query, key, body }: ModelRequest, context: Context): ModelResponse => {
  const { server, now, pageSize, user } = context
  const [, resource = '', id = '', part = '', last] = path.split('/').slice(1)
  const isOfMessage = resource === 'messages' && part !== ''
  const name = `${method} ${[resource, ...(isOfMessage ? ['one', last] : [part])].filter(Boolean).join(' ')}`
  if (name === 'GET users short') {
    const found = server.findPerson(decodeURIComponent(id))
    if (!found) throw new VisibleError('user_not_found')
    return ok(profileView(found))
  }
  if (!user) throw new VisibleError('unauthorized')
  const asked = () => ({ path, now, limit: Math.min(limitFrom(query), pageSize) })
  switch (name) {
    case 'GET users':
      return ok(meView(user))
    case 'PATCH users':
      server.changeSettings(user, parse(meChangeSchema, body))
      return ok(meView(user))
    case 'GET unread':
      return ok(server.unread(user.uuid))
    case 'GET blocks': {
      const { page, links } = listBlocks(server, user.uuid, asked(), query.cursor)
      return ok(
        page.map((uuid) => profileView(server.personOf(uuid))),
        links,
      )
    }
    case 'PUT blocks':
      server.block(user, id)
      return ok(profileView(server.personOf(id)))
    case 'DELETE blocks':
      server.unblock(user, id)
      return ok({})
    case 'PATCH message_groups membership':
      return ok(server.rowOf(server.changeMembership(user, id, parse(membershipChangeSchema, body))))
    case 'GET message_groups': {
      if (id) return ok(server.openRow(user.uuid, id))
      const { page, links } = listGroups(server, user.uuid, asked(), query)
      return ok(page, links)
    }
    case 'POST message_groups': {
      const uuid = server.createGroup(user, parse(newGroupSchema, body), key)
      return ok({ ...server.openRow(user.uuid, uuid), members: server.listMembers(user, uuid) })
    }
    case 'PATCH message_groups':
      server.renameGroup(user, id, parse(groupChangeSchema, body).title)
      return ok(server.openRow(user.uuid, id))
    case 'GET message_groups members':
      return ok(server.listMembers(user, id))
    case 'POST message_groups members':
      server.addMember(user, id, parse(newMemberSchema, body).user_uuid)
      return ok(server.openRow(user.uuid, id))
    case 'DELETE message_groups members':
      server.removeMember(user, id, last ?? '')
      return ok(last === user.uuid ? {} : server.openRow(user.uuid, id))
    case 'PUT message_groups read':
      return ok(server.markRead(user, id, parse(markReadSchema, body).message_uuid))
    case 'GET messages': {
      const cursor = messageCursorFrom(query, now)
      const membership = server.getMembership(user.uuid, id)
      const { groupUuid } = membership
      const all = server.readable(membership)
      const changesAfter = (from: string) => server.changesAfter(groupUuid, from)
      const { page, links } = listMessages({ all, changesAfter }, asked(), cursor)
      const quotes = quotesFor(page, all, maxQuotes(pageSize))
      return ok(
        page.map((message) => messageView(message, { quotes })),
        links,
      )
    }
    case 'POST attachments': {
      const {
        message_group_uuid: groupUuid,
        content_type: contentType,
        ...picture
      } = parse(newAttachmentSchema, body)
      return ok(server.announce(user, { ...picture, groupUuid, contentType }))
    }
    case 'GET attachments':
      return ok(server.findAttachment(user, id))
    case 'POST messages': {
      const { message: text, ...recipient } = parse(newMessageSchema, body)
      const message = server.send(user, key, text, recipient)
      return ok({ ...shownTo(server, user, message), message_group_uuid: message.groupUuid })
    }
    case 'PATCH messages one':
      return ok(shownTo(server, user, server.edit(user, id, part, parse(editSchema, body).message, key)))
    case 'DELETE messages one':
      return ok(shownTo(server, user, server.remove(user, id, part)))
    case 'PUT messages one reaction':
      return ok(shownTo(server, user, server.react(user, id, part, parse(reactionSchema, body).emoji)))
    case 'DELETE messages one reaction':
      return ok(shownTo(server, user, server.react(user, id, part, undefined)))
    default:
      throw new VisibleError('route_not_found')
  }
}

export const answer = (request: ModelRequest, context: Context): ModelResponse => {
  try {
    return route(request, context)
  } catch (error) {
    if (!(error instanceof VisibleError)) throw error
    return { status: statuses[error.kind], body: [error.code], field: error.field }
  }
}
