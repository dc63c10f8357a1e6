import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation'
import { CommandError } from './command.ts'

/** What the stack of a deployed stage says of itself: resources/ names its outputs. */
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
}

export const readOutputs = async (stage: string): Promise<Outputs> => {
  const client = new CloudFormationClient({})
  const StackName = `cruddur-messages-${stage}`
  const { Stacks: [stack] = [] } = await client
    .send(new DescribeStacksCommand({ StackName }))
    .catch((error: Error) => {
      if (error.name !== 'ValidationError') throw error
      throw new CommandError(
        `There is no stack ${StackName} in ${process.env.AWS_REGION}. Is it deployed? Is it the right account, the right region (--region)?`,
      )
    })
  const outputs = Object.fromEntries(
    (stack?.Outputs ?? []).map(({ OutputKey, OutputValue }) => [OutputKey, OutputValue]),
  ) as Partial<Outputs>
  if (!outputs.TableName)
    throw new CommandError(
      `The stack ${StackName} names no table: did it ever come up (${stack?.StackStatus})?`,
    )
  return outputs as Outputs
}
