import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { createMessenger } from '../../client/messenger.ts'
import { userIdOf } from '../../client/tokens.ts'
import { until } from '../../client/until.ts'
import { startDynamodb } from '../../local/dynamodb.ts'
import { cognitoAt } from '../steps/cognito.ts'
import { startFaultyProxy } from '../steps/faultyProxy.ts'
import { freePort } from '../steps/freePort.ts'
import { eventually, isAlive, isFree, processTree } from '../steps/processes.ts'
import { killLeftovers, ownPorts, type Ports, type Running, startStack } from '../steps/stack.ts'

afterAll(killLeftovers)

const people = ['andrewbrown', 'bayko', 'londo']
const each = 6

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

/** The messenger of a demo person. */
const startMessenger = async (handle: string) => {
  const cognito = cognitoAt(`http://127.0.0.1:${ports.LOCAL_COGNITO_PORT}`)
  const { AccessToken: token = '' } = await cognito.signIn(`${handle}@cruddur.example`)
  const messenger = createMessenger({
    apiUrl: `http://127.0.0.1:${ports.LOCAL_HTTP_PORT}`,
    webSocketUrl: `ws://127.0.0.1:${ports.LOCAL_WEBSOCKET_PORT}`,
    userId: userIdOf(token),
    getToken: async () => token,
  })
  return { handle, messenger, stop: messenger.start() }
}

test('with six writers, 36 messages and a third of all writes failing, no message is lost or stored twice, and every inbox is right', async () => {
  const all = await Promise.all(people.map(startMessenger))
  const pairs = all.flatMap(({ handle, messenger }) =>
    people
      .filter((other) => other !== handle)
      .map((other) => ({ from: handle, to: other, conversation: messenger.conversation(`@${other}`) })),
  )
  for (const { conversation } of pairs) conversation.open()
  proxy.failShare(0.15)
  const sent = pairs.flatMap(({ from, to, conversation }) =>
    Array.from({ length: each }, (_, index) => {
      const text = `${from} to ${to}, ${index}`
      return `${conversation.send({ text })} ${text}`
    }),
  )
  for (const { conversation } of pairs) await until(conversation, ({ outbox }) => outbox.length === 0)
  expect([proxy.counts.before > 0, proxy.counts.after > 0]).toEqual([true, true])
  proxy.failShare(0)

  // What each of the two people of a conversation holds.
  const isOfTest = ({ message }: { message: string }) => / to \w+, \d+$/.test(message)
  const held = await Promise.all(
    pairs.map(async ({ from, conversation }) => {
      const { messages } = await until(
        conversation,
        ({ messages }) => messages.filter(isOfTest).length === 2 * each,
      )
      const own = messages.filter(isOfTest).filter(({ handle }) => handle === from)
      expect(own.map(({ message }) => message.replace(/.*, /, ''))).toEqual(own.map((_, index) => `${index}`))
      return messages.filter(isOfTest).map(({ uuid, message }) => `${uuid} ${message}`)
    }),
  )
  expect(held.flat().sort()).toEqual([...sent, ...sent].sort())

  // The same from the server, in pages and in every inbox.
  for (const { messenger } of all) {
    const { body: groups } = await messenger.api('GET /api/message_groups')
    for (const { uuid } of groups) {
      const path = { message_group_uuid: uuid }
      const stored = await messenger.api('GET /api/messages/{message_group_uuid}', {
        path,
        query: { limit: 100 },
      })
      const state = messenger.conversation(uuid).get()
      const newest = stored.body.slice(-state.messages.length)
      if (state.isLoaded) expect(newest).toEqual(state.messages)
      await eventually(
        async () =>
          (await messenger.api('GET /api/message_groups')).body.find((group) => group.uuid === uuid),
        (group) => group?.message === stored.body.at(-1)?.message,
      )
    }
  }
  for (const { stop } of all) stop()
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
