import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation'
import { CommandError } from './command.ts'

/** The outputs of a deployed stage's CloudFormation stack, as resources/ declares them. */
export type Outputs = {
  TableName: string
  UserPoolId: string
  UserPoolClientId: string
  DeadLettersUrl: string
  WebBucketName: string
  WebDistributionId: string
  WebUrl: string
  ApiUrl: string
  SocketsUrl: string
  /** Missing if the stage was last deployed before there were suspensions. */
  SocketsEndpoint?: string
  /** Missing if the stage was last deployed before there were pictures. */
  AttachmentsBucketName?: string
  AttachmentsUrl?: string
  /** Missing if the stage was last deployed before there were push messages. */
  PushKeysParameter?: string
}

export const readOutputs = async (stage: string): Promise<Outputs> => {
  const client = new CloudFormationClient({})
  const StackName = `cruddur-messages-${stage}`
  const { Stacks: [stack] = [] } = await client
    .send(new DescribeStacksCommand({ StackName }))
    .catch((error: Error) => {
      if (error.name !== 'ValidationError') throw error
      throw new CommandError(
        `No stack ${StackName} in ${process.env.AWS_REGION}. Is it deployed, and are the account and --region right?`,
      )
    })
  const outputs = Object.fromEntries(
    (stack?.Outputs ?? []).map(({ OutputKey, OutputValue }) => [OutputKey, OutputValue]),
  ) as Partial<Outputs>
  if (!outputs.TableName)
    throw new CommandError(
      `The stack ${StackName} has no table. Did its deployment succeed? Its status is ${stack?.StackStatus}.`,
    )
  return outputs as Outputs
}
