import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'

/** Has the engine's records after one sequence number, up to another one if it is closed. */
type Shard = { id: string; parentId?: string; after?: string; upTo?: string }
type Position = { shard: string; after?: string | undefined; epoch: number }
type Asked = {
  StreamArn: string
  ShardId: string
  ShardIteratorType: string
  SequenceNumber: string
  ShardIterator: string
  ExclusiveStartShardId?: string
  Limit?: number
}
type EngineRecord = { dynamodb: { SequenceNumber: string } }
type Ask = (operation: string, body: object) => Promise<Record<string, unknown>>

const encode = (position: Position) => Buffer.from(JSON.stringify(position)).toString('base64')
const decode = (text: string) => JSON.parse(Buffer.from(text, 'base64').toString()) as Position

const isAfter = (one: string, other: string | undefined) => other === undefined || BigInt(one) > BigInt(other)

const refusal = (name: string) => Object.assign(new Error(name), { name })

const bodyOf = async (request: IncomingMessage) => {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks)
}

/** Reads the engine's own stream, which always has a single shard. */
const engineStream = (ask: Ask, StreamArn: string) => {
  const recordsAfter = async (after: string | undefined, Limit?: number): Promise<EngineRecord[]> => {
    const { StreamDescription } = await ask('DescribeStream', { StreamArn })
    const [{ ShardId = '' } = {}] = (StreamDescription as { Shards: { ShardId?: string }[] }).Shards
    const where = after
      ? { ShardIteratorType: 'AFTER_SEQUENCE_NUMBER', SequenceNumber: after }
      : { ShardIteratorType: 'TRIM_HORIZON' }
    const { ShardIterator } = await ask('GetShardIterator', { StreamArn, ShardId, ...where })
    const { Records } = await ask('GetRecords', { ShardIterator, Limit })
    return Records as EngineRecord[]
  }
  const newest = async (): Promise<string | undefined> => {
    let after: string | undefined
    for (;;) {
      const last = (await recordsAfter(after)).at(-1)
      if (!last) return after
      after = last.dynamodb.SequenceNumber
    }
  }
  return { recordsAfter, newest }
}

/**
 * A proxy for an engine whose stream has a single shard. It presents the stream as AWS does: as several shards, all but the
 * last of them closed, one shard per page. Shards, records and iterators can expire.
 */
export const startRollingStream = async (target: string) => {
  let shards: Shard[] = [{ id: 'shard-1' }]
  let horizon: string | undefined
  let epoch = 0
  let count = 1
  let stream: ReturnType<typeof engineStream> | undefined
  const opened: string[] = []

  const find = (id: string) => {
    const shard = shards.find((one) => one.id === id)
    if (!shard) throw refusal('ResourceNotFoundException')
    return shard
  }
  const refuseTrimmed = (after: string | undefined) => {
    if (horizon && (after === undefined || isAfter(horizon, after)))
      throw refusal('TrimmedDataAccessException')
  }

  const describeStream = ({ ExclusiveStartShardId }: Asked) => {
    const [shard, more] = shards.slice(shards.findIndex(({ id }) => id === ExclusiveStartShardId) + 1)
    const Shards = shard ? [{ ShardId: shard.id, ParentShardId: shard.parentId }] : []
    return { StreamDescription: { Shards, ...(more ? { LastEvaluatedShardId: shard?.id } : {}) } }
  }
  const getShardIterator = async ({ ShardId, ShardIteratorType, SequenceNumber }: Asked) => {
    opened.push(ShardId)
    const { after, upTo } = find(ShardId)
    const begin = horizon && (after === undefined || isAfter(horizon, after)) ? horizon : after
    if (ShardIteratorType === 'AFTER_SEQUENCE_NUMBER') refuseTrimmed(SequenceNumber)
    const position = {
      TRIM_HORIZON: begin,
      AFTER_SEQUENCE_NUMBER: SequenceNumber,
      LATEST: ShardIteratorType === 'LATEST' ? (upTo ?? (await stream?.newest())) : undefined,
    }[ShardIteratorType]
    return { ShardIterator: encode({ shard: ShardId, after: position, epoch }) }
  }
  const getRecords = async ({ ShardIterator, Limit }: Asked) => {
    const position = decode(ShardIterator)
    if (position.epoch < epoch) throw refusal('ExpiredIteratorException')
    refuseTrimmed(position.after)
    const found = (await stream?.recordsAfter(position.after, Limit)) ?? []
    const { upTo } = find(position.shard)
    const Records = upTo ? found.filter(({ dynamodb }) => !isAfter(dynamodb.SequenceNumber, upTo)) : found
    const after = Records.at(-1)?.dynamodb.SequenceNumber ?? position.after
    const isAtEnd = upTo !== undefined && (Records.length < found.length || found.length === 0)
    return { Records, ...(isAtEnd ? {} : { NextShardIterator: encode({ ...position, after }) }) }
  }

  const answers: Record<string, (asked: Asked) => Promise<object> | object> = {
    DescribeStream: describeStream,
    GetShardIterator: getShardIterator,
    GetRecords: getRecords,
  }

  const server = createServer(async (request, response) => {
    const body = await bodyOf(request)
    const { host, connection, 'content-length': length, ...sent } = request.headers
    const headers = sent as Record<string, string>
    const [service, operation = ''] = String(request.headers['x-amz-target']).split('.')
    const answer = service?.startsWith('DynamoDBStreams') ? answers[operation] : undefined
    if (!answer) {
      const passed = await fetch(target, { method: 'POST', headers, body })
      response.writeHead(passed.status, { 'content-type': 'application/x-amz-json-1.0' })
      return response.end(Buffer.from(await passed.arrayBuffer()))
    }
    const asked = JSON.parse(body.toString()) as Asked
    const ask: Ask = async (name, input) => {
      const named = { ...headers, 'x-amz-target': `${service}.${name}` }
      const init = { method: 'POST', headers: named, body: JSON.stringify(input) }
      return (await (await fetch(target, init)).json()) as Record<string, unknown>
    }
    if (asked.StreamArn) stream = engineStream(ask, asked.StreamArn)
    const [status, result] = await Promise.resolve(asked)
      .then(answer)
      .then((it) => [200, it] as const)
      .catch((error: Error) => [400, { __type: `com.amazonaws.dynamodb.v20120810#${error.name}` }] as const)
    response.writeHead(status, { 'content-type': 'application/x-amz-json-1.0' }).end(JSON.stringify(result))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    /** The shards for which an iterator was requested, in that order. */
    opened,
    /** Closes the open shard, and opens a child of it. */
    rollOver: async () => {
      const last = shards.at(-1) as Shard
      count += 1
      last.upTo = (await stream?.newest()) ?? ''
      shards.push({ id: `shard-${count}`, parentId: last.id, after: last.upTo })
    },
    expireIterators: () => {
      epoch += 1
    },
    /** Drops the current records, as AWS does after a day. */
    trim: async () => {
      horizon = await stream?.newest()
    },
    forgetClosedShards: () => {
      shards = shards.slice(-1)
    },
    end: () =>
      new Promise<void>((resolve) => {
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  }
}
