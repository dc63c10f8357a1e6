import { conversationOf } from '../test/steps/conversation.ts'
import { putManyItems } from '../test/steps/table.ts'
import { type Body, bodyOf, headersOf, type Person, somePeople } from './people.ts'

export const text = 'a'.repeat(170)

/** Somebody calls a route of a stack that is up. */
export const callsOver =
  (api: string) =>
  async (as: Person, method: string, path: string, body?: object): Promise<Body> => {
    const response = await fetch(`${api}/api${path}`, {
      method,
      headers: headersOf(as),
      ...(body ? { body: JSON.stringify(body) } : {}),
    })
    return bodyOf({ status: response.status, text: await response.text() })
  }

export type Calls = ReturnType<typeof callsOver>

export type Acquainted = { me: Person; other: Person; group: string }

/** Pairs of people with a conversation of twenty messages each, the last of which is an hour old. */
export const somePairs = async (count: number): Promise<Acquainted[]> => {
  const people = await somePeople(2 * count)
  const start = Date.now() - 60 * 60_000
  const conversations = Array.from({ length: count }, (_, pair) => {
    const [me, other] = people.slice(2 * pair) as [Person, Person]
    const said = Array.from({ length: 20 }, (_, index) => ({
      at: new Date(start - (20 - index) * 1000).toISOString(),
      text,
    }))
    return { me, other, ...conversationOf(me, other, said) }
  })
  await putManyItems(conversations.flatMap(({ items }) => items))
  return conversations.map(({ me, other, groupUuid: group }) => ({ me, other, group }))
}
