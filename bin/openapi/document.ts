import { readSettings } from '../../local/settings.ts'
import product from '../../package.json' with { type: 'json' }
import { explained, type HttpCode, statusOf } from './codes.ts'
import { examples } from './examples.ts'
import { type Route, routes } from './routes.ts'
import { namedSchemas, refTo } from './schemas.ts'

const requestId = { 'X-Request-Id': { $ref: '#/components/headers/RequestId' } }
const retryAfter = { 'Retry-After': { $ref: '#/components/headers/RetryAfter' } }
const link = { Link: { $ref: '#/components/headers/Link' } }

const ofEvery: HttpCode[] = ['internal_error']
const ofEveryBehindAToken: HttpCode[] = ['too_many_requests', 'unauthorized', 'user_unknown']
const ofEveryWithABody: HttpCode[] = [
  'body_not_json',
  'body_not_object',
  'body_too_large',
  'content_type_not_json',
]

const codesOf = ({ codes, body, isPublic }: Route): HttpCode[] =>
  [...ofEvery, ...(isPublic ? [] : ofEveryBehindAToken), ...(body ? ofEveryWithABody : []), ...codes].sort()

const errorAnswer = (codes: HttpCode[]) => ({
  description: codes.map(explained).join('\n\n'),
  headers: { ...requestId, ...(codes.includes('too_many_requests') ? retryAfter : {}) },
  content: {
    'application/json': {
      schema: { allOf: [refTo('Errors'), { items: { enum: codes } }] },
      examples: Object.fromEntries(codes.map((code) => [code, { value: [code] }])),
    },
  },
})

const errorAnswers = (route: Route) =>
  Object.fromEntries(
    [...Map.groupBy(codesOf(route), statusOf)].map(([status, codes]) => [status, errorAnswer(codes)]),
  )

const operationOf = (route: Route) => {
  const { operationId, tag, summary, description, parameters = [], isPublic, isPaged, body, answer } = route
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
        description: answer.description,
        headers: { ...requestId, ...(isPaged ? link : {}) },
        content: { 'application/json': { schema: answer.schema, examples: answer.examples } },
      },
      ...errorAnswers(route),
    },
  }
}

export type Operation = ReturnType<typeof operationOf>

const pathsOf = (all: Route[]) =>
  Object.fromEntries(
    [...Map.groupBy(all, ({ path }) => path)].map(([path, here]): [string, Record<string, Operation>] => [
      path,
      Object.fromEntries(here.map((route) => [route.method, operationOf(route)])),
    ]),
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
      'Direct messages: see your conversations, read them, write, and start one with anybody by handle.',
      'A success is always a 200, and a list is a bare array. An error is always an array of codes, whatever its status; where there is no route, it is 404 `["route_not_found"]`. Times are UTC. Browsers may call from the origins that the deployment allows. There may be more fields in an answer than are described: ignore what you do not know.',
    ].join('\n\n'),
  },
  servers: [
    { url: `http://${host}:${httpPort}`, description: 'A laptop, after `npm start`.' },
    {
      url: 'https://{api}.execute-api.{region}.amazonaws.com',
      description: 'AWS, after `npx sls deploy`, which prints it.',
      variables: {
        api: { default: 'abcde12345', description: "The HTTP API's id." },
        region: { default: 'us-east-1', description: 'Where it was deployed to.' },
      },
    },
  ],
  security: [{ accessToken: [] }],
  tags: ['Users', 'Conversations', 'Messages', 'Health'].map((name) => ({ name })),
  paths: pathsOf(routes),
  components: {
    securitySchemes: {
      accessToken: {
        type: 'http',
        scheme: 'bearer',
        bearerFormat: 'JWT',
        description:
          'An access token of the Cognito user pool (not an ID token). On a laptop: `npm run --silent token -- andrewbrown`.',
      },
    },
    headers: {
      RequestId: {
        description: 'What the log knows this request by.',
        required: true,
        schema: { type: 'string', minLength: 1 },
        example: examples.requestId,
      },
      RetryAfter: {
        description: 'In how many seconds to come again.',
        schema: { type: 'string', pattern: '^[1-9][0-9]*$' },
        example: '42',
      },
      Link: {
        description: 'Where there is more, and how to ask for it (RFC 8288). Left out where there is none.',
        schema: { type: 'string', pattern: '^<[^>]+>; rel="(next|prev)"(, <[^>]+>; rel="(next|prev)")*$' },
        example: examples.link,
      },
    },
    schemas: namedSchemas(),
  },
})

export type ApiDocument = ReturnType<typeof describeApi>
