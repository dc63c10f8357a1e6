import { examples } from './examples.ts'
import * as parameters from './parameters.ts'
import { listOf, oneExample, type Route } from './route.ts'
import { refTo } from './schemas.ts'

export const safetyRoutes: Route[] = [
  {
    method: 'get',
    path: '/api/blocks',
    operationId: 'listBlocks',
    tag: 'Safety',
    summary: 'List the users whom you have blocked',
    description: 'Returns them in the order of their UUIDs.',
    isPaged: true,
    parameters: [parameters.limit, parameters.cursor],
    response: {
      description: 'A page of users.',
      schema: listOf('Blocked'),
      examples: oneExample('One user', [examples.other]),
    },
    codes: ['cursor_invalid', 'limit_invalid'],
  },
  {
    method: 'put',
    path: '/api/blocks/{user_uuid}',
    operationId: 'blockUser',
    tag: 'Safety',
    summary: 'Block a user',
    description:
      'The user can no longer write to you, with or without a conversation: they get 403 `recipient_unavailable`, as for an account that is gone. Nothing else tells them. Your conversation moves to the list `blocked` and stays readable for both.',
    parameters: [parameters.userUuid],
    response: {
      description: 'The blocked user.',
      schema: refTo('Blocked'),
      examples: oneExample('A demo user', examples.other),
    },
    codes: ['user_not_found', 'user_uuid_invalid'],
  },
  {
    method: 'delete',
    path: '/api/blocks/{user_uuid}',
    operationId: 'unblockUser',
    tag: 'Safety',
    summary: 'Unblock a user',
    description:
      'Your conversation returns to the list where it was. The response is the same if you have not blocked the user.',
    parameters: [parameters.userUuid],
    response: {
      description: 'The user is not blocked.',
      schema: { type: 'object' },
      examples: oneExample('Done', examples.nothing),
    },
    codes: ['user_not_found', 'user_uuid_invalid'],
  },
  {
    method: 'post',
    path: '/api/reports',
    operationId: 'createReport',
    tag: 'Safety',
    summary: 'Report a message',
    description:
      'Reports a message of another person in one of your conversations to the moderators. Keeps the message and up to five messages before and after it as they are now. The other person is told nothing. Reporting the same message again changes nothing and returns the first report.',
    body: { schema: refTo('NewReport'), examples: oneExample('Spam', examples.report) },
    response: {
      description: 'The report.',
      schema: refTo('Report'),
      examples: oneExample('Spam', examples.reported),
    },
    codes: [
      'message_group_not_found',
      'message_group_uuid_blank',
      'message_not_found',
      'message_uuid_blank',
      'message_uuid_invalid',
      'note_invalid',
      'reason_invalid',
    ],
  },
]
