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
