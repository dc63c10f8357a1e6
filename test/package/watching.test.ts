import { readFileSync } from 'node:fs'
import { describe, expect, test } from '@jest/globals'
import { thePackage } from '../steps/packaged.ts'
import { ofType } from '../steps/template.ts'

const sources = ['handlers/updateInbox', 'handlers/pushMessage', 'middleware/logRequest', 'push']
  .map((name) => readFileSync(new URL(`../../src/${name}.ts`, import.meta.url), 'utf8'))
  .join('')

describe.each(['dev', 'prod'])('%s', (stage) => {
  const { template } = thePackage(stage)

  test("keeps every log for thirty days, the gateway's too, and each function has one", () => {
    const groups = ofType(template, 'AWS::Logs::LogGroup')
    expect(groups.map(([name, { Properties }]) => [name, Properties.RetentionInDays])).toEqual(
      groups.map(([name]) => [name, 30]),
    )
    const functions = ofType(template, 'AWS::Lambda::Function')
    const ofFunctions = functions.map(([name]) => name.replace('LambdaFunction', 'LogGroup'))
    expect(groups.map(([name]) => name).sort()).toEqual([...ofFunctions, 'HttpApiLogGroup'].sort())
  })

  test('has no log that only a gateway would make, without an end', () => {
    const stages = ofType(template, 'AWS::ApiGatewayV2::Stage')
    const destinations = stages.flatMap(([, { Properties }]) =>
      Properties.AccessLogSettings
        ? [(Properties.AccessLogSettings as { DestinationArn: unknown }).DestinationArn]
        : [],
    )
    expect(destinations).toEqual([{ 'Fn::GetAtt': ['HttpApiLogGroup', 'Arn'] }])
    expect(JSON.stringify(stages)).not.toContain('LoggingLevel')
  })

  test('tells somebody of dead letters, late inboxes, errors and a table that refuses', () => {
    const alarms = ofType(template, 'AWS::CloudWatch::Alarm')
    expect(alarms.map(([name]) => name).sort()).toEqual([
      'ApiErrorsAlarm',
      'BackgroundErrorsAlarm',
      'DeadLettersAlarm',
      'InboxLagAlarm',
      'TableThrottledAlarm',
    ])
    expect(alarms.map(([, { Properties }]) => Properties.AlarmActions)).toEqual(
      alarms.map(() => [{ Ref: 'Alarms' }]),
    )
  })

  test('counts what its functions do log', () => {
    const filters = ofType(template, 'AWS::Logs::MetricFilter')
    expect(filters.length).toBeGreaterThan(0)
    for (const [, { Properties }] of filters) {
      const [, message = ''] = /message = "([^"]+)"/.exec(String(Properties.FilterPattern)) ?? []
      expect(sources).toContain(`'${message}'`)
    }
  })
})
