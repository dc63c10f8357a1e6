import { randomUUID } from 'node:crypto'
import {
  CreateTableCommand,
  type CreateTableCommandInput,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  DynamoDBClient,
} from '@aws-sdk/client-dynamodb'
import { describe, expect, test } from '@jest/globals'
import { startDynamodb } from '../../local/dynamodb.ts'
import { people } from '../../seed/people.ts'
import { directoryTextsOf } from '../../src/domain/directory.ts'
import { client } from '../../src/repository/client.ts'
import { createUser } from '../../src/repository/users.ts'
import { startAws } from '../steps/aws.ts'
import { freePort } from '../steps/freePort.ts'
import * as given from '../steps/given.ts'
import { runs, runsIn } from '../steps/program.ts'
import { allItems } from '../steps/table.ts'
import { tokenFor } from '../steps/tokens.ts'
import { calls } from '../steps/when.ts'

given.anEngine()

/** An unused table name. */
const aName = () => `cruddur-messages-test-${randomUUID().slice(0, 8)}`
const inTable = (TABLE_NAME: string) => ({ environment: { TABLE_NAME } })
const described = async (TableName: string) =>
  (await client.send(new DescribeTableCommand({ TableName }))).Table

const key = (hash: string, range: string) => [
  { AttributeName: hash, KeyType: 'HASH' as const },
  { AttributeName: range, KeyType: 'RANGE' as const },
]

/** The expected table, to be varied by the tests. */
const right: Omit<CreateTableCommandInput, 'TableName'> = {
  BillingMode: 'PAY_PER_REQUEST',
  AttributeDefinitions: ['pk', 'sk', 'message_group_uuid', 'list_key', 'last_message_at'].map(
    (AttributeName) => ({
      AttributeName,
      AttributeType: 'S',
    }),
  ),
  KeySchema: key('pk', 'sk'),
  GlobalSecondaryIndexes: [
    {
      IndexName: 'message-group-sk-index',
      KeySchema: key('message_group_uuid', 'sk'),
      Projection: { ProjectionType: 'KEYS_ONLY' },
    },
    {
      IndexName: 'list-index',
      KeySchema: key('list_key', 'last_message_at'),
      Projection: { ProjectionType: 'ALL' },
    },
  ],
  StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_IMAGE' },
}
const [members, inbox] = right.GlobalSecondaryIndexes ?? []

describe('npm run ddb:schema-load', () => {
  test('creates the table with its keys, indexes, stream and time to live, and changes nothing a second time', async () => {
    const name = aName()
    const first = await runsIn(inTable(name), 'ddb:schema-load')
    expect(first).toEqual({ code: 0, stdout: `created ${name}\n`, stderr: '' })

    const table = await described(name)
    const indexes = table?.GlobalSecondaryIndexes?.map(({ IndexName, KeySchema, Projection }) => ({
      IndexName,
      KeySchema,
      Projection,
    }))
    expect(table?.KeySchema).toEqual(right.KeySchema)
    expect(indexes).toEqual(expect.arrayContaining(right.GlobalSecondaryIndexes ?? []))
    expect(indexes).toHaveLength(2)
    expect(table?.StreamSpecification).toEqual(right.StreamSpecification)
    expect(table?.BillingModeSummary?.BillingMode).toBe('PAY_PER_REQUEST')
    const { TimeToLiveDescription } = await client.send(new DescribeTimeToLiveCommand({ TableName: name }))
    expect(TimeToLiveDescription).toEqual({ AttributeName: 'expires_at', TimeToLiveStatus: 'ENABLED' })

    const second = await runsIn(inTable(name), 'ddb:schema-load')
    expect([second.code, second.stderr]).toEqual([0, expect.stringContaining(`${name} already exists`)])
    expect((await described(name))?.LatestStreamArn).toBe(table?.LatestStreamArn)
  })

  test.each<[string, Partial<CreateTableCommandInput>, RegExp]>([
    ['other keys', { KeySchema: key('sk', 'pk') }, /^- the key is sk HASH\b.*, and should be pk HASH\b/m],
    [
      'a key that is a number',
      {
        AttributeDefinitions: (right.AttributeDefinitions ?? []).map((one) =>
          one.AttributeName === 'sk' ? { ...one, AttributeType: 'N' } : one,
        ),
      },
      /^- .*\bsk\b/m,
    ],
    [
      'an index too few',
      {
        GlobalSecondaryIndexes: [inbox as NonNullable<typeof inbox>],
        AttributeDefinitions: (right.AttributeDefinitions ?? []).filter(
          ({ AttributeName }) => AttributeName !== 'message_group_uuid',
        ),
      },
      /^- the index message-group-sk-index is missing/m,
    ],
    [
      'an index of other keys',
      {
        GlobalSecondaryIndexes: [
          members as NonNullable<typeof members>,
          { ...inbox, IndexName: 'list-index', KeySchema: key('last_message_at', 'list_key') },
        ] as NonNullable<CreateTableCommandInput['GlobalSecondaryIndexes']>,
      },
      /^- the index list-index is last_message_at HASH/m,
    ],
    [
      'an index without what an inbox shows',
      {
        GlobalSecondaryIndexes: [
          members as NonNullable<typeof members>,
          { ...inbox, Projection: { ProjectionType: 'KEYS_ONLY' } },
        ] as NonNullable<CreateTableCommandInput['GlobalSecondaryIndexes']>,
      },
      /^- .*list-index.*KEYS_ONLY/m,
    ],
    ['no stream', { StreamSpecification: { StreamEnabled: false } }, /^- the stream is missing/m],
    [
      'a stream of other images',
      { StreamSpecification: { StreamEnabled: true, StreamViewType: 'KEYS_ONLY' } },
      /^- the stream is KEYS_ONLY/m,
    ],
  ])('reports the difference of a table with %s, and does not change it', async (_, difference, words) => {
    const TableName = aName()
    await client.send(new CreateTableCommand({ ...right, ...difference, TableName }))
    const before = await described(TableName)
    const { code, stdout, stderr } = await runsIn(inTable(TableName), 'ddb:schema-load')
    expect([code, stdout]).toEqual([1, ''])
    expect(stderr).toContain(`${TableName} already exists, with a different schema:`)
    expect(stderr).toMatch(words)
    expect(stderr.match(/^- /gm)).toHaveLength(1)
    expect(await described(TableName)).toEqual(before)
  })

  test('enables time to live on a table without it, or fails', async () => {
    const TableName = aName()
    await client.send(new CreateTableCommand({ ...right, TableName }))
    const { code } = await runsIn(inTable(TableName), 'ddb:schema-load')
    const { TimeToLiveDescription } = await client.send(new DescribeTimeToLiveCommand({ TableName }))
    const isEnabled = TimeToLiveDescription?.TimeToLiveStatus === 'ENABLED'
    expect([code, isEnabled]).toEqual(isEnabled ? [0, true] : [1, false])
  })
})

test('npm run ddb:list-tables prints the names of all pages, one per line', async () => {
  const port = await freePort()
  const engine = await startDynamodb('127.0.0.1', port)
  given.endWith(engine.end)
  const endpoint = `http://127.0.0.1:${port}`
  const environment = { AWS_ENDPOINT_URL_DYNAMODB: endpoint }
  expect(await runsIn({ environment }, 'ddb:list-tables')).toEqual({ code: 0, stdout: '', stderr: '' })

  const own = new DynamoDBClient({ endpoint })
  const names = Array.from({ length: 230 }, (_, index) => `table-${String(index).padStart(3, '0')}`)
  const { BillingMode, KeySchema, AttributeDefinitions = [] } = right
  const ofTable = { BillingMode, KeySchema, AttributeDefinitions: AttributeDefinitions.slice(0, 2) }
  for (const TableName of names) await own.send(new CreateTableCommand({ ...ofTable, TableName }))
  own.destroy()
  const { code, stdout, stderr } = await runsIn({ environment }, 'ddb:list-tables')
  expect([code, stderr, stdout.trim().split('\n').sort()]).toEqual([0, '', names])
})

describe('npm run ddb:drop', () => {
  test('deletes the table, which can be created again', async () => {
    const name = aName()
    await runsIn(inTable(name), 'ddb:schema-load')
    await runsIn(inTable(name), 'ddb:seed')
    const dropped = await runsIn(inTable(name), 'ddb:drop')
    expect(dropped).toEqual({ code: 0, stdout: `dropped ${name}\n`, stderr: '' })
    await expect(described(name)).rejects.toMatchObject({ name: 'ResourceNotFoundException' })
    expect((await runsIn(inTable(name), 'ddb:schema-load')).code).toBe(0)
    expect(await allItems(name)).toEqual([])
  })

  test('refuses while the table is protected', async () => {
    const { url } = await startAws({ isProtected: true })
    const environment = { AWS_ENDPOINT_URL_DYNAMODB: url }
    const name = process.env.TABLE_NAME ?? ''
    const { code, stdout, stderr } = await runsIn({ environment }, 'ddb:drop', '--yes', name)
    expect([code, stdout, stderr]).toEqual([
      1,
      '',
      expect.stringMatching(new RegExp(`^${name} has deletion protection\\.`)),
    ])
    expect((await described(name))?.TableStatus).toBe('ACTIVE')
  })
})

describe('npm run ddb:seed', () => {
  const aSeededTable = async () => {
    const name = aName()
    await runsIn(inTable(name), 'ddb:schema-load')
    const { stdout } = await runsIn(inTable(name), 'ddb:seed')
    return { name, counts: JSON.parse(stdout) }
  }

  test('reports what it has written, and changes nothing a second time', async () => {
    const { name, counts } = await aSeededTable()
    expect(counts).toEqual({
      people: people.length,
      conversations: 3,
      groups: 1,
      messages: counts.written,
      written: expect.any(Number),
    })
    const before = await allItems(name)
    const entries = people.flatMap(({ handle, display_name }) =>
      directoryTextsOf({ handle, displayName: display_name }),
    )
    const users = 3 * people.length + entries.length
    const ofGroup = 1 + people.length
    const pictures = 2
    expect(before).toHaveLength(counts.messages + users + 2 * counts.conversations + ofGroup + pictures)
    const again = await runsIn(inTable(name), 'ddb:seed')
    expect([again.code, JSON.parse(again.stdout), again.stderr]).toEqual([0, { ...counts, written: 0 }, ''])
    expect(await allItems(name)).toEqual(before)
  })

  const withAttachments = async (name: string) =>
    (await allItems(name)).filter(({ attachments }) => attachments !== undefined)

  test('writes the same without pictures if there is no bucket', async () => {
    const { name, counts } = await aSeededTable()
    expect(await withAttachments(name)).toHaveLength(2)
    const other = aName()
    await runsIn(inTable(other), 'ddb:schema-load')
    const environment = { TABLE_NAME: other, LOCAL_BUCKET_PORT: '9' }
    const { code, stdout, stderr } = await runsIn({ environment }, 'ddb:seed')
    expect([code, JSON.parse(stdout), stderr]).toEqual([0, counts, ''])
    expect(await withAttachments(other)).toEqual([])
  })

  test('writes inboxes that match the messages, and nothing in the future', async () => {
    const { name } = await aSeededTable()
    const repaired = await runsIn(inTable(name), 'ddb:rebuild-inbox')
    expect([repaired.code, repaired.stdout]).toEqual([0, ''])
    const now = new Date().toISOString()
    const places = (await allItems(name)).filter(({ pk }) => String(pk).startsWith('MSG#'))
    expect(places.filter(({ sk }) => String(sk) > now)).toEqual([])
  })

  test('reports a demo handle that belongs to another user', async () => {
    const [person] = people
    const handles = [person?.handle ?? '']
    await createUser({ uuid: randomUUID(), displayName: 'Another', cognitoUserId: randomUUID(), handles })
    const { code, stdout, stderr } = await runs('ddb:seed')
    expect([code, stdout]).toEqual([1, ''])
    expect(stderr).toMatch(person?.handle ?? '')
    expect(stderr).not.toMatch(/^ {4}at /m)
  })

  test('writes nothing in the future if demo users have talked before', async () => {
    const name = aName()
    await runsIn(inTable(name), 'ddb:schema-load')
    const { TABLE_NAME } = process.env
    process.env.TABLE_NAME = name
    const [andrew, bayko] = (await Promise.all(
      people.slice(0, 2).map(async ({ uuid, handle, display_name, cognito_user_id }) => {
        await createUser({
          uuid,
          displayName: display_name,
          cognitoUserId: cognito_user_id,
          handles: [handle],
        })
        return { token: tokenFor(cognito_user_id) }
      }),
    )) as [{ token: string }, { token: string }]
    await calls('POST', '/api/messages', { as: andrew, body: { message: 'First!', handle: 'bayko' } })
    const seeded = await runs('ddb:seed')
    const { body } = await calls('GET', '/api/message_groups', { as: bayko })
    process.env.TABLE_NAME = TABLE_NAME
    expect(seeded.code).toBe(0)
    const now = new Date().toISOString()
    expect(body.filter(({ created_at }: { created_at: string }) => created_at > now)).toEqual([])
  })
})
