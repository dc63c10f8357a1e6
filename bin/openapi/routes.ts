import type { HttpCode } from './codes.ts'
import { examples } from './examples.ts'
import * as parameters from './parameters.ts'
import { type JsonSchema, refTo } from './schemas.ts'

type Example = { summary: string; value: unknown }

export type Route = {
  method: 'get' | 'post' | 'put'
  path: string
  /** The function's key in serverless.yml. */
  operationId: string
  tag: 'Health' | 'Users' | 'Conversations' | 'Messages'
  summary: string
  description: string
  isPublic?: boolean
  isPaged?: boolean
  parameters?: parameters.Parameter[]
  body?: { schema: JsonSchema; examples: Record<string, Example> }
  answer: { description: string; schema: JsonSchema; examples: Record<string, Example> }
  /** Beyond those that every route may answer with, every one behind a token, and every one with a body. */
  codes: HttpCode[]
}

const only = (summary: string, value: unknown) => ({ example: { summary, value } })
const listOf = (name: string): JsonSchema => ({ type: 'array', items: refTo(name) })

export const routes: Route[] = [
  {
    method: 'get',
    path: '/api/health-check',
    operationId: 'checkHealth',
    tag: 'Health',
    summary: 'Is it up?',
    description: 'Answers by itself, without a look at the table or at anything else. Needs no token.',
    isPublic: true,
    answer: {
      description: 'It is up.',
      schema: refTo('Health'),
      examples: only('Up', examples.health),
    },
    codes: [],
  },
  {
    method: 'get',
    path: '/api/users/me',
    operationId: 'getMe',
    tag: 'Users',
    summary: 'Who am I?',
    description: 'The user behind the access token.',
    answer: {
      description: 'You.',
      schema: refTo('Profile'),
      examples: only('A demo user', examples.me),
    },
    codes: [],
  },
  {
    method: 'get',
    path: '/api/users/@{handle}/short',
    operationId: 'getUser',
    tag: 'Users',
    summary: 'Who has this handle?',
    description: 'Anybody, to anybody: needs no token. The @ is a part of the path.',
    isPublic: true,
    parameters: [parameters.handle],
    answer: {
      description: 'The user.',
      schema: refTo('Profile'),
      examples: only('A demo user', examples.other),
    },
    codes: ['user_not_found'],
  },
  {
    method: 'get',
    path: '/api/message_groups',
    operationId: 'listGroups',
    tag: 'Conversations',
    summary: 'My conversations',
    description:
      'Newest message first, each with the other person, how its last message begins, and what is unread. Follow `Link` until there is none: every conversation comes exactly once, also when messages arrive meanwhile.',
    isPaged: true,
    parameters: [parameters.limit, parameters.cursor],
    answer: {
      description: 'One page of the inbox.',
      schema: listOf('Group'),
      examples: only('An inbox', examples.groups),
    },
    codes: ['cursor_invalid', 'limit_invalid'],
  },
  {
    method: 'get',
    path: '/api/message_groups/{message_group_uuid}',
    operationId: 'getGroup',
    tag: 'Conversations',
    summary: 'One conversation',
    description:
      'As the inbox shows it, and with how far the other person has read: what a client needs that opens a conversation by its address.',
    parameters: [parameters.groupUuid],
    answer: {
      description: 'The conversation.',
      schema: refTo('OpenGroup'),
      examples: only('A conversation', examples.group),
    },
    codes: ['message_group_not_found'],
  },
  {
    method: 'get',
    path: '/api/messages/{message_group_uuid}',
    operationId: 'listMessages',
    tag: 'Messages',
    summary: 'The messages of a conversation',
    description:
      'Always oldest to newest. Without a cursor, the newest page. Where there is more, `Link` leads on in the direction asked: `next` is older for the newest page and for `before`, newer for `after` and `since`; `around` has `prev` (older) and `next` (newer). Follow it until there is none: every message comes exactly once. A page may have fewer messages than the limit, or none, and still have a `Link`.',
    isPaged: true,
    parameters: [parameters.groupUuid, parameters.limit, ...parameters.besides],
    answer: {
      description: 'One page of the conversation.',
      schema: listOf('Message'),
      examples: only('Two messages', examples.messages),
    },
    codes: ['cursor_invalid', 'limit_invalid', 'message_group_not_found'],
  },
  {
    method: 'post',
    path: '/api/messages',
    operationId: 'createMessage',
    tag: 'Messages',
    summary: 'Send a message, or start a conversation',
    description:
      'With `message_group_uuid`, the message goes into that conversation. With `handle`, it starts the conversation with that person, or goes into the one that you two have: there is never more than one. What you send, you have read.',
    parameters: [parameters.idempotencyKey],
    body: {
      schema: refTo('NewMessage'),
      examples: {
        send: { summary: 'Into a conversation', value: examples.send },
        start: { summary: 'To somebody, by handle', value: examples.start },
      },
    },
    answer: {
      description: 'The message as it is stored, with the uuid of its conversation.',
      schema: refTo('SentMessage'),
      examples: {
        sent: { summary: 'Into a conversation', value: examples.sent },
        started: { summary: 'To somebody, by handle', value: examples.started },
      },
    },
    codes: [
      'idempotency_key_invalid',
      'idempotency_key_reused',
      'message_blank',
      'message_exceed_max_chars_1024',
      'message_group_not_found',
      'message_group_uuid_blank',
      'message_not_text',
      'message_to_self',
      'user_not_found',
    ],
  },
  {
    method: 'put',
    path: '/api/message_groups/{message_group_uuid}/read',
    operationId: 'markRead',
    tag: 'Conversations',
    summary: 'Mark a conversation as read',
    description:
      'Up to a message, and that one too. It never goes backwards: an older message than the last one marked changes nothing.',
    parameters: [parameters.groupUuid],
    body: {
      schema: refTo('Read'),
      examples: { example: { summary: 'Up to a message', value: examples.read } },
    },
    answer: {
      description: 'What is left to read.',
      schema: refTo('Unread'),
      examples: only('All is read', examples.unread),
    },
    codes: ['message_group_not_found', 'message_not_found', 'message_uuid_blank'],
  },
]
