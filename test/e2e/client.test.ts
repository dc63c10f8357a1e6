import { randomUUID } from 'node:crypto'
import { afterAll, expect, test } from '@jest/globals'
import { createMessenger } from '../../client/messenger.ts'
import type { Store } from '../../client/types.ts'
import * as given from '../steps/given.ts'
import { tokenFor } from '../steps/tokens.ts'

const stops: (() => void)[] = []
afterAll(() => {
  for (const stop of stops) stop()
})

type Person = Awaited<ReturnType<typeof given.aUser>>

/** The messenger of a person, as a program uses it. */
const messengerOf = (person: Person) => {
  const messenger = createMessenger({
    apiUrl: process.env.E2E_API_URL ?? '',
    webSocketUrl: `ws://127.0.0.1:${process.env.LOCAL_WEBSOCKET_PORT}`,
    userId: person.cognitoUserId,
    getToken: async () => tokenFor(person.cognitoUserId),
  })
  stops.push(messenger.start())
  return messenger
}

/** Waits until the value is as expected. */
const until = <Value>(store: Store<Value>, isExpected: (value: Value) => boolean): Promise<Value> =>
  new Promise((resolve) => {
    const check = () => {
      if (!isExpected(store.get())) return
      unsubscribe()
      resolve(store.get())
    }
    const unsubscribe = store.subscribe(check)
    check()
  })

test('two people write to each other through the client library: messages, lists, unread counts and read receipts arrive by themselves', async () => {
  const [ann, ben] = await Promise.all([
    given.aUser({ displayName: 'Ann Abel' }),
    given.aUser({ displayName: 'Ben Bond' }),
  ])
  const [anns, bens] = [messengerOf(ann), messengerOf(ben)]
  await Promise.all(
    [anns, bens].map(({ status }) => until(status, ({ connection }) => connection === 'live')),
  )

  const started = anns.conversation(`@${ben.handle}`)
  started.open()
  const uuids = ['Hello', 'Are you there?'].map((text) => started.send({ text }))
  const { uuid = '' } = await until(started, ({ messages }) => messages.length === 2)
  expect(started.get().messages.map((message) => message.uuid)).toEqual(uuids)

  const { groups } = await until(bens.inbox(), ({ groups }) => groups[0]?.unread_count === 2)
  expect(groups[0]).toMatchObject({ uuid, display_name: 'Ann Abel', message: 'Are you there?' })
  expect(bens.unread.get()).toEqual({ conversations: 1, hasRequests: false })

  const answered = bens.conversation(uuid)
  answered.open()
  const { messages, firstUnread } = await until(answered, ({ isLoaded }) => isLoaded)
  expect([messages.map(({ message }) => message), firstUnread]).toEqual([
    ['Hello', 'Are you there?'],
    uuids[0],
  ])
  answered.markRead(uuids[1] ?? '')
  await until(bens.unread, ({ conversations }) => conversations === 0)
  await until(started, ({ seen }) => seen?.message_uuid === uuids[1])

  answered.setTyping(true)
  await until(started, ({ typing }) => typing.includes(ben.uuid))
  answered.send({ text: 'Yes' })
  const last = await until(started, ({ messages, typing }) => messages.length === 3 && typing.length === 0)
  expect(last.messages.at(-1)?.message).toBe('Yes')
})

test('a refused token ends the session, and a stranger’s conversation is an error of that conversation only', async () => {
  const person = await given.aUser()
  const messenger = messengerOf(person)
  const unknown = messenger.conversation(randomUUID())
  unknown.open()
  const { error } = await until(unknown, (state) => state.error !== undefined)
  expect(error).toMatchObject({ code: 'message_group_not_found', status: 404, isRetryable: false })
  await until(messenger.inbox(), ({ isLoaded }) => isLoaded)
  expect(messenger.status.get()).toMatchObject({ session: 'active', me: { handle: person.handle } })

  const stranger = createMessenger({
    apiUrl: process.env.E2E_API_URL ?? '',
    userId: person.cognitoUserId,
    getToken: async () => tokenFor(randomUUID()),
  })
  stops.push(stranger.start())
  await until(stranger.status, ({ session }) => session === 'expired')
})
