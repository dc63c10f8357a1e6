import { readSettings } from '../../local/settings.ts'
import product from '../../package.json' with { type: 'json' }
import { describe, type HttpCode, statusOf } from './codes.ts'
import { examples } from './examples.ts'
import type { Route } from './route.ts'
import { routes } from './routes.ts'
import { namedSchemas, refTo } from './schemas.ts'

const requestId = { 'X-Request-Id': { $ref: '#/components/headers/RequestId' } }
const retryAfter = { 'Retry-After': { $ref: '#/components/headers/RetryAfter' } }
const link = { Link: { $ref: '#/components/headers/Link' } }

const codesOfEveryRoute: HttpCode[] = ['internal_error']
const codesWithToken: HttpCode[] = ['account_suspended', 'too_many_requests', 'unauthorized', 'user_unknown']
const codesWithBody: HttpCode[] = [
  'body_not_json',
  'body_not_object',
  'body_too_large',
  'content_type_not_json',
]

const codesOf = ({ codes, body, isPublic }: Route): HttpCode[] =>
  [...codesOfEveryRoute, ...(isPublic ? [] : codesWithToken), ...(body ? codesWithBody : []), ...codes].sort()

const errorResponse = (codes: HttpCode[]) => ({
  description: codes.map(describe).join('\n\n'),
  headers: { ...requestId, ...(codes.includes('too_many_requests') ? retryAfter : {}) },
  content: {
    'application/json': {
      schema: { allOf: [refTo('Errors'), { items: { enum: codes } }] },
      examples: Object.fromEntries(codes.map((code) => [code, { value: [code] }])),
    },
  },
})

const errorResponses = (route: Route) =>
  Object.fromEntries(
    [...Map.groupBy(codesOf(route), statusOf)].map(([status, codes]) => [status, errorResponse(codes)]),
  )

const describeOperation = (route: Route) => {
  const { operationId, tag, summary, description, parameters = [], isPublic, isPaged, body, response } = route
  return {
    operationId,
    tags: [tag],
    summary,
    description,
    ...(isPublic ? { security: [] } : {}),
    parameters,
    ...(body
      ? {
          requestBody: {
            required: true,
            description: 'At most 16 KB.',
            content: { 'application/json': { schema: body.schema, examples: body.examples } },
          },
        }
      : {}),
    responses: {
      200: {
        description: response.description,
        headers: { ...requestId, ...(isPaged ? link : {}) },
        content: { 'application/json': { schema: response.schema, examples: response.examples } },
      },
      ...errorResponses(route),
    },
  }
}

export type Operation = ReturnType<typeof describeOperation>

const describePaths = (all: Route[]) =>
  Object.fromEntries(
    [...Map.groupBy(all, ({ path }) => path)].map(
      ([path, routesOfPath]): [string, Record<string, Operation>] => [
        path,
        Object.fromEntries(routesOfPath.map((route) => [route.method, describeOperation(route)])),
      ],
    ),
  )

const { host, httpPort } = readSettings({})

/** The HTTP API in OpenAPI 3.1. */
export const describeApi = () => ({
  openapi: '3.1.1',
  info: {
    title: 'Cruddur Messages',
    version: product.version,
    license: { name: product.license, identifier: product.license },
    description: [
      'Direct messages: list your conversations, read and send messages, and start a conversation with any user by handle.',
      'Successful requests return status 200; lists are plain JSON arrays. Errors return an array of error codes, for every status. An unknown route returns 404 `["route_not_found"]`. Times are in UTC. Browsers can call the API from the origins that the deployment allows. Responses can contain fields that are not described here: ignore them.',
    ].join('\n\n'),
  },
  servers: [
    { url: `http://${host}:${httpPort}`, description: 'The local stack, started with `npm start`.' },
    {
      url: 'https://{api}.execute-api.{region}.amazonaws.com',
      description: 'A stage on AWS. `npx sls deploy` prints the URL.',
      variables: {
        api: { default: 'abcde12345', description: 'The ID of the HTTP API.' },
        region: { default: 'us-east-1', description: 'The AWS region of the stage.' },
      },
    },
  ],
  security: [{ accessToken: [] }],
  tags: ['Users', 'Conversations', 'Messages', 'Attachments', 'Groups', 'Safety', 'Account', 'Health'].map(
    (name) => ({
      name,
    }),
  ),
  paths: describePaths(routes),
  components: {
    securitySchemes: {
      accessToken: {
        type: 'http',
        scheme: 'bearer',
        bearerFormat: 'JWT',
        description:
          'An access token (not an ID token) from the Cognito user pool. For the local stack, `npm run --silent token -- andrewbrown` prints one.',
      },
    },
    headers: {
      RequestId: {
        description: 'The ID of this request in the logs.',
        required: true,
        schema: { type: 'string', minLength: 1 },
        example: examples.requestId,
      },
      RetryAfter: {
        description: 'The number of seconds to wait before the next attempt.',
        schema: { type: 'string', pattern: '^[1-9][0-9]*$' },
        example: '42',
      },
      Link: {
        description:
          'The URLs of further pages (RFC 8288). The operation describes them. Absent if there are none.',
        schema: {
          type: 'string',
          pattern: '^<[^>]+>; rel="(next|prev|since)"(, <[^>]+>; rel="(next|prev|since)")*$',
        },
        example: examples.link,
      },
    },
    schemas: namedSchemas(),
  },
})

export type ApiDocument = ReturnType<typeof describeApi>
