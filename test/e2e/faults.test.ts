import { afterAll, expect, test } from '@jest/globals'
import { v7 as uuidv7 } from 'uuid'
import { startDynamodb } from '../../local/dynamodb.ts'
import { cognitoAt } from '../steps/cognito.ts'
import { startFaultyProxy } from '../steps/faultyProxy.ts'
import { freePort } from '../steps/freePort.ts'
import { eventually, isAlive } from '../steps/processes.ts'
import { endLeftovers, ownPorts, startStack } from '../steps/stack.ts'

afterAll(endLeftovers)

const people = ['andrewbrown', 'bayko', 'londo']
const writers = people.flatMap((from) => people.filter((to) => to !== from).map((to) => ({ from, to })))
const each = 50
type Shown = { uuid: string; message: string }

test('six writers, 300 messages, and a third of all writes failing: nothing lost, nothing doubled, every inbox right', async () => {
  const port = await freePort()
  const engine = await startDynamodb('127.0.0.1', port)
  const proxy = await startFaultyProxy(`http://127.0.0.1:${port}`)
  const ports = await ownPorts()
  const stack = await startStack({ ...ports, AWS_ENDPOINT_URL_DYNAMODB: proxy.url })
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

  // As a client does: the same key, until there is an answer.
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
  expect([proxy.counts.before > 30, proxy.counts.after > 30]).toEqual([true, true])

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
  // Each conversation has been read by both of its people.
  const texts = stored.map(({ uuid, message }) => `${uuid} ${message}`).sort()
  const expected = [...acknowledged]
    .flatMap(([uuid, message]) => [`${uuid} ${message}`, `${uuid} ${message}`])
    .sort()
  expect(texts).toEqual(expected)

  stack.kill('SIGTERM')
  await eventually(
    () => isAlive(stack.pid),
    (alive) => !alive,
  )
  await Promise.all([proxy.end(), engine.end()])
})
