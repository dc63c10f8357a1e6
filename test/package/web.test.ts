import { describe, expect, test } from '@jest/globals'
import { applyConditions } from '../steps/conditions.ts'
import { thePackage } from '../steps/packaged.ts'
import { propertiesOf } from '../steps/template.ts'

type Behaviour = { FunctionAssociations?: { FunctionARN: unknown }[]; CachePolicyId: string }
type Distribution = {
  DefaultCacheBehavior: Behaviour
  CustomErrorResponses: { ErrorCode: number; ErrorCachingMinTTL: number; ResponsePagePath?: string }[]
}

describe.each([
  ['dev', 'Delete', 'Delete'],
  ['prod', 'RetainExceptOnCreate', 'Retain'],
])('%s', (stage, deletion, replacement) => {
  const template = applyConditions(thePackage(stage).template)
  const { Resources, Outputs } = template
  const { DistributionConfig } = propertiesOf(template, 'WebDistribution') as {
    DistributionConfig: Distribution
  }

  test('keeps the client in a bucket that only its distribution can read, over TLS', () => {
    expect(Resources.WebBucket).toMatchObject({
      DeletionPolicy: deletion,
      UpdateReplacePolicy: replacement,
      Properties: {
        BucketEncryption: {
          ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }],
        },
        PublicAccessBlockConfiguration: {
          BlockPublicAcls: true,
          BlockPublicPolicy: true,
          IgnorePublicAcls: true,
          RestrictPublicBuckets: true,
        },
      },
    })
    const { Statement } = propertiesOf(template, 'WebBucketPolicy').PolicyDocument as {
      Statement: { Effect: string; Action: string; Principal: unknown; Condition: object }[]
    }
    const [denied, ...allowed] = Statement
    expect(denied).toMatchObject({
      Effect: 'Deny',
      Principal: '*',
      Condition: { Bool: { 'aws:SecureTransport': 'false' } },
    })
    expect(allowed.map(({ Action }) => Action)).toEqual(['s3:GetObject', 's3:ListBucket'])
    for (const { Principal, Condition } of allowed) {
      expect(Principal).toEqual({ Service: 'cloudfront.amazonaws.com' })
      expect(JSON.stringify(Condition)).toContain(`distribution/\${WebDistribution}`)
    }
  })

  test('serves it compressed, over HTTP/2 and HTTP/3, with TLS only', () => {
    expect(DistributionConfig).toMatchObject({
      Enabled: true,
      HttpVersion: 'http2and3',
      Origins: [{ Id: 'bucket', OriginAccessControlId: { 'Fn::GetAtt': ['WebAccess', 'Id'] } }],
      DefaultCacheBehavior: {
        Compress: true,
        ViewerProtocolPolicy: 'redirect-to-https',
        AllowedMethods: ['GET', 'HEAD'],
        ResponseHeadersPolicyId: { Ref: 'WebHeaders' },
      },
    })
    expect(Resources.WebAccess?.Properties).toMatchObject({
      OriginAccessControlConfig: { SigningBehavior: 'always', SigningProtocol: 'sigv4' },
    })
  })

  test.each([
    ['/', '/index.html'],
    ['/messages', '/index.html'],
    ['/messages/321cd3b4-565d-56d6-93ed-f865fcd72f83', '/index.html'],
    ['/messages/new/bayko', '/index.html'],
    ['/messages/', '/index.html'],
    ['/v1.0/messages', '/index.html'],
    ['/assets/index-Bq3x.js', '/assets/index-Bq3x.js'],
    ['/config.json', '/config.json'],
    ['/icon.svg', '/icon.svg'],
    ['/sw.js', '/sw.js'],
  ])('answers %s with %s', (uri, answered) => {
    expect(DistributionConfig.DefaultCacheBehavior.FunctionAssociations).toEqual([
      { EventType: 'viewer-request', FunctionARN: { 'Fn::GetAtt': ['WebAddresses', 'FunctionARN'] } },
    ])
    const code = String(Resources.WebAddresses?.Properties.FunctionCode)
    const handler = new Function(`${code}; return handler`)() as (event: object) => { uri: string }
    expect(handler({ request: { uri, method: 'GET' } })).toEqual({ uri: answered, method: 'GET' })
  })

  test('caches no errors, and answers none with a page', () => {
    expect(
      DistributionConfig.CustomErrorResponses.map(({ ErrorCode, ...rest }) => [ErrorCode, rest]),
    ).toEqual(
      [400, 403, 404, 405, 414, 500, 501, 502, 503, 504].map((code) => [code, { ErrorCachingMinTTL: 0 }]),
    )
  })

  test('adds the security headers', () => {
    expect(Resources.WebHeaders?.Properties.ResponseHeadersPolicyConfig).toMatchObject({
      SecurityHeadersConfig: {
        ContentTypeOptions: { Override: true },
        FrameOptions: { FrameOption: 'DENY' },
        ReferrerPolicy: { ReferrerPolicy: 'no-referrer' },
        StrictTransportSecurity: { AccessControlMaxAgeSec: 63_072_000 },
        ContentSecurityPolicy: {
          ContentSecurityPolicy: {
            'Fn::Sub': [
              `frame-ancestors 'none'; connect-src 'self' \${api} \${sockets} \${attachments} https://cognito-idp.\${AWS::Region}.amazonaws.com`,
              {
                api: Outputs.ApiUrl?.Value,
                sockets: Outputs.SocketsUrl?.Value,
                // S3's address of the bucket, without a reference to it.
                attachments: {
                  'Fn::Sub': [
                    `https://\${name}.s3.\${AWS::Region}.\${AWS::URLSuffix}`,
                    { name: propertiesOf(template, 'AttachmentsBucket').BucketName },
                  ],
                },
              },
            ],
          },
        },
      },
    })
  })

  test('allows only the origin of its own web client to call the API', () => {
    expect(Resources.GetMeLambdaFunction?.Properties).toMatchObject({
      Environment: {
        Variables: {
          ALLOWED_ORIGINS: { 'Fn::Join': [',', [{ 'Fn::Sub': `https://\${WebDistribution.DomainName}` }]] },
        },
      },
    })
    expect(Outputs.WebUrl?.Value).toEqual({ 'Fn::Sub': `https://\${WebDistribution.DomainName}` })
  })

  test('has every output that deploy:web needs', () => {
    const asked = ['WebBucketName', 'WebDistributionId', 'WebUrl', 'ApiUrl', 'SocketsUrl', 'UserPoolId']
    expect(Object.keys(Outputs)).toEqual(expect.arrayContaining([...asked, 'UserPoolClientId']))
    expect(Outputs.SocketsUrl?.Value).toEqual({ 'Fn::Sub': expect.stringMatching(`^wss://.*/${stage}$`) })
  })
})
