import { describe, expect, test } from '@jest/globals'
import { exportSeconds } from '../../src/domain/export.ts'
import { applyConditions } from '../steps/conditions.ts'
import { thePackage } from '../steps/packaged.ts'
import { propertiesOf, type Resource } from '../steps/template.ts'

/** The values that CloudFormation inserts. */
const values: Record<string, string> = {
  'AWS::Region': 'us-east-1',
  'AWS::URLSuffix': 'amazonaws.com',
  'AWS::StackId':
    'arn:aws:cloudformation:us-east-1:111122223333:stack/cruddur-messages-dev/51af3dc0-da77-11e4-872e-1234567db123',
  'WebDistribution.DomainName': 'd111111abcdef8.cloudfront.net',
}

type Insert = (part: unknown) => unknown
const list = (part: unknown): unknown[] => insert(part) as unknown[]

const substitute = (text: string, own: Record<string, unknown> = {}) =>
  text.replaceAll(/\$\{([\w.:]+)\}/g, (_, name) => String(name in own ? insert(own[name]) : values[name]))

const functions: Record<string, Insert> = {
  Ref: (name) => values[String(name)],
  'Fn::Sub': (part) => {
    const [text, own] = [part].flat() as [string, Record<string, unknown>?]
    return substitute(text, own)
  },
  'Fn::Join': (part) => {
    const [separator, parts] = part as [string, unknown]
    return list(parts).join(separator)
  },
  'Fn::Split': (part) => {
    const [separator, text] = part as [string, unknown]
    return String(insert(text)).split(separator)
  },
  'Fn::Select': (part) => {
    const [index, parts] = part as [number, unknown]
    return list(parts)[Number(index)]
  },
}

/** Applies the functions of CloudFormation. */
const insert: Insert = (part) => {
  if (Array.isArray(part)) return part.map(insert)
  if (typeof part !== 'object' || part === null) return part
  const [[name = '', value] = []] = Object.entries(part)
  return functions[name] ? functions[name](value) : part
}

type Rule = { Status: string; Prefix?: string; ExpirationInDays?: number }
type Cors = { CorsRules: { AllowedOrigins: unknown; AllowedMethods: string[] }[] }

const own = applyConditions(thePackage('own').template)

describe.each([
  ['dev', 'Delete', 'Delete', ['https://d111111abcdef8.cloudfront.net']],
  ['prod', 'RetainExceptOnCreate', 'Retain', ['https://d111111abcdef8.cloudfront.net']],
  [
    'own',
    'RetainExceptOnCreate',
    'Retain',
    ['https://cruddur.example', 'https://d111111abcdef8.cloudfront.net', 'https://admin.cruddur.example'],
  ],
])('the bucket of pictures of %s', (stage, deletion, replacement, origins) => {
  const template = applyConditions(thePackage(stage).template)
  const properties = propertiesOf(template, 'AttachmentsBucket')
  const name = String(insert(properties.BucketName))

  test('is private, encrypted, and accepts requests over TLS only', () => {
    expect(properties).toMatchObject({
      BucketEncryption: {
        ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }],
      },
      OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      },
    })
    expect(propertiesOf(template, 'AttachmentsBucketPolicy')).toMatchObject({
      Bucket: { Ref: 'AttachmentsBucket' },
      PolicyDocument: {
        Statement: [
          {
            Effect: 'Deny',
            Principal: '*',
            Action: 's3:*',
            Condition: { Bool: { 'aws:SecureTransport': 'false' } },
          },
        ],
      },
    })
  })

  test('is removed or retained as the table', () => {
    expect(template.Resources.AttachmentsBucket).toMatchObject({
      DeletionPolicy: deletion,
      UpdateReplacePolicy: replacement,
    })
  })

  test('is named after the stack, so that a retained bucket does not block the next stack', () => {
    expect(name).toBe('cruddur-attachments-51af3dc0-da77-11e4-872e-1234567db123')
    expect(name).toMatch(/^[a-z\d][a-z\d-]{1,61}[a-z\d]$/)
  })

  test('allows pages of the origins that may call the API, and no others, to upload and read', () => {
    const [rule, ...others] = (properties.CorsConfiguration as Cors).CorsRules
    expect([insert(rule?.AllowedOrigins), rule?.AllowedMethods, others]).toEqual([
      origins,
      ['GET', 'POST'],
      [],
    ])
    const { Environment } = propertiesOf(template, 'GetMeLambdaFunction') as {
      Environment: { Variables: { ALLOWED_ORIGINS: unknown } }
    }
    expect(String(insert(Environment.Variables.ALLOWED_ORIGINS)).split(',')).toEqual(origins)
  })

  test('deletes uploads that were not sent after a day, exports after a week, and copies for moderators after reportDays', () => {
    const { Rules } = properties.LifecycleConfiguration as { Rules: Rule[] }
    const expirations = Rules.filter(({ ExpirationInDays }) => ExpirationInDays !== undefined)
    expect(
      expirations.map(({ Status, Prefix, ExpirationInDays }) => [Status, Prefix, ExpirationInDays]),
    ).toEqual([
      ['Enabled', 'pending/', 1],
      ['Enabled', 'exports/', exportSeconds / (24 * 60 * 60)],
      ['Enabled', 'reports/', 180],
    ])
    expect(JSON.stringify(Rules)).toContain('"AbortIncompleteMultipartUpload":{"DaysAfterInitiation":1}')
  })

  test('is the only bucket to which the content security policy of the web client allows connections', () => {
    const { ResponseHeadersPolicyConfig } = propertiesOf(template, 'WebHeaders') as {
      ResponseHeadersPolicyConfig: {
        SecurityHeadersConfig: {
          ContentSecurityPolicy: { ContentSecurityPolicy: { 'Fn::Sub': [string, object] } }
        }
      }
    }
    const [, { attachments }] = ResponseHeadersPolicyConfig.SecurityHeadersConfig.ContentSecurityPolicy
      .ContentSecurityPolicy['Fn::Sub'] as [string, { attachments?: unknown }]
    expect(insert(attachments)).toBe(`https://${name}.s3.us-east-1.amazonaws.com`)
  })

  test('is an output, with its address, for the commands', () => {
    const { AttachmentsBucketName, AttachmentsUrl } = template.Outputs
    expect([AttachmentsBucketName?.Value, AttachmentsUrl?.Value]).toEqual([
      { Ref: 'AttachmentsBucket' },
      { 'Fn::Sub': `https://\${AttachmentsBucket.RegionalDomainName}` },
    ])
  })
})

test('spaces in the list of allowed origins are left out', () => {
  const text = JSON.stringify(own.Resources.AttachmentsBucket)
  const spaced = JSON.parse(text.replace('https://admin.', ' https://admin.')) as Resource
  const [rule] = (spaced.Properties.CorsConfiguration as Cors).CorsRules
  expect(insert(rule?.AllowedOrigins)).toContain('https://admin.cruddur.example')
})
