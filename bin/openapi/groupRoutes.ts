import { examples } from './examples.ts'
import * as parameters from './parameters.ts'
import { listOf, oneExample, type Route } from './route.ts'
import { refTo } from './schemas.ts'

export const groupRoutes: Route[] = [
  {
    method: 'post',
    path: '/api/message_groups',
    operationId: 'createGroup',
    tag: 'Groups',
    summary: 'Create a group',
    description:
      'Creates a group of you and up to 49 others, and returns it with its members. You are its owner. Either everybody is added, or no group is created. If somebody cannot be added, the header `X-Error-Field` names the element of `user_uuids`. For members who accept messages of strangers only as requests, and who do not know you, the group is a request.',
    parameters: [parameters.groupKey],
    body: {
      schema: refTo('NewGroup'),
      examples: { example: { summary: 'A group of three', value: examples.newGroup } },
    },
    response: {
      description: 'The group.',
      schema: refTo('CreatedGroup'),
      examples: oneExample('A group of three', examples.createdGroup),
    },
    codes: [
      'idempotency_key_invalid',
      'idempotency_key_reused',
      'message_group_not_found',
      'recipient_blocked',
      'recipient_unavailable',
      'title_invalid',
      'too_many_requests',
      'user_not_found',
      'user_uuids_invalid',
    ],
  },
  {
    method: 'patch',
    path: '/api/message_groups/{message_group_uuid}',
    operationId: 'updateGroup',
    tag: 'Groups',
    summary: 'Rename a group',
    description: 'Changes the title of a group. Every member can.',
    parameters: [parameters.namedGroupUuid],
    body: {
      schema: refTo('GroupChange'),
      examples: { example: { summary: 'Another title', value: examples.groupChange } },
    },
    response: {
      description: 'The group.',
      schema: refTo('OpenGroup'),
      examples: oneExample('The group', examples.renamedGroup),
    },
    codes: ['group_is_direct', 'message_group_not_found', 'title_invalid', 'too_many_requests'],
  },
  {
    method: 'get',
    path: '/api/message_groups/{message_group_uuid}/members',
    operationId: 'listMembers',
    tag: 'Groups',
    summary: 'List the members of a group',
    description:
      'Returns all members of a group in the order in which they have joined, and how far each has read.',
    parameters: [parameters.namedGroupUuid],
    response: {
      description: 'The members.',
      schema: listOf('Member'),
      examples: oneExample('Three members', examples.members),
    },
    codes: ['group_is_direct', 'message_group_not_found'],
  },
  {
    method: 'post',
    path: '/api/message_groups/{message_group_uuid}/members',
    operationId: 'addMember',
    tag: 'Groups',
    summary: 'Add somebody to a group',
    description:
      'Adds somebody to a group. Every member can. The new member sees the messages from then on. Adding a member again changes nothing.',
    parameters: [parameters.namedGroupUuid],
    body: {
      schema: refTo('NewMember'),
      examples: { example: { summary: 'A user', value: examples.newMember } },
    },
    response: {
      description: 'The group.',
      schema: refTo('OpenGroup'),
      examples: oneExample('The group', examples.grownGroup),
    },
    codes: [
      'group_full',
      'group_is_direct',
      'message_group_not_found',
      'recipient_blocked',
      'recipient_unavailable',
      'too_many_requests',
      'user_not_found',
      'user_uuid_invalid',
    ],
  },
  {
    method: 'delete',
    path: '/api/message_groups/{message_group_uuid}/members/{user_uuid}',
    operationId: 'removeMember',
    tag: 'Groups',
    summary: 'Leave a group, or remove somebody',
    description:
      'With your own UUID, you leave the group: you cannot read it any more, and the response is an empty object. Only the owner can remove others. When the owner leaves, the member who joined first becomes the owner. When the last member leaves, the group and its messages are deleted.',
    parameters: [parameters.namedGroupUuid, parameters.memberUuid],
    response: {
      description: 'The group, or an empty object if you have left it.',
      schema: { anyOf: [refTo('OpenGroup'), { type: 'object' }] },
      examples: {
        removed: { summary: 'Somebody was removed', value: examples.renamedGroup },
        left: { summary: 'You have left', value: examples.nothing },
      },
    },
    codes: [
      'group_is_direct',
      'message_group_not_found',
      'not_the_owner',
      'too_many_requests',
      'user_not_found',
    ],
  },
]
