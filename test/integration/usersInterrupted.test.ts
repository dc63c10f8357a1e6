import { DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb'
import { afterAll, describe, expect, test } from '@jest/globals'
import { startDynamodb } from '../../local/dynamodb.ts'
import { startAws } from '../steps/aws.ts'
import { freePort } from '../steps/freePort.ts'
import * as given from '../steps/given.ts'
import { aFileOf, anOldUser, csvOf, imports, nothing } from '../steps/oldUsers.ts'
import { eventually } from '../steps/processes.ts'
import { runsIn, starts } from '../steps/program.ts'
import { killLeftovers } from '../steps/stack.ts'
import { allItems, withoutStream } from '../steps/table.ts'

given.anEngine()
afterAll(killLeftovers)

describe('npm run users:import, interrupted', () => {
  test('by the end of the engine, prints one error', async () => {
    const port = await freePort()
    const engine = await startDynamodb('127.0.0.1', port)
    const environment = { AWS_ENDPOINT_URL_DYNAMODB: `http://127.0.0.1:${port}`, TABLE_NAME: 'short-lived' }
    await runsIn({ environment }, 'ddb:schema-load')
    const file = aFileOf(csvOf(Array.from({ length: 15_000 }, () => anOldUser())))
    const program = starts(environment, 'users:import', file)
    const client = new DynamoDBClient({ endpoint: environment.AWS_ENDPOINT_URL_DYNAMODB })
    await eventually(
      () => client.send(new ScanCommand({ TableName: environment.TABLE_NAME, Limit: 1 })),
      ({ Count }) => Count === 1,
    )
    client.destroy()
    await engine.end()
    const { code, stdout, stderr } = await program.result()
    expect([code, stdout]).toEqual([1, ''])
    expect(stderr.trim().split('\n')).toEqual([
      expect.stringMatching(new RegExp(`^Can't reach 127\\.0\\.0\\.1:${port}`)),
    ])
  })

  test('leaves no user half written, and the next run continues', async () => {
    await withoutStream()
    const people = Array.from({ length: 150 }, () => anOldUser())
    const file = aFileOf(csvOf(people))
    const { url, isHolding } = await startAws({
      hold: { operation: 'TransactWriteItems', left: 75 },
    })
    const program = starts({ AWS_ENDPOINT_URL_DYNAMODB: url }, 'users:import', file)
    await isHolding
    program.interruptGroup()
    const { code, stdout, stderr } = await program.result()
    expect([code, stdout, stderr]).toEqual([
      130,
      '',
      expect.stringContaining('Run the same command again to continue.'),
    ])

    const { code: codeOfRest, counts } = await imports(file)
    expect([codeOfRest, counts]).toEqual([
      0,
      { ...nothing, added: expect.any(Number), unchanged: expect.any(Number) },
    ])
    expect(counts.added).toBeGreaterThan(0)
    expect(counts.unchanged).toBeGreaterThanOrEqual(25)
    expect(counts.added + counts.unchanged).toBe(people.length)
    // Three items for each user: none was half written.
    const uuids = new Set(people.map(({ uuid }) => uuid))
    expect((await allItems()).filter(({ uuid }) => uuids.has(String(uuid)))).toHaveLength(3 * people.length)
  })
})
