import { setTimeout as sleep } from 'node:timers/promises'
import type { DynamoDBBatchResponse, DynamoDBRecord } from 'aws-lambda'
import type { Rules } from './eventSource.ts'
import type { FunctionDefinition } from './functions.ts'
import type { Consumer } from './streams.ts'

const againAfterMs = 200

const post = async (url: string, body: string): Promise<Response> => {
  for (;;) {
    // A function that cannot be reached has not failed.
    const response = await fetch(url, { method: 'POST', body }).catch(() => undefined)
    if (response) return response
    await sleep(againAfterMs)
  }
}

const invoke = async (lambdaUrl: string, name: string, records: DynamoDBRecord[]) => {
  const response = await post(
    `${lambdaUrl}/2015-03-31/functions/${name}/invocations`,
    JSON.stringify({ Records: records }),
  )
  const text = await response.text()
  const answer = (text ? JSON.parse(text) : undefined) as
    | (DynamoDBBatchResponse & { errorMessage?: string })
    | undefined
  if (!response.ok || response.headers.has('x-amz-function-error') || answer?.errorMessage) {
    throw new Error(`${name} failed: ${answer?.errorMessage ?? response.status}`)
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
