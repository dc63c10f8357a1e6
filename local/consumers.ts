import type { DynamoDBBatchResponse, DynamoDBRecord } from 'aws-lambda'
import type { Rules } from './eventSource.ts'
import type { FunctionDefinition } from './functions.ts'
import type { Consumer } from './streams.ts'

const invoke = async (lambdaUrl: string, name: string, records: DynamoDBRecord[]) => {
  const response = await fetch(`${lambdaUrl}/2015-03-31/functions/${name}/invocations`, {
    method: 'POST',
    body: JSON.stringify({ Records: records }),
  })
  const answer = (await response.json()) as DynamoDBBatchResponse & { errorMessage?: string }
  if (!response.ok || response.headers.has('x-amz-function-error') || answer.errorMessage) {
    throw new Error(`${name} failed: ${answer.errorMessage ?? response.status}`)
  }
  return answer
}

/** The functions that serverless.yml wakes by the table's stream, behind the local Lambda. */
export const consumersOf = (functions: Record<string, FunctionDefinition>, lambdaUrl: string): Consumer[] =>
  Object.values(functions).flatMap(({ name, events = [] }) =>
    events.flatMap(({ stream }) =>
      stream
        ? [
            {
              name,
              rules: stream as Rules,
              invoke: (records: DynamoDBRecord[]) => invoke(lambdaUrl, name, records),
            },
          ]
        : [],
    ),
  )
