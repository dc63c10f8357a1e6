import { examples } from './examples.ts'
import * as parameters from './parameters.ts'
import { listOf, oneExample, type Route } from './route.ts'
import { refTo } from './schemas.ts'

export const userRoutes: Route[] = [
  {
    method: 'get',
    path: '/api/users',
    operationId: 'searchPeople',
    tag: 'Users',
    summary: 'Find users',
    description:
      'Returns up to 17 users whose handle or name begins with `q`, also from a later word of the name on, without regard to case and accents. First come those whose whole handle it is, then those whose whole name. Enter more characters to find others.',
    parameters: [parameters.begin],
    response: {
      description: 'The users, without yourself.',
      schema: listOf('Profile'),
      examples: oneExample('One user', [examples.other]),
    },
    codes: ['q_invalid'],
  },
  {
    method: 'get',
    path: '/api/health-check',
    operationId: 'checkHealth',
    tag: 'Health',
    summary: 'Check the health of the API',
    description: 'Returns a fixed response, without accessing the table. Requires no token.',
    isPublic: true,
    response: {
      description: 'The API is up.',
      schema: refTo('Health'),
      examples: oneExample('Up', examples.health),
    },
    codes: [],
  },
  {
    method: 'get',
    path: '/api/users/me',
    operationId: 'getMe',
    tag: 'Users',
    summary: 'Retrieve your profile',
    description: 'Returns the user of the access token, with their settings.',
    response: {
      description: 'Your profile and settings.',
      schema: refTo('Me'),
      examples: oneExample('A demo user', examples.me),
    },
    codes: [],
  },
  {
    method: 'patch',
    path: '/api/users/me',
    operationId: 'updateMe',
    tag: 'Users',
    summary: 'Change your profile or settings',
    description:
      'Changes your name, your handle, or what becomes of a first message by somebody to whom you never wrote. The conversations of others show the new names within a minute. Messages show the names that their sender had when they were sent. Nobody else can have your old handle for 30 days, and you can take it back. You can change your handle five times in 30 days, not counting those that you take back.',
    body: {
      schema: refTo('MeChange'),
      examples: {
        names: { summary: 'A new name and handle', value: examples.names },
        settings: { summary: 'Everybody may write', value: examples.settings },
      },
    },
    response: {
      description: 'Your profile and settings.',
      schema: refTo('Me'),
      examples: oneExample('A demo user', examples.me),
    },
    codes: ['display_name_invalid', 'handle_invalid', 'handle_taken', 'strangers_invalid'],
  },
  {
    method: 'get',
    path: '/api/users/@{handle}/short',
    operationId: 'getUser',
    tag: 'Users',
    summary: 'Retrieve a user by handle',
    description: 'Returns the public profile of any user. Requires no token. The `@` is part of the path.',
    isPublic: true,
    parameters: [parameters.handle],
    response: {
      description: 'The user.',
      schema: refTo('Profile'),
      examples: oneExample('A demo user', examples.other),
    },
    codes: ['user_not_found'],
  },
]
