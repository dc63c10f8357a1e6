import { expect, test } from '@jest/globals'
import { faultsIn } from '../steps/awsSchema.ts'
import { made } from '../steps/conditions.ts'
import { thePackage } from '../steps/packaged.ts'
import { cycleIn, missingIn } from '../steps/template.ts'

const variants = ['dev', 'prod', 'own', 'guarded']

test.each(variants)("%s agrees with AWS's own description of its resources", (name) => {
  const { Resources } = made(thePackage(name).template)
  expect(Object.keys(Resources).length).toBeGreaterThan(100)
  expect(faultsIn(Resources)).toEqual([])
})

test.each(variants)('%s refers to nothing that its conditions leave out', (name) => {
  const template = made(thePackage(name).template)
  expect(missingIn(template)).toEqual([])
  const { MessagesTable, HttpApi, ...Resources } = template.Resources
  expect(missingIn({ ...template, Resources })).toContain('HttpApi')
})

test('a new pool accepts names of 1 to 64 characters, and a pool that was created without the limit keeps its schema', () => {
  const { template } = thePackage('prod')
  const nameIn = (conditions: typeof template.Conditions) => {
    const { UserPool } = made({ ...template, Conditions: conditions }).Resources
    return (UserPool?.Properties.Schema as { Name: string }[] | undefined)?.find(
      ({ Name }) => Name === 'name',
    )
  }
  const schema = { Name: 'name', AttributeDataType: 'String', Required: true, Mutable: true }
  const limit = { StringAttributeConstraints: { MinLength: '1', MaxLength: '64' } }
  expect(nameIn(template.Conditions)).toEqual({ ...schema, ...limit })
  const withoutLimit = { HasNameLimit: { 'Fn::Not': [{ 'Fn::Equals': ['', ''] }] } }
  expect(nameIn({ ...template.Conditions, ...withoutLimit })).toEqual(schema)
})

test("a mismatch with AWS's schemas is reported", () => {
  const { Resources } = made(thePackage('dev').template)
  const table = { ...Resources.MessagesTable?.Properties, BilingMode: 'PAY_PER_REQUEST', KeySchema: 'pk' }
  const faulty = {
    MessagesTable: { Type: 'AWS::DynamoDB::Table', Properties: table },
    Queue: { Type: 'AWS::SQS::Cue', Properties: {} },
    Mapping: { Type: 'AWS::ApiGatewayV2::ApiMapping', Properties: { ApiId: 1, DomainName: 'a.example' } },
    Topic: {
      Type: 'AWS::SNS::Topic',
      Properties: { TopicName: { 'Fn::GetAtt': ['MessagesTable', 'TableArn'] } },
    },
  }
  expect(faultsIn(faulty).sort()).toEqual([
    'Mapping has no Stage',
    'Mapping.ApiId is 1, and no string',
    'MessagesTable knows no BilingMode',
    'MessagesTable.KeySchema is no list',
    'Queue is an AWS::SQS::Cue, which AWS does not know',
    'Topic asks MessagesTable for TableArn',
  ])
})

test.each(variants)('%s has no resource that waits for itself, whatever its conditions say', (name) => {
  const { Resources } = thePackage(name).template
  expect(cycleIn(Resources)).toBeUndefined()
  const knot = {
    A: { Type: 'X', Properties: { a: { 'Fn::Sub': `\${B.Arn}` } } },
    B: { Type: 'X', Properties: {}, DependsOn: 'A' },
  }
  expect(cycleIn({ ...Resources, ...knot })).toEqual(['A', 'B', 'A'])
})
