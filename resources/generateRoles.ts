/*
 * Serverless plugin: generates an IAM role for each function. The role allows what the function's `permissions` in
 * serverless.yml list, what its stream and queue events require, and writing its own log:
 *
 *   permissions: { table: [GetItem], list-index: [Query], sockets: [ManageConnections], work: [SendMessage] }
 *
 * `work` and `web-pushes` are queues, `push-keys` is the parameter with the keys for pushes, `user-pool` the Cognito user pool.
 *
 * For the bucket of attachments, `bucket` is the bucket itself, and `bucket/<prefix>` its objects below that prefix:
 *
 *   permissions: { bucket: [ListBucket], bucket/pending: [GetObject], bucket/attachments: [PutObject] }
 *
 * A function needs GetObject to sign a URL for reading, PutObject to sign an upload, and to copy, GetObject of the source
 * and PutObject of the copy. Without ListBucket, S3 answers 403 instead of 404 for a key that does not exist.
 */

type Statement = { Effect: 'Allow'; Action: string[]; Resource: unknown }
type StreamEvent = { destinations?: { onFailure: { arn: unknown } } }
type QueueEvent = { arn: unknown }
type FunctionDefinition = {
  permissions?: Record<string, string[]>
  events?: { stream?: StreamEvent; sqs?: QueueEvent }[]
  role?: string
}
type Serverless = {
  service: {
    functions: Record<string, FunctionDefinition>
    resources: { Resources: Record<string, unknown> }
    provider: { environment: { TABLE_NAME: string } }
    custom: { httpEnvironment: { COGNITO_USER_POOL_ID: unknown }; pushKeysParameter: string }
  }
  getProvider: (name: 'aws') => { getStage: () => string }
  configSchemaHandler: { defineFunctionProperties: (provider: string, schema: object) => void }
}

type Stage = { name: string; tableName: string; userPoolId: unknown; pushKeysParameter: string }

const allow = (service: string, actions: string[], resource: unknown): Statement => ({
  Effect: 'Allow',
  Action: actions.map((action) => `${service}:${action}`),
  Resource: resource,
})

const arn = (service: string, resource: string) => ({
  'Fn::Sub': `arn:\${AWS::Partition}:${service}:\${AWS::Region}:\${AWS::AccountId}:${resource}`,
})

// ARNs are built from names. A reference to the WebSocket stage would be circular, because its routes refer to the
// functions; and an existing table is not a resource of this stack.
const connectionsArn = ({ name }: Stage) => arn('execute-api', `\${WebsocketsApi}/${name}/*/@connections/*`)
const tableArn = ({ tableName }: Stage, suffix = '') => arn('dynamodb', `table/${tableName}${suffix}`)

const userPoolArn = ({ userPoolId }: Stage) => ({
  'Fn::Sub': [
    `arn:\${AWS::Partition}:cognito-idp:\${AWS::Region}:\${AWS::AccountId}:userpool/\${id}`,
    { id: userPoolId },
  ],
})

const bucketArn = { 'Fn::GetAtt': ['AttachmentsBucket', 'Arn'] }
const objectsArn = (prefix: string) => ({ 'Fn::Sub': `\${AttachmentsBucket.Arn}/${prefix}/*` })

const permissionStatement = (target: string, actions: string[], stage: Stage): Statement => {
  if (target === 'sockets') return allow('execute-api', actions, connectionsArn(stage))
  if (target === 'work') return allow('sqs', actions, { 'Fn::GetAtt': ['Work', 'Arn'] })
  if (target === 'web-pushes') return allow('sqs', actions, { 'Fn::GetAtt': ['WebPushes', 'Arn'] })
  if (target === 'push-keys') return allow('ssm', actions, arn('ssm', `parameter${stage.pushKeysParameter}`))
  if (target === 'user-pool') return allow('cognito-idp', actions, userPoolArn(stage))
  if (target === 'table') return allow('dynamodb', actions, tableArn(stage))
  if (target.endsWith('-index')) return allow('dynamodb', actions, tableArn(stage, `/index/${target}`))
  if (target === 'bucket') return allow('s3', actions, bucketArn)
  const [, prefix] = /^bucket\/(pending|attachments|reports|exports)$/.exec(target) ?? []
  if (prefix) return allow('s3', actions, objectsArn(prefix))
  throw new Error(`permissions: there is no "${target}".`)
}

const streamStatements = ({ destinations }: StreamEvent, stage: Stage): Statement[] => [
  allow(
    'dynamodb',
    ['DescribeStream', 'GetRecords', 'GetShardIterator', 'ListStreams'],
    tableArn(stage, '/stream/*'),
  ),
  ...(destinations ? [allow('sqs', ['SendMessage'], destinations.onFailure.arn)] : []),
]

const queueStatement = ({ arn }: QueueEvent): Statement =>
  allow('sqs', ['ReceiveMessage', 'DeleteMessage', 'GetQueueAttributes'], arn)

const generateRole = (
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
        PolicyName: 'permissions',
        PolicyDocument: {
          Version: '2012-10-17',
          Statement: [
            allow('logs', ['CreateLogStream', 'PutLogEvents'], {
              'Fn::GetAtt': [`${logicalName}LogGroup`, 'Arn'],
            }),
            ...Object.entries(permissions).map(([target, actions]) =>
              permissionStatement(target, actions, stage),
            ),
            ...events.flatMap(({ stream }) => (stream ? streamStatements(stream, stage) : [])),
            ...events.flatMap(({ sqs }) => (sqs ? [queueStatement(sqs)] : [])),
          ],
        },
      },
    ],
  },
})

const permissionsSchema = {
  properties: {
    permissions: { type: 'object', additionalProperties: { type: 'array', items: { type: 'string' } } },
  },
}

export default class RoleGenerator {
  hooks: Record<string, () => void>

  constructor(serverless: Serverless) {
    const { service, configSchemaHandler } = serverless
    configSchemaHandler.defineFunctionProperties('aws', permissionsSchema)
    this.hooks = {
      'package:initialize': () => {
        const tableName = service.provider.environment.TABLE_NAME
        const { httpEnvironment, pushKeysParameter } = service.custom
        const stage = {
          name: serverless.getProvider('aws').getStage(),
          tableName,
          userPoolId: httpEnvironment.COGNITO_USER_POOL_ID,
          pushKeysParameter,
        }
        for (const [name, definition] of Object.entries(service.functions)) {
          const logicalName = `${name[0]?.toUpperCase()}${name.slice(1)}`
          const role = `${logicalName}Role`
          definition.role = role
          service.resources.Resources[role] = generateRole(logicalName, definition, stage)
        }
      },
    }
  }
}
