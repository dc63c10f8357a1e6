import { examples } from './examples.ts'
import * as parameters from './parameters.ts'
import { listOf, oneExample, type Route } from './route.ts'
import { refTo } from './schemas.ts'

export const conversationRoutes: Route[] = [
  {
    method: 'get',
    path: '/api/message_groups',
    operationId: 'listGroups',
    tag: 'Conversations',
    summary: 'List your conversations',
    description:
      'Returns one of your lists of conversations, most recent first, each with the other person, a preview of the last message, and the unread count. To list all, follow the `Link` header until a response has none. Each conversation that gets no message in the meantime is returned exactly once; one that gets a message is on its page or at the top of a new first page.',
    isPaged: true,
    parameters: [parameters.state, parameters.limit, parameters.cursor],
    response: {
      description: 'A page of the list.',
      schema: listOf('Group'),
      examples: oneExample('An inbox', examples.groups),
    },
    codes: ['cursor_invalid', 'limit_invalid', 'state_invalid'],
  },
  {
    method: 'get',
    path: '/api/message_groups/{message_group_uuid}',
    operationId: 'getGroup',
    tag: 'Conversations',
    summary: 'Retrieve a conversation',
    description:
      'Returns a conversation as in its list, and the last message that the other person has read.',
    parameters: [parameters.groupUuid],
    response: {
      description: 'The conversation.',
      schema: refTo('OpenGroup'),
      examples: oneExample('A conversation', examples.group),
    },
    codes: ['message_group_not_found'],
  },
  {
    method: 'get',
    path: '/api/unread',
    operationId: 'getUnread',
    tag: 'Conversations',
    summary: 'Count the unread conversations',
    description:
      'Returns how many of the most recent conversations of your inbox, up to 100, have unread messages, and whether there are message requests. Use it for a badge.',
    response: {
      description: 'The count.',
      schema: refTo('UnreadConversations'),
      examples: oneExample('One unread conversation', examples.unreadConversations),
    },
    codes: [],
  },
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
    codes: ['message_group_not_found', 'message_not_found', 'not_the_author'],
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
    codes: ['message_group_not_found', 'message_not_found'],
  },
  {
    method: 'put',
    path: '/api/message_groups/{message_group_uuid}/read',
    operationId: 'markRead',
    tag: 'Conversations',
    summary: 'Mark a conversation as read',
    description:
      'Marks all messages up to and including the given one as read. If a newer message is already marked as read, nothing changes.',
    parameters: [parameters.groupUuid],
    body: {
      schema: refTo('Read'),
      examples: { example: { summary: 'Up to a message', value: examples.read } },
    },
    response: {
      description: 'The remaining unread count.',
      schema: refTo('Unread'),
      examples: oneExample('Everything read', examples.unread),
    },
    codes: ['message_group_not_found', 'message_not_found', 'message_uuid_blank'],
  },
  {
    method: 'patch',
    path: '/api/message_groups/{message_group_uuid}/membership',
    operationId: 'updateMembership',
    tag: 'Conversations',
    summary: 'Mute, archive, mark as unread, or answer a request',
    description:
      'Changes your own view of a conversation. Nobody else sees it. What is absent stays as it is. Your other devices get the frame `group` over their sockets, or `group_removed` if you declined a request.',
    parameters: [parameters.groupUuid],
    body: {
      schema: refTo('MembershipChange'),
      examples: {
        mute: { summary: 'Mute', value: examples.mute },
        archive: { summary: 'Archive', value: examples.archive },
        accept: { summary: 'Accept a request', value: examples.accept },
      },
    },
    response: {
      description: 'The conversation, as in its list.',
      schema: refTo('Group'),
      examples: oneExample('A conversation', examples.groups[0]),
    },
    codes: [
      'is_archived_invalid',
      'is_marked_unread_invalid',
      'message_group_not_found',
      'muted_until_invalid',
      'request_invalid',
    ],
  },
]
