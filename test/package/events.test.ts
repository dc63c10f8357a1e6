import { describe, expect, test } from '@jest/globals'
import { thePackage } from '../steps/packaged.ts'
import { ofType, propertiesOf } from '../steps/template.ts'

describe.each(['dev', 'prod'])('%s', (stage) => {
  const { template } = thePackage(stage)
  const { Resources } = template

  const wakes = (name: string) =>
    ofType(template, 'AWS::Lambda::EventSourceMapping').find(([, { Properties }]) =>
      JSON.stringify(Properties.FunctionName).includes(`"${name}LambdaFunction"`),
    )?.[1].Properties

  const patternsOf = (name: string) => {
    const { Filters = [] } = (wakes(name)?.FilterCriteria ?? {}) as { Filters?: { Pattern: string }[] }
    return Filters.map(({ Pattern }) => JSON.parse(Pattern))
  }

  test('invokes updateInbox for new loud messages, edits and deletions only, with limits and a dead-letter queue', () => {
    expect(wakes('UpdateInbox')).toMatchObject({
      BatchSize: 100,
      BisectBatchOnFunctionError: true,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      MaximumRetryAttempts: 10,
      MaximumRecordAgeInSeconds: 3600,
      StartingPosition: 'TRIM_HORIZON',
      DestinationConfig: { OnFailure: { Destination: { 'Fn::GetAtt': ['DeadLetters', 'Arn'] } } },
    })
    expect(patternsOf('UpdateInbox')).toEqual([
      {
        eventName: ['INSERT'],
        dynamodb: {
          Keys: { pk: { S: [{ prefix: 'MSG#' }] } },
          NewImage: { quiet: { BOOL: [{ exists: false }] } },
        },
      },
      {
        eventName: ['MODIFY'],
        dynamodb: {
          Keys: { pk: { S: [{ prefix: 'MSG#' }] } },
          NewImage: { last_change: { S: ['edit', 'deletion'] } },
        },
      },
    ])
  })

  test('invokes pushMessage for every new or changed message, in the order of each shard, from the start of the stream, and drops what is a minute old', () => {
    const mapping = wakes('PushMessage')
    expect(mapping).toMatchObject({
      BatchSize: 100,
      ParallelizationFactor: 1,
      StartingPosition: 'TRIM_HORIZON',
      MaximumRetryAttempts: 2,
      MaximumRecordAgeInSeconds: 60,
    })
    expect(patternsOf('PushMessage')).toEqual([
      { eventName: ['INSERT', 'MODIFY'], dynamodb: { Keys: { pk: { S: [{ prefix: 'MSG#' }] } } } },
    ])
    expect(mapping).not.toHaveProperty('DestinationConfig')
  })

  test('invokes doWork for one job at a time, in few instances, and keeps those that fail', () => {
    expect(wakes('DoWork')).toMatchObject({
      BatchSize: 1,
      EventSourceArn: { 'Fn::GetAtt': ['Work', 'Arn'] },
      ScalingConfig: { MaximumConcurrency: 5 },
    })
    const { Timeout, RecursiveLoop } = propertiesOf(template, 'DoWorkLambdaFunction')
    expect(RecursiveLoop).toBe('Allow') // a job that continues more than 16 times is no mistake
    expect(Resources.Work?.Properties).toMatchObject({
      VisibilityTimeout: 6 * Number(Timeout), // what AWS recommends
      SqsManagedSseEnabled: true,
      RedrivePolicy: {
        deadLetterTargetArn: { 'Fn::GetAtt': ['WorkDeadLetters', 'Arn'] },
        maxReceiveCount: 5,
      },
    })
    expect(Resources.WorkDeadLetters?.Properties).toMatchObject({
      SqsManagedSseEnabled: true,
      MessageRetentionPeriod: 14 * 24 * 60 * 60,
    })
  })

  test('invokes sendWebPush for one message at a time, in few instances, and drops pushes that are two minutes old', () => {
    expect(wakes('SendWebPush')).toMatchObject({
      BatchSize: 1,
      EventSourceArn: { 'Fn::GetAtt': ['WebPushes', 'Arn'] },
      ScalingConfig: { MaximumConcurrency: 20 },
    })
    const { Timeout } = propertiesOf(template, 'SendWebPushLambdaFunction')
    expect(Resources.WebPushes?.Properties).toEqual({
      QueueName: `cruddur-messages-${stage}-web-pushes`,
      VisibilityTimeout: Timeout, // less than that is refused by Lambda
      MessageRetentionPeriod: 120,
      SqsManagedSseEnabled: true,
    })
  })

  test('gives the function that registers browsers and the one that sends to them the same push services, all of them over https', () => {
    const servicesOf = (name: string) => {
      const { Environment } = propertiesOf(template, `${name}LambdaFunction`) as {
        Environment: { Variables: Record<string, string> }
      }
      return Environment.Variables.PUSH_SERVICES ?? ''
    }
    expect(servicesOf('RegisterPushSubscription')).toBe(servicesOf('SendWebPush'))
    const services = servicesOf('SendWebPush').split(' ')
    expect(services.length).toBeGreaterThan(3)
    for (const service of services) expect(service).toMatch(/^https:\/\/(\*\.)?[a-z]+(\.[a-z]+)+$/)
  })

  test('authorises every socket with authorizeSocket', () => {
    const [authorizer] = ofType(template, 'AWS::ApiGatewayV2::Authorizer')
    expect(authorizer?.[1].Properties).toMatchObject({
      AuthorizerType: 'REQUEST',
      IdentitySource: ['route.request.header.Sec-WebSocket-Protocol'],
    })
    const routes = ofType(template, 'AWS::ApiGatewayV2::Route').filter(([, { Properties }]) =>
      JSON.stringify(Properties.ApiId).includes('WebsocketsApi'),
    )
    expect(routes.map(([, { Properties }]) => [Properties.RouteKey, Properties.AuthorizerId]).sort()).toEqual(
      [
        ['$connect', { Ref: authorizer?.[0] }],
        ['$default', undefined],
        ['$disconnect', undefined],
      ],
    )
  })

  test("posts to sockets at AWS's own address, also with a custom domain", () => {
    const endpoint = { 'Fn::Sub': expect.stringMatching(/^https:\/\/\$\{WebsocketsApi\}\.execute-api\..*/) }
    for (const name of ['dev', 'prod', 'own', 'guarded']) {
      const environment =
        thePackage(name).template.Resources.PushMessageLambdaFunction?.Properties.Environment
      expect([name, environment]).toMatchObject([name, { Variables: { SOCKETS_ENDPOINT: endpoint } }])
    }
  })

  test('throttles its gateways and logs no headers', () => {
    for (const name of ['HttpApiStage', 'WebsocketsDeploymentStage']) {
      expect(Resources[name]?.Properties.DefaultRouteSettings).toEqual({
        DetailedMetricsEnabled: false,
        ThrottlingRateLimit: 500,
        ThrottlingBurstLimit: 1000,
      })
    }
    const settings = Resources.HttpApiStage?.Properties.AccessLogSettings as { Format: string } | undefined
    const format = settings?.Format ?? ''
    expect(Object.keys(JSON.parse(format))).toEqual(expect.arrayContaining(['request_id', 'route', 'status']))
    expect(format).not.toMatch(/header|authori[sz]/i)
  })
})
