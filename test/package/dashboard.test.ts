import { readFileSync } from 'node:fs'
import { describe, expect, test } from '@jest/globals'
import { isMetricOfAws } from '../steps/awsSchema.ts'
import { thePackage } from '../steps/packaged.ts'
import { ofType, propertiesOf } from '../steps/template.ts'

type Box = { x: number; y: number; width: number; height: number }
type Row = (string | object)[]
type Widget = Box & { type: string; properties: { title?: string; markdown?: string; metrics?: Row[] } }

/** Expands a row of metrics: CloudWatch's abbreviation `.` repeats the value above, `...` repeats all but the last. */
const inFull = (rows: Row[]): string[][] => {
  const all: string[][] = []
  for (const row of rows) {
    const texts = row.filter((one) => typeof one === 'string')
    const above = all.at(-1) ?? []
    const [first, ...rest] = texts
    if (first === '...') all.push([...above.slice(0, above.length - rest.length), ...rest])
    else all.push(texts.map((one, index) => (one === '.' ? (above[index] ?? '') : one)))
  }
  return all
}

const kinds: Record<string, { type: string; pattern: RegExp }> = {
  FunctionName: { type: 'AWS::Lambda::Function', pattern: /^\$\{(\w+)\}$/ },
  ApiId: { type: 'AWS::ApiGatewayV2::Api', pattern: /^\$\{(\w+)\}$/ },
  QueueName: { type: 'AWS::SQS::Queue', pattern: /^\$\{(\w+)\.QueueName\}$/ },
  BucketName: { type: 'AWS::S3::Bucket', pattern: /^\$\{(\w+)\}$/ },
}

describe.each(['dev', 'prod'])('the dashboard of %s', (stage) => {
  const { template } = thePackage(stage)
  const body = propertiesOf(template, 'Dashboard').DashboardBody as { 'Fn::Sub': string }
  const { widgets } = JSON.parse(body['Fn::Sub']) as { widgets: Widget[] }
  const metrics = widgets.flatMap(({ properties }) => inFull(properties.metrics ?? []))
  const ofWidget = (title: RegExp) =>
    inFull(widgets.find(({ properties }) => title.test(properties.title ?? ''))?.properties.metrics ?? [])

  test('shows every metric of the functions, and no other', () => {
    const counted = ofType(template, 'AWS::Logs::MetricFilter').flatMap(([, { Properties }]) =>
      (Properties.MetricTransformations as { MetricNamespace: string; MetricName: string }[]).map(
        ({ MetricNamespace, MetricName }) => `${MetricNamespace} ${MetricName}`,
      ),
    )
    const ours = metrics.filter(([namespace = '']) => !namespace.startsWith('AWS/'))
    const shown = new Set(ours.map(([namespace, name]) => `${namespace} ${name}`))
    expect([...shown].sort()).toEqual(counted.sort())
    expect(ours.map((row) => row.length)).toEqual(ours.map(() => 2))
  })

  test('asks AWS for existing metrics of resources of this stack', () => {
    const ofAws = metrics.filter(([namespace = '']) => namespace.startsWith('AWS/'))
    expect(ofAws.length).toBeGreaterThan(50)
    const ofGateways = ofAws.filter(([namespace]) => namespace === 'AWS/ApiGateway')
    expect(ofGateways.map(([, , ...dimensions]) => dimensions)).toEqual(
      ofGateways.map(() => ['ApiId', expect.any(String)]), // metrics for each route are switched off
    )
    expect(ofAws.filter(([namespace = '', name = '']) => !isMetricOfAws(namespace, name))).toEqual([])
    expect(isMetricOfAws('AWS/Lambda', 'Throttle')).toBe(false)
    for (const row of ofAws) {
      const [namespace, , dimension = '', value = '', ...index] = row
      const table = propertiesOf(template, 'MessagesTable')
      if (dimension === 'TableName') expect(value).toBe(table.TableName)
      else {
        const { type, pattern } = kinds[dimension] ?? {}
        const [, name = ''] = pattern?.exec(value) ?? []
        expect([row, template.Resources[name]?.Type]).toEqual([row, type])
      }
      const indexes = JSON.stringify(table.GlobalSecondaryIndexes)
      if (namespace === 'AWS/S3')
        expect(index).toEqual(['StorageType', expect.stringMatching(/^(StandardStorage|AllStorageTypes)$/)])
      else if (index.length > 0) expect(indexes).toContain(`"IndexName":"${index[1]}"`)
    }
  })

  test.each(['errors', 'throttles', 'duration'])('shows the %s of every function', (what) => {
    const shown = ofWidget(new RegExp(`^Functions: ${what}`)).map((row) => row.at(-1))
    const functions = ofType(template, 'AWS::Lambda::Function').map(([name]) => `\${${name}}`)
    expect(shown.sort()).toEqual(functions.sort())
  })

  test('shows every alarm, and docs/operations.md explains each', () => {
    const names = ofType(template, 'AWS::CloudWatch::Alarm')
    const shown = JSON.stringify(widgets.find(({ type }) => type === 'alarm'))
    const operations = readFileSync(new URL('../../docs/operations.md', import.meta.url), 'utf8')
    expect(names.length).toBeGreaterThan(0)
    for (const [name, { Properties }] of names) {
      expect(shown).toContain(`\${${name}.Arn}`)
      const word = String(Properties.AlarmName).replace(`cruddur-messages-${stage}-`, '')
      expect(operations).toContain(`| \`${word}\``)
    }
  })

  test('links to an existing section of the runbook', () => {
    const { markdown = '' } = widgets.find(({ type }) => type === 'text')?.properties ?? {}
    const [, file = '', heading = ''] = /\*\*(docs\/\S+)\*\*, under \*([^*]+)\*/.exec(markdown) ?? []
    const text = readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8')
    expect(text).toContain(`## ${heading}\n`)
  })

  test('has no widgets that overlap or exceed the grid', () => {
    const covers = (one: Box, other: Box) =>
      one.x < other.x + other.width &&
      other.x < one.x + one.width &&
      one.y < other.y + other.height &&
      other.y < one.y + one.height
    const pairs = widgets.flatMap((one, index) =>
      widgets.slice(index + 1).map((other) => [one, other] as const),
    )
    expect(pairs.filter(([a, b]) => covers(a, b))).toEqual([])
    expect(widgets.filter(({ x, width }) => x + width > 24)).toEqual([])
  })
})
