import { readFileSync } from 'node:fs'
import { describe, expect, test } from '@jest/globals'
import { isMetricOfAws } from '../steps/awsSchema.ts'
import { thePackage } from '../steps/packaged.ts'
import { ofType, propertiesOf } from '../steps/template.ts'

const sources = [
  'handlers/updateInbox',
  'handlers/pushMessage',
  'handlers/createReport',
  'handlers/sendWebPush',
  'middleware/logRequest',
  'push',
]
  .map((name) => readFileSync(new URL(`../../src/${name}.ts`, import.meta.url), 'utf8'))
  .join('')

type Metric = { Namespace: string; MetricName: string; Dimensions: { Name: string; Value: unknown }[] }
type Alarm = Metric & { Metrics?: { Expression?: string; MetricStat?: { Metric: Metric } }[] }

const referenceIn = (value: unknown) => (value as { Ref: string }).Ref

describe.each(['dev', 'prod'])('%s', (stage) => {
  const { template } = thePackage(stage)
  const alarms = ofType(template, 'AWS::CloudWatch::Alarm').map(
    ([name, { Properties }]) => [name, Properties as Alarm] as const,
  )
  const metricsOf = ({ Metrics, ...metric }: Alarm): Metric[] =>
    Metrics ? Metrics.flatMap(({ MetricStat }) => MetricStat?.Metric ?? []) : [metric]
  const alarm = (name: string) => propertiesOf(template, name) as Alarm
  const counted = ofType(template, 'AWS::Logs::MetricFilter').flatMap(([, { Properties }]) =>
    (Properties.MetricTransformations as { MetricNamespace: string; MetricName: string }[]).map(
      ({ MetricNamespace, MetricName }) => `${MetricNamespace} ${MetricName}`,
    ),
  )

  test('keeps the logs of every function and of the gateway for thirty days', () => {
    const groups = ofType(template, 'AWS::Logs::LogGroup')
    expect(groups.map(([name, { Properties }]) => [name, Properties.RetentionInDays])).toEqual(
      groups.map(([name]) => [name, 30]),
    )
    const functions = ofType(template, 'AWS::Lambda::Function')
    const ofFunctions = functions.map(([name]) => name.replace('LambdaFunction', 'LogGroup'))
    expect(groups.map(([name]) => name).sort()).toEqual([...ofFunctions, 'HttpApiLogGroup'].sort())
  })

  test('defines every log group that a gateway would otherwise create without retention', () => {
    const stages = ofType(template, 'AWS::ApiGatewayV2::Stage')
    const destinations = stages.flatMap(([, { Properties }]) =>
      Properties.AccessLogSettings
        ? [(Properties.AccessLogSettings as { DestinationArn: unknown }).DestinationArn]
        : [],
    )
    expect(destinations).toEqual([{ 'Fn::GetAtt': ['HttpApiLogGroup', 'Arn'] }])
    expect(JSON.stringify(stages)).not.toContain('LoggingLevel')
  })

  test('sends alarms about dead letters, late inboxes and jobs, reports, errors, pushes that fail, throttling of the table and the size of the pictures', () => {
    expect(alarms.map(([name]) => name).sort()).toEqual([
      'ApiErrorsAlarm',
      'AttachmentsSizeAlarm',
      'BackgroundErrorsAlarm',
      'DeadLettersAlarm',
      'InboxLagAlarm',
      'ReportsAlarm',
      'TableThrottledAlarm',
      'WebPushAlarm',
      'WorkAgeAlarm',
      'WorkDeadLettersAlarm',
    ])
    expect(alarms.map(([name]) => propertiesOf(template, name).AlarmActions)).toEqual(
      alarms.map(() => [{ Ref: 'Alarms' }]),
    )
  })

  test('has alarms on existing metrics only, at most ten metrics per alarm, and none of a single route', () => {
    for (const [name, properties] of alarms) {
      const metrics = metricsOf(properties)
      expect([name, metrics.length > 0 && metrics.length <= 10]).toEqual([name, true])
      const exists = ({ Namespace, MetricName }: Metric) =>
        isMetricOfAws(Namespace, MetricName) || counted.includes(`${Namespace} ${MetricName}`)
      expect(metrics.filter((metric) => !exists(metric))).toEqual([])
      const ofGateways = metrics.filter(({ Namespace }) => Namespace === 'AWS/ApiGateway')
      for (const { Dimensions } of ofGateways) expect(Dimensions.map(({ Name }) => Name)).toEqual(['ApiId'])
    }
  })

  test('has an alarm for every function that no HTTP request waits for; those of doWork are of its queues', () => {
    const watched = ['BackgroundErrorsAlarm', 'WebPushAlarm']
      .flatMap((name) => metricsOf(alarm(name)))
      .filter(({ Namespace }) => Namespace === 'AWS/Lambda')
      .map(
        ({ MetricName, Dimensions }) =>
          `${MetricName} of ${Dimensions.map(({ Value }) => referenceIn(Value))}`,
      )
    const behindHttp = ofType(template, 'AWS::ApiGatewayV2::Integration')
      .filter(([, { Properties }]) => JSON.stringify(Properties.ApiId).includes('"HttpApi"'))
      .map(([name]) => name.replace(/^HttpApiIntegration/, '').toLowerCase())
    const others = ofType(template, 'AWS::Lambda::Function')
      .map(([name]) => name)
      .filter((name) => !behindHttp.includes(name.replace('LambdaFunction', '').toLowerCase()))
    expect(others).toHaveLength(9)
    expect(watched.sort()).toEqual(
      [
        ...others.filter((name) => name !== 'DoWorkLambdaFunction').map((name) => `Errors of ${name}`),
        'Throttles of CreateUserLambdaFunction',
        'Throttles of UpdateInboxLambdaFunction',
      ].sort(),
    )
  })

  test('has an alarm for pushes that fail for a reason of ours, and none for refusals, which whoever registers an endpoint can cause', () => {
    const ofLogs = alarms
      .flatMap(([, properties]) => metricsOf(properties))
      .filter(({ Namespace }) => !Namespace.startsWith('AWS/'))
      .map(({ MetricName }) => MetricName)
    expect(ofLogs.sort()).toEqual(['MessagesReported', 'WebPushesNotQueued'])
    expect(counted).toContain(`cruddur-messages-${stage} WebPushesRefused`)
  })

  test('has alarms for old jobs in the queue of doWork, and for all jobs that have failed', () => {
    const watched = ['WorkAgeAlarm', 'WorkDeadLettersAlarm'].map((name) => {
      const { MetricName, Dimensions } = alarm(name)
      return [MetricName, Dimensions.map(({ Value }) => (Value as { 'Fn::GetAtt': unknown[] })['Fn::GetAtt'])]
    })
    expect(watched).toEqual([
      ['ApproximateAgeOfOldestMessage', [['Work', 'QueueName']]],
      ['ApproximateNumberOfMessagesVisible', [['WorkDeadLetters', 'QueueName']]],
    ])
    expect(alarm('WorkDeadLettersAlarm')).toMatchObject({ Threshold: 0, EvaluationPeriods: 1 })
  })

  test('has alarms for reads and writes of the table and of each index, which end when there is no data', () => {
    const { TableName, GlobalSecondaryIndexes } = propertiesOf(template, 'MessagesTable')
    const indexes = (GlobalSecondaryIndexes as { IndexName: string }[]).map(({ IndexName }) => IndexName)
    const watched = metricsOf(alarm('TableThrottledAlarm')).map(({ MetricName, Dimensions }) =>
      [MetricName, ...Dimensions.map(({ Value }) => Value)].join(' '),
    )
    const places = [TableName, ...indexes.map((index) => `${TableName} ${index}`)]
    expect(watched.sort()).toEqual(
      ['ReadThrottleEvents', 'WriteThrottleEvents']
        .flatMap((metric) => places.map((place) => `${metric} ${place}`))
        .sort(),
    )
    const ofTable = alarms.filter(([, properties]) =>
      metricsOf(properties).some(({ Namespace }) => Namespace === 'AWS/DynamoDB'),
    )
    expect(ofTable.map(([name]) => name)).toEqual(['TableThrottledAlarm'])
    const expressions = alarm('TableThrottledAlarm').Metrics?.flatMap(({ Expression }) => Expression ?? [])
    expect(expressions).toEqual(['SUM(FILL(METRICS(), 0))'])
  })

  test('has an alarm for the size of all pictures, which S3 reports free, and buys no metrics of its requests', () => {
    const metrics = metricsOf(alarm('AttachmentsSizeAlarm'))
    expect(metrics).toEqual([
      {
        Namespace: 'AWS/S3',
        MetricName: 'BucketSizeBytes',
        Dimensions: [
          { Name: 'BucketName', Value: { Ref: 'AttachmentsBucket' } },
          { Name: 'StorageType', Value: 'StandardStorage' },
        ],
      },
    ])
    expect(alarm('AttachmentsSizeAlarm')).toMatchObject({ Threshold: 100, TreatMissingData: 'ignore' })
    for (const [, { Properties }] of ofType(template, 'AWS::S3::Bucket'))
      expect(Properties).not.toHaveProperty('MetricsConfigurations')
  })

  test('sends an alarm when there is a new report, and no e-mail when the alarm is over', () => {
    expect(alarm('ReportsAlarm')).toMatchObject({ Statistic: 'Sum', Period: 60, Threshold: 0, OKActions: [] })
  })

  test('counts log messages that the functions write', () => {
    const filters = ofType(template, 'AWS::Logs::MetricFilter')
    expect(filters.length).toBeGreaterThan(0)
    for (const [, { Properties }] of filters) {
      const messages = [...String(Properties.FilterPattern).matchAll(/message = "([^"]+)"/g)]
      expect(messages.length).toBeGreaterThan(0)
      for (const [, message] of messages) expect(sources).toContain(`'${message}'`)
    }
  })
})
