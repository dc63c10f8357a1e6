import { randomUUID } from 'node:crypto'
import type { User } from '../src/domain/user.ts'
import { inParallel } from '../src/inParallel.ts'
import { createUser } from '../src/repository/users.ts'
import { sendInProcess } from '../test/steps/inProcess.ts'
import { tokenFor } from '../test/steps/tokens.ts'
import type { Answer } from '../test/steps/when.ts'

export type Person = User & { cognitoUserId: string; token: string }

const firstNames = ['Ada', 'Bayko', 'Corwin', 'Delenn', 'Emmet', 'Femi', 'Grace', 'Hana', 'Ivo', 'Jules']

let people = 0
const aDay = 24 * 60 * 60

/** Creates a signed-in person with a name of typical length. */
export const createPerson = async (): Promise<Person> => {
  people += 1
  const name = firstNames[people % firstNames.length] as string
  const handle = `${name.toLowerCase()}_${process.pid}_${people}`.slice(0, 30)
  const cognitoUserId = randomUUID()
  const person = { uuid: randomUUID(), displayName: `${name} Harrison`, cognitoUserId, handles: [handle] }
  return { ...(await createUser(person)), cognitoUserId, token: tokenFor(cognitoUserId, aDay) }
}

export const createPeople = async (count: number): Promise<Person[]> => {
  const all: Person[] = []
  await inParallel(Array.from({ length: count }), async () => all.push(await createPerson()))
  return all
}

// biome-ignore lint/suspicious/noExplicitAny: the bodies of all routes
export type Body = any

/** The body of a successful response. */
export const bodyOf = ({ status, text }: Pick<Answer, 'status' | 'text'>): Body => {
  if (status !== 200) throw new Error(`${status} ${text}`)
  return JSON.parse(text)
}

export const headersOf = ({ token }: { token: string }) => ({
  authorization: `Bearer ${token}`,
  'content-type': 'application/json',
})

/** Calls a route of the API in this process. */
export const request = (as: Person, method: string, path: string, body?: object): Promise<Answer> =>
  sendInProcess(method, `/api${path}`, {
    headers: headersOf(as),
    ...(body ? { body: JSON.stringify(body) } : {}),
  })

export const sendMessage = async (as: Person, to: { handle: string } | { group: string }, message: string) =>
  bodyOf(
    await request(as, 'POST', '/messages', {
      message,
      ...('group' in to ? { message_group_uuid: to.group } : { handle: to.handle }),
    }),
  )
