import { AsyncLocalStorage } from 'node:async_hooks'
import { ApiGatewayManagementApiClient } from '@aws-sdk/client-apigatewaymanagementapi'
import { CognitoIdentityProviderClient } from '@aws-sdk/client-cognito-identity-provider'
import { SQSClient } from '@aws-sdk/client-sqs'
import { SSMClient } from '@aws-sdk/client-ssm'
import type { BucketAccess } from '../../local/bucket/handler.ts'
import { client, documents } from '../../src/repository/client.ts'

/** The actions that each function has called on AWS, by resource. */
export const recorded: Record<string, Record<string, Set<string>>> = {}

const acting = new AsyncLocalStorage<string>()

const record = (on: string, action: string) => {
  const name = acting.getStore()
  if (!name) return
  recorded[name] ??= {}
  recorded[name][on] ??= new Set()
  recorded[name][on].add(action)
}

/** Records the calls of the work as calls of this function. */
export const actingAs = <T>(name: string, work: () => T): T => {
  recorded[name] ??= {}
  return acting.run(name, work)
}

/** The access key of whoever acts: the bucket then knows which function has signed a request, or a URL. */
const accessKeyOf = (name = 'MockAccessKeyId') => name

// Defined anew, because the SDK caches what an assigned provider has returned.
Object.defineProperty(client.config, 'credentials', {
  value: async () => ({
    accessKeyId: accessKeyOf(acting.getStore()),
    secretAccessKey: 'MockSecretAccessKey',
  }),
})

/** Records a request to the bucket for the function that has signed it. */
export const recordAccess = ({ action, key, accessKeyId }: BucketAccess) => {
  if (accessKeyId === accessKeyOf()) return
  const on = action === 'ListBucket' ? 'bucket' : `bucket/${key.split('/')[0]}`
  acting.run(accessKeyId, () => record(on, action))
}

type Input = { IndexName?: string; TransactItems?: Record<string, unknown>[] }

// A transaction needs the permissions of its operations, and none of its own.
const actionsOf = (command: string, { TransactItems }: Input): string[] => {
  if (!TransactItems) return [command]
  return TransactItems.flatMap((item) =>
    Object.keys(item).map((kind) => (kind === 'ConditionCheck' ? 'ConditionCheckItem' : `${kind}Item`)),
  )
}

const itemCommands: Record<string, string> = {
  Get: 'GetItem',
  Put: 'PutItem',
  Update: 'UpdateItem',
  Delete: 'DeleteItem',
}

documents.middlewareStack.add(
  (next, { commandName = '' }) =>
    async (args) => {
      const input = args.input as Input
      const name = commandName.replace(/Command$/, '')
      for (const action of actionsOf(itemCommands[name] ?? name, input))
        record(input.IndexName ?? 'table', action)
      return next(args)
    },
  { name: 'recorder', step: 'initialize' },
)

type ToQueue = { input: { QueueUrl: string } }

const sendToQueue = SQSClient.prototype.send
SQSClient.prototype.send = function (this: SQSClient, ...args: unknown[]) {
  const { QueueUrl } = (args[0] as ToQueue).input
  record(QueueUrl.split('/').at(-1) ?? '', 'SendMessage')
  return (sendToQueue as (...all: unknown[]) => Promise<unknown>).apply(this, args)
} as typeof sendToQueue

type Sender = { prototype: { send: (...args: never[]) => unknown } }

/** Records the commands that a client of the SDK sends. */
const recordCommands = ({ prototype }: Sender, target: string) => {
  const { send } = prototype as { send: (...args: unknown[]) => unknown }
  Object.assign(prototype, {
    send(this: unknown, ...args: unknown[]) {
      record(target, (args[0] as object).constructor.name.replace(/Command$/, ''))
      return send.apply(this, args)
    },
  })
}

recordCommands(CognitoIdentityProviderClient, 'user-pool')
recordCommands(SSMClient, 'push-keys')

const { send } = ApiGatewayManagementApiClient.prototype
ApiGatewayManagementApiClient.prototype.send = function (
  this: ApiGatewayManagementApiClient,
  ...args: unknown[]
) {
  record('sockets', 'ManageConnections')
  return (send as (...all: unknown[]) => Promise<unknown>).apply(this, args)
} as typeof send
