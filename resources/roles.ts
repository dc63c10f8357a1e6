/*
 * A role for each function, with what serverless.yml says under its `permissions`, what its events need, and its own log:
 *
 *   permissions: { table: [GetItem], inbox-index: [Query], sockets: [ManageConnections] }
 */

type Statement = { Effect: 'Allow'; Action: string[]; Resource: unknown }
type StreamEvent = { arn: unknown; destinations?: { onFailure: { arn: unknown } } }
type FunctionDefinition = {
  permissions?: Record<string, string[]>
  events?: { stream?: StreamEvent }[]
  role?: string
}
type Serverless = {
  service: {
    functions: Record<string, FunctionDefinition>
    resources: { Resources: Record<string, unknown> }
  }
  getProvider: (name: 'aws') => { getStage: () => string }
  configSchemaHandler: { defineFunctionProperties: (provider: string, schema: object) => void }
}

const getAtt = (resource: string, attribute: string) => ({ 'Fn::GetAtt': [resource, attribute] })
const sub = (text: string) => ({ 'Fn::Sub': text })
const allow = (service: string, actions: string[], resource: unknown): Statement => ({
  Effect: 'Allow',
  Action: actions.map((action) => `${service}:${action}`),
  Resource: resource,
})

// The stage by its name: a reference to it would come back to here, by its routes and their functions.
const connectionsOf = (stage: string) =>
  sub(
    `arn:\${AWS::Partition}:execute-api:\${AWS::Region}:\${AWS::AccountId}:\${WebsocketsApi}/${stage}/*/@connections/*`,
  )

const permit = (on: string, actions: string[], stage: string): Statement => {
  if (on === 'sockets') return allow('execute-api', actions, connectionsOf(stage))
  if (on === 'table') return allow('dynamodb', actions, getAtt('MessagesTable', 'Arn'))
  return allow('dynamodb', actions, sub(`\${MessagesTable.Arn}/index/${on}`))
}

const read = ({ arn, destinations }: StreamEvent): Statement[] => [
  allow('dynamodb', ['DescribeStream', 'GetRecords', 'GetShardIterator', 'ListStreams'], arn),
  ...(destinations ? [allow('sqs', ['SendMessage'], destinations.onFailure.arn)] : []),
]

const roleOf = (
  logicalName: string,
  { permissions = {}, events = [] }: FunctionDefinition,
  stage: string,
) => ({
  Type: 'AWS::IAM::Role',
  Properties: {
    AssumeRolePolicyDocument: {
      Version: '2012-10-17',
      Statement: [
        { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' },
      ],
    },
    Policies: [
      {
        PolicyName: 'what-it-does',
        PolicyDocument: {
          Version: '2012-10-17',
          Statement: [
            allow('logs', ['CreateLogStream', 'PutLogEvents'], getAtt(`${logicalName}LogGroup`, 'Arn')),
            ...Object.entries(permissions).map(([on, actions]) => permit(on, actions, stage)),
            ...events.flatMap(({ stream }) => (stream ? read(stream) : [])),
          ],
        },
      },
    ],
  },
})

const schema = {
  properties: {
    permissions: { type: 'object', additionalProperties: { type: 'array', items: { type: 'string' } } },
  },
}

export default class Roles {
  hooks: Record<string, () => void>

  constructor(serverless: Serverless) {
    const { service, configSchemaHandler } = serverless
    configSchemaHandler.defineFunctionProperties('aws', schema)
    this.hooks = {
      'package:initialize': () => {
        const stage = serverless.getProvider('aws').getStage()
        for (const [name, definition] of Object.entries(service.functions)) {
          const logicalName = `${name[0]?.toUpperCase()}${name.slice(1)}`
          const role = `${logicalName}Role`
          definition.role = role
          service.resources.Resources[role] = roleOf(logicalName, definition, stage)
        }
      },
    }
  }
}
