import { describe, expect, test } from '@jest/globals'
import { made } from '../steps/conditions.ts'
import { thePackage } from '../steps/packaged.ts'
import { ofType, propertiesOf, type Template } from '../steps/template.ts'

const certificate = 'arn:aws:acm:us-east-1:111122223333:certificate/00000000'

const distributionOf = (template: Template) =>
  propertiesOf(template, 'WebDistribution').DistributionConfig as Record<string, unknown>
const policyOf = (template: Template) => JSON.stringify(propertiesOf(template, 'WebHeaders'))
const originsOf = (template: Template) =>
  (propertiesOf(template, 'GetMeLambdaFunction').Environment as { Variables: Record<string, unknown> })
    .Variables.ALLOWED_ORIGINS

test.each(['dev', 'prod'])('%s has no name, no record and no web ACL that nobody has asked for', (stage) => {
  const template = made(thePackage(stage).template)
  for (const type of ['ApiGatewayV2::DomainName', 'ApiGatewayV2::ApiMapping', 'Route53::RecordSet'])
    expect(ofType(template, `AWS::${type}`)).toEqual([])
  expect(ofType(template, 'AWS::WAFv2::WebACLAssociation')).toEqual([])
  const distribution = distributionOf(template)
  for (const name of ['Aliases', 'WebACLId', 'CacheBehaviors']) expect(distribution).not.toHaveProperty(name)
  expect(distribution.ViewerCertificate).toEqual({ CloudFrontDefaultCertificate: true })
  expect(distribution.Origins).toHaveLength(1)
})

describe('with custom domains', () => {
  const template = made(thePackage('own').template)
  const { Resources, Outputs } = template

  test('the web client has its domain and certificate', () => {
    expect(distributionOf(template)).toMatchObject({
      Aliases: ['cruddur.example'],
      ViewerCertificate: {
        AcmCertificateArn: certificate,
        MinimumProtocolVersion: 'TLSv1.2_2021',
        SslSupportMethod: 'sni-only',
      },
    })
  })

  test.each([
    ['ApiDomain', 'api.cruddur.example', 'HttpApi', 'HttpApiStage'],
    ['SocketsDomain', 'live.cruddur.example', 'WebsocketsApi', 'WebsocketsDeploymentStage'],
  ])('%s points to its gateway', (name, domain, api, stage) => {
    expect(Resources[name]?.Properties).toEqual({
      DomainName: domain,
      DomainNameConfigurations: [
        { CertificateArn: certificate, EndpointType: 'REGIONAL', SecurityPolicy: 'TLS_1_2' },
      ],
    })
    expect(Resources[`${name}Mapping`]?.Properties).toEqual({
      DomainName: { Ref: name },
      ApiId: { Ref: api },
      Stage: { Ref: stage },
    })
  })

  test('each has a DNS record in the zone', () => {
    const records = ofType(template, 'AWS::Route53::RecordSet').map(([, { Properties }]) => Properties)
    const dnsName = (resource: string, attribute: string) => ({
      DNSName: { 'Fn::GetAtt': [resource, attribute] },
    })
    expect(records.map(({ Name, Type, AliasTarget }) => [Name, Type, AliasTarget])).toMatchObject([
      ['cruddur.example', 'A', dnsName('WebDistribution', 'DomainName')],
      ['cruddur.example', 'AAAA', dnsName('WebDistribution', 'DomainName')],
      ['api.cruddur.example', 'A', dnsName('ApiDomain', 'RegionalDomainName')],
      ['live.cruddur.example', 'A', dnsName('SocketsDomain', 'RegionalDomainName')],
    ])
    expect(records.map(({ HostedZoneId }) => HostedZoneId)).toEqual(records.map(() => 'Z0000000EXAMPLE'))
  })

  test('the client is configured with them, its security policy allows them, and the API allows its origin', () => {
    expect([Outputs.WebUrl?.Value, Outputs.ApiUrl?.Value, Outputs.SocketsUrl?.Value]).toEqual([
      'https://cruddur.example',
      'https://api.cruddur.example',
      'wss://live.cruddur.example',
    ])
    expect(policyOf(template)).toContain('"api":"https://api.cruddur.example"')
    expect(policyOf(template)).toContain('"sockets":"wss://live.cruddur.example"')
    expect(originsOf(template)).toEqual({
      'Fn::Join': [
        ',',
        [
          'https://cruddur.example',
          { 'Fn::Sub': `https://\${WebDistribution.DomainName}` },
          'https://admin.cruddur.example',
        ],
      ],
    })
  })
})

describe('with a web ACL', () => {
  const template = made(thePackage('guarded').template)
  const distribution = distributionOf(template)

  test('the distribution has it, and also forwards to the API', () => {
    expect(distribution.WebACLId).toMatch(/:global\/webacl\//)
    expect(distribution.Origins).toMatchObject([
      { Id: 'bucket' },
      {
        Id: 'api',
        DomainName: { 'Fn::Sub': expect.stringMatching(/^\$\{HttpApi\}\.execute-api\./) },
        CustomOriginConfig: { OriginProtocolPolicy: 'https-only' },
      },
    ])
  })

  test('requests to the API are not cached, keep every header but the host, and never get a page', () => {
    const [behaviour, ...others] = distribution.CacheBehaviors as Record<string, unknown>[]
    expect(others).toEqual([])
    expect(behaviour).toMatchObject({
      PathPattern: '/api/*',
      TargetOriginId: 'api',
      ViewerProtocolPolicy: 'https-only',
      AllowedMethods: expect.arrayContaining(['GET', 'OPTIONS', 'POST', 'PUT']),
      CachePolicyId: '4135ea2d-6df8-44a3-9df3-4b5a84be39ad',
      OriginRequestPolicyId: 'b689b0a8-53d0-40ab-baf2-68738e2966ac',
    })
    expect(behaviour).not.toHaveProperty('FunctionAssociations')
  })

  test('the client calls the API on its own origin', () => {
    const { WebUrl, ApiUrl } = template.Outputs
    expect(ApiUrl).toEqual(WebUrl)
    expect(policyOf(template)).toContain(`"api":"'self'"`)
  })

  test('sign-in has one of its own', () => {
    expect(propertiesOf(template, 'UserPoolWebAcl')).toEqual({
      ResourceArn: { 'Fn::GetAtt': ['UserPool', 'Arn'] },
      WebACLArn: expect.stringMatching(/:regional\/webacl\//),
    })
  })
})
