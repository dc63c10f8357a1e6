import { readFileSync } from 'node:fs'
import { describe, expect, test } from '@jest/globals'
import { parse } from 'yaml'
import { type Parameters, validateParameters } from '../../resources/validateParameters.ts'

const { params } = parse(readFileSync(new URL('../../serverless.yml', import.meta.url), 'utf8'), {
  logLevel: 'silent',
}) as { params: { default: Record<string, unknown> } }

const defaults = Object.fromEntries(
  Object.entries(params.default).map(([name, value]) => [name, String(value)]),
)

const objections = (parameters: Parameters, stage = 'prod', region = 'us-east-1') =>
  validateParameters({ ...defaults, ...parameters }, params.default, { name: stage, region })

const certificate = (region: string) => `arn:aws:acm:${region}:111122223333:certificate/00000000`
const webAcl = (scope: string, region = 'us-east-1') =>
  `arn:aws:wafv2:${region}:111122223333:${scope}/webacl/name/00000000`
const stream = (table: string) => `arn:aws:dynamodb:us-east-1:111122223333:table/${table}/stream/2026-01-01`
const identity = (name: string, region = 'us-east-1') => `arn:aws:ses:${region}:111122223333:identity/${name}`
const email = { emailFrom: 'Cruddur <no-reply@cruddur.example>', emailSesArn: identity('cruddur.example') }
const webDomain = { webDomain: 'cruddur.example', webCertificateArn: certificate('us-east-1') }

test.each<[string, Parameters]>([
  ['none', {}],
  ['an origin', { allowedOrigins: 'https://admin.cruddur.example' }],
  ['two origins, one with a port', { allowedOrigins: 'https://a.example, https://b.example:8443' }],
  ['a table that was restored', { tableName: 'restored', tableStreamArn: stream('restored') }],
  ['a pool of your own', { userPoolId: 'us-east-1_AbC123xyz', userPoolClientId: '1example23456789' }],
  ['a pool whose names have no limit', { userPoolNameLength: '' }],
  ['a name for the web client', webDomain],
  [
    'names for both gateways',
    { apiDomain: 'a.example', socketsDomain: 'b.example', gatewayCertificateArn: certificate('us-east-1') },
  ],
  ['a name for one gateway', { apiDomain: 'a.example', gatewayCertificateArn: certificate('us-east-1') }],
  ['a name and its zone', { ...webDomain, hostedZoneId: 'Z1' }],
  ['a web ACL with a name', { ...webDomain, webAclArn: webAcl('global') }],
  ['a web ACL for sign-in', { userPoolWebAclArn: webAcl('regional') }],
  ['a sender with a name, of a domain', email],
  ['a sender of a subdomain', { ...email, emailFrom: 'no-reply@mail.cruddur.example' }],
  [
    'an address for a sender',
    { emailFrom: 'no-reply@cruddur.example', emailSesArn: identity('no-reply@cruddur.example') },
  ],
  [
    'an identity in a region that Cognito takes',
    { ...email, emailSesArn: identity('cruddur.example', 'eu-west-1') },
  ],
  ['the shortest tokens', { accessTokenMinutes: '5' }],
  ['the longest tokens', { accessTokenMinutes: '1440' }],
])('%s is valid', (_, parameters) => {
  expect(objections(parameters)).toEqual([])
})

describe('an error message', () => {
  test.each<[string, Parameters, RegExp]>([
    ['a name that is misspelt', { allowedOrigin: 'https://a.example' }, /^Unknown parameter: allowedOrigin$/],
    [
      'a number that is none',
      { requestsPerSecond: 'many' },
      /requestsPerSecond must be a whole number of at least 1, not "many"/,
    ],
    ['nothing at all', { sendsPerMinute: '0' }, /sendsPerMinute must be a whole number of at least 1/],
    ['any origin', { allowedOrigins: '*' }, /not a valid origin: "\*"/],
    ['an address for an origin', { allowedOrigins: 'https://a.example/' }, /not a valid origin/],
    ['a list that ends in a comma', { allowedOrigins: 'https://a.example,' }, /not a valid origin: ""/],
    ['an origin that is not encrypted', { allowedOrigins: 'http://a.example' }, /must use https/],
    ['a laptop on production', { allowedOrigins: 'http://localhost:5173' }, /not allowed on prod/],
    ['another of its names', { allowedOrigins: 'https://127.0.0.1:5173' }, /not allowed on prod/],
    [
      'the stream of another table',
      { tableName: 'restored', tableStreamArn: stream('other') },
      /must be the stream of the table restored/,
    ],
    [
      'a length of names that is none',
      { userPoolNameLength: 'long' },
      /^userPoolNameLength must be .*, not "long"/,
    ],
    [
      "a length of names over Cognito's own",
      { userPoolNameLength: '2049' },
      /^userPoolNameLength must be .*, not "2049"/,
    ],
    ['half a pool', { userPoolId: 'us-east-1_AbC123xyz' }, /together/],
    ['the other half', { userPoolClientId: '1example23456789' }, /together/],
    [
      'the pool of a laptop',
      { userPoolId: 'us-east-1_Local', userPoolClientId: 'x' },
      /is the local user pool/,
    ],
    [
      'its client',
      { userPoolId: 'us-east-1_AbC1', userPoolClientId: 'local-web-client' },
      /is the local user pool/,
    ],
    [
      'a pool elsewhere',
      { userPoolId: 'eu-west-1_AbC1', userPoolClientId: 'x' },
      /must be a user pool in us-east-1/,
    ],
    [
      'a sender without an identity',
      { emailFrom: email.emailFrom },
      /Set emailFrom and emailSesArn together/,
    ],
    [
      'an identity without a sender',
      { emailSesArn: email.emailSesArn },
      /Set emailFrom and emailSesArn together/,
    ],
    ['a sender that is no address', { ...email, emailFrom: 'Cruddur' }, /not a valid sender: "Cruddur"/],
    ['a sender in half a bracket', { ...email, emailFrom: 'a@cruddur.example>' }, /not a valid sender/],
    [
      'an identity that is none',
      { ...email, emailSesArn: certificate('us-east-1') },
      /must be an SES identity/,
    ],
    [
      'an identity in a region that Cognito does not take',
      { ...email, emailSesArn: identity('cruddur.example', 'eu-north-1') },
      /must be an identity in us-east-1, us-west-2, eu-west-1, not in eu-north-1\./,
    ],
    [
      'a sender of another domain',
      { ...email, emailFrom: 'no-reply@notcruddur.example' },
      /identity cruddur\.example does not cover no-reply@notcruddur\.example/,
    ],
    [
      'another address of the same domain',
      { emailFrom: 'a@cruddur.example', emailSesArn: identity('b@cruddur.example') },
      /identity b@cruddur\.example does not cover a@/,
    ],
    [
      'a sender for a pool that is not made',
      { ...email, userPoolId: 'us-east-1_AbC1', userPoolClientId: 'x' },
      /emailFrom cannot be combined with userPoolId/,
    ],
    ['tokens too short for Cognito', { accessTokenMinutes: '4' }, /must be from 5 to 1440, not 4/],
    ['tokens too long for Cognito', { accessTokenMinutes: '1441' }, /must be from 5 to 1440, not 1441/],
    [
      'a name without a certificate',
      { webDomain: 'a.example' },
      /Set webDomain and webCertificateArn together/,
    ],
    ['a certificate without a name', { webCertificateArn: certificate('us-east-1') }, /together/],
    ['an address for a name', { ...webDomain, webDomain: 'https://a.example' }, /not a valid domain/],
    [
      'a certificate elsewhere',
      { ...webDomain, webCertificateArn: certificate('eu-west-1') },
      /in us-east-1/,
    ],
    [
      'a gateway without a certificate',
      { apiDomain: 'a.example' },
      /Set gatewayCertificateArn together with apiDomain/,
    ],
    ["a gateway's certificate alone", { gatewayCertificateArn: certificate('us-east-1') }, /together/],
    [
      'one elsewhere',
      { socketsDomain: 'a.example', gatewayCertificateArn: certificate('eu-west-1') },
      /must be a certificate in us-east-1, the stage's region/,
    ],
    [
      'one name for two',
      { apiDomain: 'a.example', socketsDomain: 'a.example', gatewayCertificateArn: certificate('us-east-1') },
      /must differ/,
    ],
    ['a zone for nothing', { hostedZoneId: 'Z1' }, /hostedZoneId requires/],
    ['a web ACL of a region', { webAclArn: webAcl('regional') }, /scope CLOUDFRONT/],
    ['a web ACL of the world for sign-in', { userPoolWebAclArn: webAcl('global') }, /scope REGIONAL/],
    [
      'a way around a web ACL',
      {
        webAclArn: webAcl('global'),
        apiDomain: 'a.example',
        gatewayCertificateArn: certificate('us-east-1'),
      },
      /would bypass the web ACL/,
    ],
    [
      'a web ACL for a pool that is not made',
      { userPoolId: 'us-east-1_AbC1', userPoolClientId: 'x', userPoolWebAclArn: webAcl('regional') },
      /userPoolWebAclArn cannot be combined with userPoolId/,
    ],
  ])('for %s', (_, parameters, words) => {
    expect(objections(parameters)).toEqual([expect.stringMatching(words)])
  })
})

test('on another stage than production, a client on localhost may call the API', () => {
  expect(objections({ allowedOrigins: 'http://localhost:5173' }, 'dev')).toEqual([])
})

test('an SES identity in the region of the stage is valid', () => {
  const there = { ...email, emailSesArn: identity('cruddur.example', 'eu-north-1') }
  expect(objections(there, 'prod', 'eu-north-1')).toEqual([])
})

test('in another region, the gateways need a certificate of that region, and CloudFront one of us-east-1', () => {
  const gateways = { apiDomain: 'a.example', gatewayCertificateArn: certificate('eu-west-1') }
  expect(objections({ ...webDomain, ...gateways }, 'prod', 'eu-west-1')).toEqual([])
})
