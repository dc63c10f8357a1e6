import { randomUUID } from 'node:crypto'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  DeleteTableCommand,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  DynamoDBClient,
} from '@aws-sdk/client-dynamodb'
import { afterAll, describe, expect, test } from '@jest/globals'
import { startDynamodb } from '../../local/dynamodb.ts'
import { people } from '../../seed/people.ts'
import { client } from '../../src/repository/client.ts'
import { freePort } from '../steps/freePort.ts'
import * as given from '../steps/given.ts'
import { anOldConversation, anOldTable } from '../steps/original.ts'
import { parsed } from '../steps/printed.ts'
import { eventually } from '../steps/processes.ts'
import { killLeftovers, runUtility } from '../steps/stack.ts'
import { calls } from '../steps/when.ts'

afterAll(killLeftovers)

const pick = (...names: string[]) => Object.fromEntries(names.map((name) => [name, process.env[name] ?? '']))
const ofTheStack = pick('LOCAL_DYNAMODB_PORT', 'LOCAL_COGNITO_PORT')

describe('against the running stack', () => {
  const run = (...words: string[]) => runUtility(ofTheStack, ...words)

  test('the table commands list, check, seed and scan its table', async () => {
    expect((await run('ddb:list-tables')).stdout.split('\n')).toContain('cruddur-messages-dev')
    expect((await run('ddb:schema-load')).stderr).toBe(
      'cruddur-messages-dev already exists and is up to date.\n',
    )
    expect(JSON.parse((await run('ddb:seed')).stdout)).toMatchObject({ people: people.length, written: 0 })
    expect(parsed((await run('ddb:scan', '--json', '--limit', '5')).stdout)).toHaveLength(5)
    expect((await run('ddb:scan')).stdout).toMatch(/^user +bayko +Andrew Bayko, by handle$/m)
  })

  test('ddb:list-conversations and ddb:get-conversation print what the API returns', async () => {
    const as = { token: (await run('token', 'bayko')).stdout.trim() }
    const { body: groups } = await calls('GET', '/api/message_groups?limit=100', { as })
    const listed = await run('ddb:list-conversations', 'bayko', '--json', '--limit', '100')
    expect(parsed(listed.stdout)).toEqual(groups)
    const { uuid } = groups.find(({ handle }: { handle: string }) => handle === 'londo')
    const { body: messages } = await calls('GET', `/api/messages/${uuid}?limit=100`, { as })
    const printed = await run('ddb:get-conversation', 'bayko', 'londo', '--json', '--limit', '100')
    expect(parsed(printed.stdout)).toEqual(messages)
    expect(printed.stderr).toContain(`Query where pk = "MSG#${uuid}": `)
  })

  test('the Cognito commands list and sync its users', async () => {
    const listed = JSON.parse((await run('cognito:list-users')).stdout)
    expect(listed).toMatchObject(Object.fromEntries(people.map((one) => [one.handle, one.cognito_user_id])))
    const synced = JSON.parse((await run('cognito:sync-users')).stdout)
    expect(synced.unchanged).toBeGreaterThanOrEqual(people.length)
  })

  test('ddb:rebuild-inbox finds nothing to repair, and ddb:redrive runs', async () => {
    const { uuid } = await given.aGroup()
    const { stderr } = await eventually(
      () => run('ddb:rebuild-inbox', uuid, '--dry-run'),
      ({ stdout }) => stdout === '',
    )
    expect(stderr).toContain('All memberships in cruddur-messages-dev are up to date.')
    const file = join(mkdtempSync(join(tmpdir(), 'cruddur-letters-')), 'dead-letters.jsonl')
    writeFileSync(file, '')
    expect(JSON.parse((await run('ddb:redrive', '--file', file)).stdout)).toEqual({
      redriven: 0,
      failed: 0,
      gone: 0,
    })
  })

  test('imported users with a migrated conversation can read and write', async () => {
    const [me, other] = await Promise.all([given.aUser(), given.aUser()])
    const newcomer = { uuid: randomUUID(), handle: given.aHandle() }
    const file = join(mkdtempSync(join(tmpdir(), 'cruddur-users-')), 'users.csv')
    const rows = [me, other].map(({ uuid, handle }) => `${uuid},Some Body,${handle},\n`)
    writeFileSync(
      file,
      `uuid,display_name,handle,cognito_user_id\n${rows.join('')}${newcomer.uuid},New,${newcomer.handle},\n`,
    )
    const imported = JSON.parse((await run('users:import', file)).stdout)
    expect(imported).toEqual({ added: 1, changed: 0, unchanged: 2, conflicting: 0, invalid: 0 })

    const { TableName, write } = await anOldTable()
    const { messages, rows: memberships } = anOldConversation(me, other, 10)
    await write([...messages, ...memberships])
    const migrated = JSON.parse((await run('ddb:migrate', '--from', TableName)).stdout)
    expect(migrated).toMatchObject({ from: TableName, to: 'cruddur-messages-dev', moved: 12 })

    const [group] = (await calls('GET', '/api/message_groups', { as: me })).body
    expect(group).toMatchObject({ handle: other.handle, message: 'line 9' })
    const target = `/api/messages/${group.uuid}?limit=100`
    expect((await calls('GET', target, { as: other })).body).toHaveLength(10)
    await calls('POST', '/api/messages', {
      as: other,
      body: { message: 'Moved', message_group_uuid: group.uuid },
    })
    await eventually(
      async () => (await calls('GET', '/api/message_groups', { as: me })).body[0]?.message,
      (message) => message === 'Moved',
    )
    await client.send(new DeleteTableCommand({ TableName }))
  })
})

describe('another engine', () => {
  const ends: (() => Promise<void>)[] = []
  afterAll(() => Promise.all(ends.map((end) => end())))

  test('gets the same table from ddb:schema-load as from the framework', async () => {
    const port = await freePort()
    ends.push((await startDynamodb('127.0.0.1', port)).end)
    await runUtility({ LOCAL_DYNAMODB_PORT: String(port) }, 'ddb:schema-load')
    const describedAt = async (endpoint: string) => {
      const own = new DynamoDBClient({ endpoint })
      const ofTable = { TableName: 'cruddur-messages-dev' }
      const { Table = {} } = await own.send(new DescribeTableCommand(ofTable))
      const { TimeToLiveDescription } = await own.send(new DescribeTimeToLiveCommand(ofTable))
      own.destroy()
      const byName = (one: { IndexName?: string }, other: { IndexName?: string }) =>
        String(one.IndexName).localeCompare(String(other.IndexName))
      return {
        keys: Table.KeySchema,
        attributes: new Set(Table.AttributeDefinitions),
        indexes: Table.GlobalSecondaryIndexes?.map(({ IndexName = '', KeySchema, Projection }) => ({
          IndexName,
          KeySchema,
          Projection,
        })).sort(byName),
        stream: Table.StreamSpecification,
        protection: Table.DeletionProtectionEnabled ?? false,
        timeToLive: TimeToLiveDescription,
      }
    }
    const framework = await describedAt(process.env.AWS_ENDPOINT_URL_DYNAMODB ?? '')
    expect(framework.indexes).toHaveLength(2)
    expect(framework.timeToLive).toMatchObject({ TimeToLiveStatus: 'ENABLED' })
    expect(await describedAt(`http://127.0.0.1:${port}`)).toEqual(framework)
  })
})
