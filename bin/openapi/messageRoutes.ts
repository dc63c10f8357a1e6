import { examples } from './examples.ts'
import * as parameters from './parameters.ts'
import { listOf, oneExample, type Route } from './route.ts'
import { refTo } from './schemas.ts'

export const messageRoutes: Route[] = [
  {
    method: 'get',
    path: '/api/messages/{message_group_uuid}',
    operationId: 'listMessages',
    tag: 'Messages',
    summary: 'List the messages of a conversation',
    description:
      'Returns a page of messages, sorted from oldest to newest. Without a cursor, it is the newest page. The `Link` header contains the URL of further pages: `next` has older messages for the newest page and for `before`, and newer messages for `after` and `since`; `around` has both `prev` (older) and `next` (newer). To list all messages, follow `next` until a response has none. Each message is returned exactly once. A page can have fewer messages than the limit, or none, and still have a `next`. The link `since` returns what the server stores or changes after this response: keep the newest one to catch up after a gap. First come the older messages that were changed, then the new ones. A message in reply to another one has `reply_to`.',
    isPaged: true,
    parameters: [parameters.groupUuid, parameters.limit, ...parameters.messageCursors],
    response: {
      description: 'A page of messages.',
      schema: listOf('Message'),
      examples: oneExample('Two messages', examples.messages),
    },
    codes: ['cursor_invalid', 'limit_invalid', 'message_group_not_found', 'since_too_old'],
  },
  {
    method: 'get',
    path: '/api/messages/{message_group_uuid}/search',
    operationId: 'searchMessages',
    tag: 'Messages',
    summary: 'Search the messages of a conversation',
    description:
      'Returns the messages that contain all words of `q`, newest first, without regard to case and accents. Each request reads a bounded part of the conversation: a page can have fewer messages than the limit, or none, and still have a `next`.',
    isPaged: true,
    parameters: [parameters.groupUuid, parameters.q, parameters.limit, parameters.cursor],
    response: {
      description: 'A page of messages. Replies have only the UUID of the message that they quote.',
      schema: listOf('Message'),
      examples: oneExample('One message', [examples.messages[1]]),
    },
    codes: ['cursor_invalid', 'limit_invalid', 'message_group_not_found', 'q_invalid'],
  },
  {
    method: 'post',
    path: '/api/messages',
    operationId: 'createMessage',
    tag: 'Messages',
    summary: 'Send a message or start a conversation',
    description:
      'With `message_group_uuid`, sends the message to that conversation. With `handle`, sends it to the conversation with that user, which is created if it does not exist. There is at most one conversation between two users. Sending a message also marks the earlier messages of that conversation as read.',
    parameters: [parameters.idempotencyKey],
    body: {
      schema: refTo('NewMessage'),
      examples: {
        send: { summary: 'To a conversation', value: examples.send },
        start: { summary: 'To a user, by handle', value: examples.start },
        reply: { summary: 'In reply to a message', value: examples.reply },
      },
    },
    response: {
      description: 'The stored message, with the UUID of its conversation.',
      schema: refTo('SentMessage'),
      examples: {
        sent: { summary: 'To a conversation', value: examples.sent },
        started: { summary: 'To a user, by handle', value: examples.started },
        replied: { summary: 'In reply to a message', value: examples.replied },
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
      'recipient_blocked',
      'recipient_unavailable',
      'reply_to_invalid',
      'user_not_found',
    ],
  },
  {
    method: 'patch',
    path: '/api/messages/{message_group_uuid}/{message_uuid}',
    operationId: 'editMessage',
    tag: 'Messages',
    summary: 'Edit a message',
    description:
      'Replaces the text of a message that you sent within the last 24 hours. The members get the frame `changed` over their sockets.',
    parameters: [parameters.groupUuid, parameters.messageUuid, parameters.editKey],
    body: { schema: refTo('Edit'), examples: oneExample('A new text', examples.edit) },
    response: {
      description: 'The message as it is now.',
      schema: refTo('Message'),
      examples: oneExample('An edited message', examples.edited),
    },
    codes: [
      'idempotency_key_invalid',
      'idempotency_key_reused',
      'message_blank',
      'message_deleted',
      'message_exceed_max_chars_1024',
      'message_group_not_found',
      'message_is_event',
      'message_not_found',
      'message_not_text',
      'message_too_old',
      'not_the_author',
      'recipient_blocked',
      'recipient_unavailable',
    ],
  },
  {
    method: 'delete',
    path: '/api/messages/{message_group_uuid}/{message_uuid}',
    operationId: 'deleteMessage',
    tag: 'Messages',
    summary: 'Delete a message',
    description:
      'Deletes the text and the reactions of a message that you sent, at any time. The message keeps its place and has `deleted_at`. If it was deleted before, nothing changes.',
    parameters: [parameters.groupUuid, parameters.messageUuid],
    response: {
      description: 'The deleted message.',
      schema: refTo('Message'),
      examples: oneExample('A deleted message', examples.deleted),
    },
    codes: ['message_group_not_found', 'message_is_event', 'message_not_found', 'not_the_author'],
  },
  {
    method: 'put',
    path: '/api/messages/{message_group_uuid}/{message_uuid}/reaction',
    operationId: 'addReaction',
    tag: 'Messages',
    summary: 'React to a message',
    description:
      'Sets your emoji on a message. You have at most one on each message: it replaces an earlier one.',
    parameters: [parameters.groupUuid, parameters.messageUuid],
    body: { schema: refTo('Reaction'), examples: oneExample('An emoji', examples.reaction) },
    response: {
      description: 'The message as it is now.',
      schema: refTo('Message'),
      examples: oneExample('A message with a reaction', examples.reacted),
    },
    codes: [
      'emoji_invalid',
      'message_deleted',
      'message_group_not_found',
      'message_is_event',
      'message_not_found',
      'recipient_blocked',
      'recipient_unavailable',
    ],
  },
  {
    method: 'delete',
    path: '/api/messages/{message_group_uuid}/{message_uuid}/reaction',
    operationId: 'removeReaction',
    tag: 'Messages',
    summary: 'Remove your reaction',
    description: 'Removes your emoji from a message. If there is none, nothing changes.',
    parameters: [parameters.groupUuid, parameters.messageUuid],
    response: {
      description: 'The message as it is now.',
      schema: refTo('Message'),
      examples: oneExample('A message', examples.unreacted),
    },
    codes: ['message_group_not_found', 'message_is_event', 'message_not_found'],
  },
]
