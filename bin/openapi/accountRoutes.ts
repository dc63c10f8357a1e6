import { examples } from './examples.ts'
import * as parameters from './parameters.ts'
import { listOf, oneExample, type Route } from './route.ts'
import { refTo } from './schemas.ts'

const done = {
  schema: { type: 'object' as const },
  examples: oneExample('Done', examples.nothing),
}

export const accountRoutes: Route[] = [
  {
    method: 'delete',
    path: '/api/users/me',
    operationId: 'deleteMe',
    tag: 'Account',
    summary: 'Delete your account',
    description:
      'Deletes your account and everything that is stored about you, with your messages and pictures. Others keep their own messages, and see `Deleted user` in place of your name. From now on, you can do nothing any more; the rest is deleted within minutes. This cannot be undone. It needs an access token of a sign-in that is at most 5 minutes old.',
    response: { description: 'The account is being deleted.', ...done },
    codes: ['reauthentication_required'],
  },
  {
    method: 'delete',
    path: '/api/users/me/sessions',
    operationId: 'endSessions',
    tag: 'Account',
    summary: 'Sign out everywhere',
    description:
      'Ends all your sessions, also the one of this request: within a minute, no access token of a sign-in before now is accepted any more. Closes your sockets, and deletes your push subscriptions. Call `GlobalSignOut` of Cognito before, which revokes the refresh tokens.',
    response: { description: 'You are signed out.', ...done },
    codes: [],
  },
  {
    method: 'post',
    path: '/api/exports',
    operationId: 'createExport',
    tag: 'Account',
    summary: 'Export your data',
    description:
      'Begins an export of everything that is stored about you, with your messages and pictures. While an export is running, returns that one. `GET /api/exports` says when it is ready.',
    response: {
      description: 'The export.',
      schema: refTo('Export'),
      examples: oneExample('It is running', examples.runningExport),
    },
    codes: [],
  },
  {
    method: 'get',
    path: '/api/exports',
    operationId: 'listExports',
    tag: 'Account',
    summary: 'List your exports',
    description: 'Returns your exports of the last 7 days, newest first, with links to their files.',
    response: {
      description: 'Your exports.',
      schema: listOf('Export'),
      examples: oneExample('It is ready', [examples.readyExport]),
    },
    codes: [],
  },
  {
    method: 'put',
    path: '/api/push_subscriptions/{push_subscription_uuid}',
    operationId: 'registerPushSubscription',
    tag: 'Account',
    summary: 'Register a browser for Web Push',
    description:
      'From now on, the browser gets a push for each new message in your inbox while none of your sockets is open, or all of them have told that nobody looks (`is_away`), except in muted conversations. Choose a UUID, and use it again when the subscription of the browser changes. An endpoint belongs to the account that registered it last. You can have 16 subscriptions; with another one, the one that was registered longest ago is deleted. Register again before `expires_at`.',
    parameters: [parameters.pushSubscriptionUuid],
    body: {
      schema: refTo('NewPushSubscription'),
      examples: oneExample('A browser', examples.newPushSubscription),
    },
    response: {
      description: 'The subscription.',
      schema: refTo('PushSubscription'),
      examples: oneExample('A browser', examples.pushSubscription),
    },
    codes: ['endpoint_invalid', 'keys_invalid', 'push_subscription_uuid_invalid', 'shows_text_invalid'],
  },
  {
    method: 'delete',
    path: '/api/push_subscriptions/{push_subscription_uuid}',
    operationId: 'deletePushSubscription',
    tag: 'Account',
    summary: 'Delete a subscription for Web Push',
    description: 'The response is the same if there is none.',
    parameters: [parameters.pushSubscriptionUuid],
    response: { description: 'The browser gets no more pushes.', ...done },
    codes: ['push_subscription_uuid_invalid'],
  },
]
