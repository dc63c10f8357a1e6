import { readFileSync } from 'node:fs'
import { describe, expect, test } from '@jest/globals'
import { parse } from 'yaml'
import { objectionsTo, type Parameters } from '../../resources/parameters.ts'

const { params } = parse(readFileSync(new URL('../../serverless.yml', import.meta.url), 'utf8'), {
  logLevel: 'silent',
}) as { params: { default: Record<string, unknown> } }

const defaults = Object.fromEntries(
  Object.entries(params.default).map(([name, value]) => [name, String(value)]),
)

const objections = (parameters: Parameters, stage = 'prod', region = 'us-east-1') =>
  objectionsTo({ ...defaults, ...parameters }, params.default, { name: stage, region })

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
    [
      'a name that is misspelt',
      { allowedOrigin: 'https://a.example' },
      /^There is no parameter "allowedOrigin"/,
    ],
    ['a number that is none', { requestsPerSecond: 'many' }, /requestsPerSecond is many, and should be/],
    ['nothing at all', { sendsPerMinute: '0' }, /whole number from 1 on/],
    ['any origin', { allowedOrigins: '*' }, /"\*", which is no origin/],
    ['an address for an origin', { allowedOrigins: 'https://a.example/' }, /which is no origin/],
    ['a list that ends in a comma', { allowedOrigins: 'https://a.example,' }, /has "", which is no origin/],
    ['an origin that is not encrypted', { allowedOrigins: 'http://a.example' }, /not encrypted/],
    ['a laptop on production', { allowedOrigins: 'http://localhost:5173' }, /no business on prod/],
    ['another of its names', { allowedOrigins: 'https://127.0.0.1:5173' }, /no business on prod/],
    [
      'the stream of another table',
      { tableName: 'restored', tableStreamArn: stream('other') },
      /no stream of/,
    ],
    ['a length of names that is none', { userPoolNameLength: 'long' }, /userPoolNameLength is long/],
    ["a length of names over Cognito's own", { userPoolNameLength: '2049' }, /userPoolNameLength is 2049/],
    ['half a pool', { userPoolId: 'us-east-1_AbC123xyz' }, /belong together/],
    ['the other half', { userPoolClientId: '1example23456789' }, /belong together/],
    ['the pool of a laptop', { userPoolId: 'us-east-1_Local', userPoolClientId: 'x' }, /pool of a laptop/],
    [
      'its client',
      { userPoolId: 'us-east-1_AbC1', userPoolClientId: 'local-web-client' },
      /pool of a laptop/,
    ],
    [
      'a pool elsewhere',
      { userPoolId: 'eu-west-1_AbC1', userPoolClientId: 'x' },
      /the stage is in us-east-1/,
    ],
    ['a sender without an identity', { emailFrom: email.emailFrom }, /emailFrom and emailSesArn belong/],
    ['an identity without a sender', { emailSesArn: email.emailSesArn }, /emailFrom and emailSesArn belong/],
    ['a sender that is no address', { ...email, emailFrom: 'Cruddur' }, /"Cruddur", and no sender/],
    ['a sender in half a bracket', { ...email, emailFrom: 'a@cruddur.example>' }, /and no sender/],
    ['an identity that is none', { ...email, emailSesArn: certificate('us-east-1') }, /no identity of SES/],
    [
      'an identity in a region that Cognito does not take',
      { ...email, emailSesArn: identity('cruddur.example', 'eu-north-1') },
      /is in eu-north-1: Cognito takes an identity in us-east-1, us-west-2, eu-west-1\./,
    ],
    [
      'a sender of another domain',
      { ...email, emailFrom: 'no-reply@notcruddur.example' },
      /not of the identity cruddur\.example/,
    ],
    [
      'another address of the same domain',
      { emailFrom: 'a@cruddur.example', emailSesArn: identity('b@cruddur.example') },
      /not of the identity b@/,
    ],
    [
      'a sender for a pool that is not made',
      { ...email, userPoolId: 'us-east-1_AbC1', userPoolClientId: 'x' },
      /own: set the sender/,
    ],
    ['tokens too short for Cognito', { accessTokenMinutes: '4' }, /is 4: Cognito takes from 5 to 1440/],
    ['tokens too long for Cognito', { accessTokenMinutes: '1441' }, /is 1441: Cognito takes/],
    ['a name without a certificate', { webDomain: 'a.example' }, /webDomain and webCertificateArn belong/],
    ['a certificate without a name', { webCertificateArn: certificate('us-east-1') }, /belong together/],
    ['an address for a name', { ...webDomain, webDomain: 'https://a.example' }, /and no domain/],
    [
      'a certificate elsewhere',
      { ...webDomain, webCertificateArn: certificate('eu-west-1') },
      /in us-east-1/,
    ],
    ['a gateway without a certificate', { apiDomain: 'a.example' }, /gatewayCertificateArn, belong/],
    ["a gateway's certificate alone", { gatewayCertificateArn: certificate('us-east-1') }, /belong together/],
    [
      'one elsewhere',
      { socketsDomain: 'a.example', gatewayCertificateArn: certificate('eu-west-1') },
      /in us-east-1, where the gateways/,
    ],
    [
      'one name for two',
      { apiDomain: 'a.example', socketsDomain: 'a.example', gatewayCertificateArn: certificate('us-east-1') },
      /must differ/,
    ],
    ['a zone for nothing', { hostedZoneId: 'Z1' }, /no domain to enter/],
    ['a web ACL of a region', { webAclArn: webAcl('regional') }, /scope CLOUDFRONT/],
    ['a web ACL of the world for sign-in', { userPoolWebAclArn: webAcl('global') }, /scope REGIONAL/],
    [
      'a way around a web ACL',
      {
        webAclArn: webAcl('global'),
        apiDomain: 'a.example',
        gatewayCertificateArn: certificate('us-east-1'),
      },
      /way around/,
    ],
    [
      'a web ACL for a pool that is not made',
      { userPoolId: 'us-east-1_AbC1', userPoolClientId: 'x', userPoolWebAclArn: webAcl('regional') },
      /own: give yours/,
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
