import { randomUUID } from 'node:crypto'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, expect, test } from '@jest/globals'
import { people as seedPeople } from '../../seed/people.ts'
import { startAws } from '../steps/aws.ts'
import { startFaultyProxy } from '../steps/faultyProxy.ts'
import * as given from '../steps/given.ts'
import { anOldConversation, anOldTable } from '../steps/original.ts'
import { runs, runsIn } from '../steps/program.ts'
import { allItems } from '../steps/table.ts'

given.anEngine({ hasStream: false })

let proxy: Awaited<ReturnType<typeof startFaultyProxy>>
beforeAll(async () => {
  proxy = await startFaultyProxy(process.env.AWS_ENDPOINT_URL_DYNAMODB ?? '')
  given.endWith(proxy.end)
})

const maxRuns = 30

/** Runs a command until it succeeds, while a fifth of all writes fail. */
const runsUntilDone = async (more: Record<string, string>, command: string, ...parameters: string[]) => {
  const environment = { AWS_ENDPOINT_URL_DYNAMODB: proxy.url, ...more }
  const failed = proxy.counts.before + proxy.counts.after
  proxy.failShare(0.1)
  for (let run = 1; run <= maxRuns; run += 1) {
    const { code, stdout, stderr } = await runsIn({ environment }, command, ...parameters)
    if (code === 0) {
      expect(proxy.counts.before + proxy.counts.after).toBeGreaterThan(failed)
      return JSON.parse(stdout)
    }
    expect([code, stderr]).toEqual([1, expect.not.stringMatching(/^ {4}at /m)])
  }
  throw new Error(`${command} has not come through in ${maxRuns} runs`)
}

const ofUsers = async (uuids: string[]) =>
  (await allItems()).filter(({ uuid }) => uuids.includes(String(uuid))).length

test('ddb:seed completes, and then changes nothing', async () => {
  const { messages } = await runsUntilDone({}, 'ddb:seed')
  const seeded = await allItems()
  expect(seeded.filter(({ pk }) => String(pk).startsWith('MSG#'))).toHaveLength(messages)
  expect(await ofUsers(seedPeople.map(({ uuid }) => uuid))).toBe(3 * seedPeople.length)
  expect(JSON.parse((await runs('ddb:seed')).stdout)).toMatchObject({ messages, written: 0 })
  expect(await allItems()).toEqual(seeded)
  expect((await runs('ddb:rebuild-inbox')).stdout).toBe('')
})

test('users:import writes every user once and completely', async () => {
  const uuids = Array.from({ length: 30 }, () => randomUUID())
  const rows = uuids.map((uuid) => `${uuid},${given.aHandle()},${randomUUID()}`)
  const file = join(mkdtempSync(join(tmpdir(), 'cruddur-faults-')), 'users.csv')
  writeFileSync(file, ['uuid,handle,cognito_user_id', ...rows, ''].join('\n'))
  const { added, unchanged, conflicting, invalid } = await runsUntilDone({}, 'users:import', file)
  expect([added + unchanged, conflicting, invalid]).toEqual([30, 0, 0])
  expect(await ofUsers(uuids)).toBe(3 * 30)
})

test('cognito:sync-users creates every user once and completely', async () => {
  const people = Array.from({ length: 30 }, () => ({
    sub: randomUUID(),
    preferred_username: given.aHandle(),
  }))
  const aws = await startAws({ people })
  const counts = await runsUntilDone({ LOCAL_COGNITO_PORT: String(aws.port) }, 'cognito:sync-users')
  expect(counts).toMatchObject({ changed: 0, conflicting: 0, unconfirmed: 0 })
  const handles = people.map(({ preferred_username }) => preferred_username)
  const items = (await allItems()).filter(
    ({ sk, handle }) => sk === 'USR' && handles.includes(String(handle)),
  )
  expect(items).toHaveLength(3 * 30)
  expect(new Set(items.map(({ uuid }) => uuid)).size).toBe(30)
})

test('ddb:migrate moves everything once', async () => {
  const [me, other] = await Promise.all([given.aUser(), given.aUser()])
  const { TableName, write } = await anOldTable()
  const { groupUuid, messages, rows } = anOldConversation(me, other, 30)
  await write([...messages, ...rows])
  const { moved, already_there } = await runsUntilDone({}, 'ddb:migrate', '--from', TableName)
  expect(moved + already_there).toBe(32)
  const items = (await allItems()).filter(({ pk, sk }) => pk === `MSG#${groupUuid}` || sk === groupUuid)
  expect(items).toHaveLength(32)
})
