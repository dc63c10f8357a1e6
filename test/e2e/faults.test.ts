import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { v7 as uuidv7 } from 'uuid'
import { startDynamodb } from '../../local/dynamodb.ts'
import { cognitoAt } from '../steps/cognito.ts'
import { startFaultyProxy } from '../steps/faultyProxy.ts'
import { freePort } from '../steps/freePort.ts'
import { eventually, isAlive, isFree, processTree } from '../steps/processes.ts'
import { killLeftovers, ownPorts, type Ports, type Running, startStack } from '../steps/stack.ts'

afterAll(killLeftovers)

const people = ['andrewbrown', 'bayko', 'londo']
const writers = people.flatMap((from) => people.filter((to) => to !== from).map((to) => ({ from, to })))
const each = 12
type Shown = { uuid: string; message: string }

// This stack uses an engine that the test has started, through a proxy that lets some writes fail.
let endpoint: string
let engine: Awaited<ReturnType<typeof startDynamodb>>
let proxy: Awaited<ReturnType<typeof startFaultyProxy>>
let ports: Ports
let stack: Running
beforeAll(async () => {
  const port = await freePort()
  endpoint = `http://127.0.0.1:${port}`
  engine = await startDynamodb('127.0.0.1', port)
  proxy = await startFaultyProxy(endpoint)
  ports = await ownPorts()
  const command = ['sls', 'offline', 'start']
  stack = await startStack({ ...ports, AWS_ENDPOINT_URL_DYNAMODB: proxy.url }, command)
})

test('with six writers, 72 messages and a third of all writes failing, no message is lost or stored twice, and every inbox is right', async () => {
  const api = `http://127.0.0.1:${ports.LOCAL_HTTP_PORT}/api`
  const cognito = cognitoAt(`http://127.0.0.1:${ports.LOCAL_COGNITO_PORT}`)
  const tokens = new Map(
    await Promise.all(
      people.map(
        async (handle) =>
          [handle, (await cognito.signIn(`${handle}@cruddur.example`)).AccessToken ?? ''] as const,
      ),
    ),
  )
  const as = (handle: string) => ({
    authorization: `Bearer ${tokens.get(handle)}`,
    'content-type': 'application/json',
  })

  // As a client does: retry with the same key until the message is accepted.
  const sends = async (from: string, to: string, message: string): Promise<[string, string]> => {
    const key = uuidv7()
    const headers = { ...as(from), 'idempotency-key': key }
    const body = JSON.stringify({ message, handle: to })
    for (;;) {
      const response = await fetch(`${api}/messages`, { method: 'POST', headers, body })
      const answer = (await response.json()) as Shown
      if (response.status === 200) {
        expect([answer.uuid, answer.message]).toEqual([key, message])
        return [key, message]
      }
      expect([response.status, answer]).toEqual([500, ['internal_error']])
    }
  }

  proxy.failShare(0.15)
  const acknowledged = (
    await Promise.all(
      writers.map(async ({ from, to }) => {
        const sent: [string, string][] = []
        for (let index = 0; index < each; index += 1)
          sent.push(await sends(from, to, `${from} to ${to}, ${index}`))
        return sent
      }),
    )
  ).flat()
  expect([proxy.counts.before > 2, proxy.counts.after > 2]).toEqual([true, true])

  const all = async (handle: string, path: string): Promise<Shown[]> => {
    const response = await fetch(`${api}${path}`, { headers: as(handle) })
    const page = (await response.json()) as Shown[]
    const [, next] = /<\/api([^>]+)>; rel="next"/.exec(response.headers.get('link') ?? '') ?? []
    return next ? [...(await all(handle, next)), ...page] : page
  }
  const stored: Shown[] = []
  for (const handle of people) {
    const groups = (await (await fetch(`${api}/message_groups`, { headers: as(handle) })).json()) as Shown[]
    for (const { uuid } of groups) {
      const messages = await all(handle, `/messages/${uuid}?limit=100`)
      stored.push(...messages.filter((message) => / to \w+, \d+$/.test(message.message)))
      const newest = messages.at(-1)?.message
      await eventually(
        async () =>
          ((await (await fetch(`${api}/message_groups`, { headers: as(handle) })).json()) as Shown[]).find(
            (one) => one.uuid === uuid,
          )?.message,
        (shown) => shown === newest,
      )
    }
  }
  // Both people of each conversation have read it.
  const texts = stored.map(({ uuid, message }) => `${uuid} ${message}`).sort()
  const expected = [...acknowledged]
    .flatMap(([uuid, message]) => [`${uuid} ${message}`, `${uuid} ${message}`])
    .sort()
  expect(texts).toEqual(expected)
})

test('a stack starts no DynamoDB where AWS_ENDPOINT_URL_DYNAMODB names one, and leaves that one running on SIGTERM', async () => {
  expect(await isFree(Number(ports.LOCAL_DYNAMODB_PORT))).toBe(true)
  const family = processTree(stack.pid)
  stack.kill('SIGTERM')
  await eventually(
    () => family.filter(isAlive),
    (alive) => alive.length === 0,
  )
  expect(await stack.exited).toBe(0)
  const client = new DynamoDBClient({ endpoint })
  expect((await client.send(new ListTablesCommand({}))).TableNames).toEqual(['cruddur-messages-dev'])
  client.destroy()
  await Promise.all([proxy.end(), engine.end()])
})
