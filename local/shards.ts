import { DescribeStreamCommand, type DynamoDBStreamsClient } from '@aws-sdk/client-dynamodb-streams'

export type Shard = { id: string; parentId?: string | undefined }

/** All shards that a stream has, open and closed. */
export const listShards = async (client: DynamoDBStreamsClient, StreamArn: string): Promise<Shard[]> => {
  const shards: Shard[] = []
  let last: string | undefined
  do {
    const { StreamDescription } = await client.send(
      new DescribeStreamCommand({ StreamArn, ...(last ? { ExclusiveStartShardId: last } : {}) }),
    )
    for (const { ShardId = '', ParentShardId } of StreamDescription?.Shards ?? [])
      shards.push({ id: ShardId, parentId: ParentShardId })
    last = StreamDescription?.LastEvaluatedShardId
  } while (last)
  return shards
}

/** The shards to read now. A child comes after its parent: one item may have records in both, which are in order. */
export const readable = (shards: Shard[], isFinished: (id: string) => boolean): Shard[] => {
  const ids = new Set(shards.map(({ id }) => id))
  return shards.filter(
    ({ id, parentId }) =>
      !isFinished(id) && (parentId === undefined || !ids.has(parentId) || isFinished(parentId)),
  )
}
