/*
 * A role for each function, with what serverless.yml says under its `permissions`, what its events need, and its own log:
 *
 *   permissions: { table: [GetItem], list-index: [Query], sockets: [ManageConnections] }
 */

type Statement = { Effect: 'Allow'; Action: string[]; Resource: unknown }
type StreamEvent = { destinations?: { onFailure: { arn: unknown } } }
type FunctionDefinition = {
  permissions?: Record<string, string[]>
  events?: { stream?: StreamEvent }[]
  role?: string
}
type Serverless = {
  service: {
    functions: Record<string, FunctionDefinition>
    resources: { Resources: Record<string, unknown> }
    provider: { environment: { TABLE_NAME: string } }
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

type Stage = { name: string; tableName: string }

const own = (service: string, what: string) =>
  sub(`arn:\${AWS::Partition}:${service}:\${AWS::Region}:\${AWS::AccountId}:${what}`)

// Both by their names. A reference to the sockets' stage would come back to here, by its routes and their functions;
// a table may be one that the stack has not made.
const connectionsOf = ({ name }: Stage) => own('execute-api', `\${WebsocketsApi}/${name}/*/@connections/*`)
const tableOf = ({ tableName }: Stage, part = '') => own('dynamodb', `table/${tableName}${part}`)

const permit = (on: string, actions: string[], stage: Stage): Statement => {
  if (on === 'sockets') return allow('execute-api', actions, connectionsOf(stage))
  return allow('dynamodb', actions, tableOf(stage, on === 'table' ? '' : `/index/${on}`))
}

const read = ({ destinations }: StreamEvent, stage: Stage): Statement[] => [
  allow(
    'dynamodb',
    ['DescribeStream', 'GetRecords', 'GetShardIterator', 'ListStreams'],
    tableOf(stage, '/stream/*'),
  ),
  ...(destinations ? [allow('sqs', ['SendMessage'], destinations.onFailure.arn)] : []),
]

const roleOf = (
  logicalName: string,
  { permissions = {}, events = [] }: FunctionDefinition,
  stage: Stage,
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
            ...events.flatMap(({ stream }) => (stream ? read(stream, stage) : [])),
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
        const tableName = service.provider.environment.TABLE_NAME
        const stage = { name: serverless.getProvider('aws').getStage(), tableName }
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
