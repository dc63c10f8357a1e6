import { conversationOf } from '../test/steps/conversation.ts'
import { putManyItems } from '../test/steps/table.ts'
import { type Body, bodyOf, createPeople, headersOf, type Person } from './people.ts'

export const text = 'a'.repeat(170)

/** Calls routes of a running stack as different people. */
export const createHttpClient =
  (api: string) =>
  async (as: Person, method: string, path: string, body?: object): Promise<Body> => {
    const response = await fetch(`${api}/api${path}`, {
      method,
      headers: headersOf(as),
      ...(body ? { body: JSON.stringify(body) } : {}),
    })
    return bodyOf({ status: response.status, text: await response.text() })
  }

export type HttpClient = ReturnType<typeof createHttpClient>

export type AcquaintedPair = { me: Person; other: Person; group: string }

/** Pairs of people, each with a conversation of twenty messages, the last of which is an hour old. */
export const createPairs = async (count: number): Promise<AcquaintedPair[]> => {
  const people = await createPeople(2 * count)
  const start = Date.now() - 60 * 60_000
  const conversations = Array.from({ length: count }, (_, pair) => {
    const [me, other] = people.slice(2 * pair) as [Person, Person]
    const messages = Array.from({ length: 20 }, (_, index) => ({
      at: new Date(start - (20 - index) * 1000).toISOString(),
      text,
    }))
    return { me, other, ...conversationOf(me, other, messages) }
  })
  await putManyItems(conversations.flatMap(({ items }) => items))
  return conversations.map(({ me, other, groupUuid: group }) => ({ me, other, group }))
}
