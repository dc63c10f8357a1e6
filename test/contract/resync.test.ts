import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import * as given from '../steps/given.ts'
import { numRuns } from '../steps/numRuns.ts'
import { eventually } from '../steps/processes.ts'
import { live, opens, type Socket } from '../steps/sockets.ts'
import { calls, isOverHttp } from '../steps/when.ts'

given.anEngine()
live()

type Caller = { token: string }
type Shown = { uuid: string; created_at: string; message: string }

const inOrder = (one: Shown, other: Shown) =>
  one.created_at < other.created_at || (one.created_at === other.created_at && one.uuid < other.uuid) ? -1 : 1

const linkOf = (headers: Headers, rel: string) =>
  new RegExp(`<([^>]+)>; rel="${rel}"`).exec(headers.get('link') ?? '')?.[1]

/** The newest page, or all messages of a catch-up, and where the next catch-up begins. */
const everythingFrom = async (as: Caller, target: string): Promise<{ messages: Shown[]; since: string }> => {
  const { body, headers } = await calls('GET', target, { as })
  const next = linkOf(headers, 'next')
  if (!next || !target.includes('since=')) return { messages: body, since: linkOf(headers, 'since') ?? '' }
  const rest = await everythingFrom(as, next)
  return { messages: [...body, ...rest.messages], since: rest.since }
}

/** A client as the README describes it: it holds each message once, and after each gap follows its newest `since` link. */
const aClient = async (as: Caller, groupUuid: string) => {
  const held = new Map<string, Shown>()
  const hold = (messages: Shown[]) => {
    for (const message of messages) held.set(message.uuid, message)
  }
  const sorted = () => [...held.values()].sort(inOrder)
  const sockets: Socket[] = []
  let target = `/api/messages/${groupUuid}?limit=7`

  const goOnline = async () => {
    const socket = await opens(as)
    sockets.push(socket)
    const { messages, since } = await everythingFrom(as, target)
    hold(messages)
    target = since
  }
  const send = async (message: string) => {
    const { body } = await calls('POST', '/api/messages', {
      as,
      body: { message, message_group_uuid: groupUuid },
    })
    const { message_group_uuid, ...stored } = body
    hold([stored])
  }
  const isOnline = () => sockets.at(-1)?.isClosed() === false
  return {
    send,
    goOnline,
    isOnline,
    goOffline: async () => sockets.at(-1)?.drop(),
    holds: () => {
      for (const { frames } of sockets) {
        hold(frames.flatMap((frame) => (frame.type === 'message' ? [frame.message] : [])))
      }
      return sorted()
    },
    end: async () => sockets.at(-1)?.close(),
  }
}

type Client = Awaited<ReturnType<typeof aClient>>

// For each message: the writer, and whose connection is lost or restored before it.
const step = fc.record({
  writer: fc.constantFrom(0, 1),
  cut: fc.constantFrom(undefined, undefined, 0, 1),
  back: fc.constantFrom(undefined, 0, 1),
})

test('a client that loses its connection again and again ends up with every message', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 15, maxLength: 25 }), async (steps) => {
      const { me, other, uuid } = await given.aGroup()
      const clients = await Promise.all([me, other].map((one) => aClient(one, uuid)))
      await Promise.all(clients.map((client) => client.goOnline()))
      const sent: Promise<unknown>[] = []
      for (const [index, { writer, cut, back }] of steps.entries()) {
        sent.push((clients[writer] as Client).send(`line ${index}`))
        if (cut !== undefined) await clients[cut]?.goOffline()
        if (back !== undefined && !clients[back]?.isOnline()) await clients[back]?.goOnline()
        if (index % 3 === 0) await Promise.all(sent)
      }
      await Promise.all(clients.map(async (client) => client.isOnline() || client.goOnline()))
      await Promise.all(sent)

      const { messages: inTable } = await everythingFrom(me, `/api/messages/${uuid}?limit=100`)
      expect(inTable).toHaveLength(steps.length + 1)
      for (const client of clients) {
        await eventually(
          () => client.holds().length,
          (count) => count >= inTable.length,
        )
        expect(client.holds()).toEqual(inTable)
        await client.end()
      }
    }),
    { numRuns: numRuns(isOverHttp ? 1 : 10), endOnFailure: true },
  )
})
