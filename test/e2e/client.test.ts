import { randomUUID } from 'node:crypto'
import { afterAll, expect, test } from '@jest/globals'
import { createMessenger } from '../../client/messenger.ts'
import { userIdOf } from '../../client/tokens.ts'
import { until } from '../../client/until.ts'
import { pool } from '../../local/pool.ts'
import { anAccountAt, startAws } from '../steps/aws.ts'
import { cognitoAt } from '../steps/cognito.ts'
import * as given from '../steps/given.ts'
import { runsIn } from '../steps/program.ts'
import { startSrpCognito } from '../steps/srp.ts'
import { runCommand } from '../steps/stack.ts'
import { tokenFor } from '../steps/tokens.ts'

given.anEngine()

const stops: (() => void)[] = []
afterAll(() => {
  for (const stop of stops) stop()
})

const addresses = () => ({
  apiUrl: process.env.E2E_API_URL ?? '',
  webSocketUrl: `ws://127.0.0.1:${process.env.LOCAL_WEBSOCKET_PORT}`,
})

type Person = Awaited<ReturnType<typeof given.aUser>>

/** The messenger of a person, as a program uses it. */
const messengerOf = (person: Person) => {
  const messenger = createMessenger({
    ...addresses(),
    userId: person.cognitoUserId,
    getToken: async () => tokenFor(person.cognitoUserId),
  })
  stops.push(messenger.start())
  return messenger
}

/** Two people with messengers whose sockets are open, and the user of the second one. */
const twoMessengers = async () => {
  const [ann, ben] = await Promise.all([
    given.aUser({ displayName: 'Ann Abel' }),
    given.aUser({ displayName: 'Ben Bond' }),
  ])
  const [anns, bens] = [messengerOf(ann), messengerOf(ben)]
  await Promise.all(
    [anns, bens].map(({ status }) => until(status, ({ connection }) => connection === 'live')),
  )
  return { ben, anns, bens }
}

test('two people write to each other through the client library: messages, lists, unread counts and read receipts arrive by themselves', async () => {
  const { ben, anns, bens } = await twoMessengers()

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

test('replies, edits, reactions and deletions of two people arrive without a request, in messages, quotes and lists', async () => {
  const { ben, anns, bens } = await twoMessengers()
  const started = anns.conversation(`@${ben.handle}`)
  started.open()
  const first = started.send({ text: 'Helo' })
  const { uuid = '' } = await until(started, ({ messages }) => messages.length === 1)
  const answered = bens.conversation(uuid)
  answered.open()
  await until(answered, ({ isLoaded }) => isLoaded)

  answered.setReplyTo(first)
  answered.send({ text: 'Hello!' })
  answered.react(first, '👍')
  started.edit(first, 'Hello')
  for (const conversation of [started, answered]) {
    const { messages, changes } = await until(
      conversation,
      ({ messages: [quoted, answer], changes }) =>
        changes.length === 0 && quoted?.revision === 2 && answer?.reply_to?.message === 'Hello',
    )
    expect(messages[0]).toMatchObject({ message: 'Hello', edited_at: expect.any(String) })
    expect(messages[0]?.reactions).toEqual([{ emoji: '👍', user_uuids: [ben.uuid] }])
    expect(changes).toEqual([])
  }

  started.delete(first)
  await until(answered, ({ messages: [quoted, answer] }) =>
    Boolean(quoted?.deleted_at && answer?.reply_to?.deleted_at),
  )
  expect(JSON.stringify(answered.get().messages[1]?.reply_to)).not.toContain('Hello')
  answered.edit(answered.get().messages[1]?.uuid ?? '', 'Hello, Ann!')
  await until(anns.inbox(), ({ groups }) => groups[0]?.message === 'Hello, Ann!')
})

test('two devices of a person show the same lists: archived, requests, blocked, muted and marked conversations', async () => {
  const [ann, ben] = await Promise.all([
    given.aUser({ displayName: 'Ann Abel' }),
    given.aUser({ displayName: 'Ben Bond' }),
  ])
  const [anns, bens, other] = [messengerOf(ann), messengerOf(ben), messengerOf(ben)]
  await Promise.all(
    [anns, bens, other].map(({ status }) => until(status, ({ connection }) => connection === 'live')),
  )
  const listed = (name: 'inbox' | 'request' | 'archived' | 'blocked') =>
    Promise.all([bens, other].map((one) => until(one.inbox(name), ({ groups }) => groups.length === 1)))

  await bens.updateMe({ strangers: 'requests' })
  await until(other.status, ({ me }) => me?.strangers === 'requests')
  const started = anns.conversation(`@${ben.handle}`)
  started.send({ text: 'Hello' })
  await listed('request')
  expect([bens, other].map(({ unread }) => unread.get())).toEqual(
    Array(2).fill({ conversations: 0, hasRequests: true }),
  )
  const { uuid = '' } = await until(started, (state) => state.uuid !== undefined)
  const conversation = bens.conversation(uuid)
  await conversation.update({ request: 'accepted' })
  await listed('inbox')
  await other.conversation(uuid).update({ is_archived: true })
  await listed('archived')
  started.send({ text: 'Are you there?' })
  await listed('inbox')
  await conversation.update({ muted_until: '9999-12-31T00:00:00.000Z', is_marked_unread: true })
  await until(other.inbox(), ({ groups }) => groups[0]?.is_marked_unread === true)
  expect(other.unread.get()).toEqual({ conversations: 0, hasRequests: false })
  await other.blocks.block(ann.uuid)
  await listed('blocked')
  started.send({ text: 'Hello?' })
  const { outbox } = await until(started, ({ outbox }) => outbox[0]?.state === 'failed')
  expect(outbox[0]?.code).toBe('recipient_unavailable')
  await bens.blocks.unblock(ann.uuid)
  await listed('inbox')
})

test('a refused token ends the session, and a stranger’s conversation is an error of that conversation only', async () => {
  const person = await given.aUser()
  const messenger = messengerOf(person)
  const unknown = messenger.conversation(randomUUID())
  unknown.open()
  const { error } = await until(unknown, (state) => state.error !== undefined)
  expect(error).toMatchObject({ code: 'message_group_not_found', status: 404, isRetryable: false })
  await until(messenger.inbox(), ({ isLoaded }) => isLoaded)
  const status = await until(messenger.status, ({ me }) => me !== undefined)
  expect(status).toMatchObject({ session: 'active', me: { handle: person.handle } })

  const stranger = createMessenger({
    apiUrl: process.env.E2E_API_URL ?? '',
    userId: person.cognitoUserId,
    getToken: async () => tokenFor(randomUUID()),
  })
  stops.push(stranger.start())
  await until(stranger.status, ({ session }) => session === 'expired')
})

test('npm run chat --stage asks for the password, never sends it, and chats with the deployed API', async () => {
  const cognito = await startSrpCognito(process.env.E2E_COGNITO_URL ?? '')
  given.endWith(cognito.end)
  const { apiUrl, webSocketUrl } = addresses()
  const outputs = {
    TableName: 'cruddur-messages-prod',
    UserPoolId: pool.userPoolId,
    UserPoolClientId: pool.clientId,
    ApiUrl: apiUrl,
    SocketsUrl: webSocketUrl,
  }
  const environment = {
    ...anAccountAt(await startAws({ stacks: { 'cruddur-messages-prod': outputs } })),
    AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER: cognito.url,
  }
  const words = ['chat', 'nadia@cruddur.example', 'andrewbrown', '--stage', 'prod']
  const { code, stdout, stderr } = await runsIn(
    { environment, input: `${pool.password}\nHello from the stage\n` },
    ...words,
  )
  expect([code, stderr]).toEqual([0, 'Password of nadia@cruddur.example: \n'])
  expect(stdout).toMatch(/^\d\d:\d\d {2}nadia {2}Hello from the stage$/m)
  expect(cognito.told.join()).not.toContain(pool.password)

  const refused = await runsIn({ environment, input: 'wrong\n' }, ...words)
  expect([refused.code, refused.stdout]).toEqual([1, ''])
  expect(refused.stderr).toMatch(/Incorrect e-mail address or password\.\n$/)
})

test('npm run chat shows the history, sends what is typed, and shows what the other person writes', async () => {
  const { AccessToken: token = '' } = await cognitoAt(process.env.E2E_COGNITO_URL ?? '').signIn(
    'londo@cruddur.example',
  )
  const londo = createMessenger({ ...addresses(), userId: userIdOf(token), getToken: async () => token })
  stops.push(londo.start())
  const conversation = londo.conversation('@nadia')
  conversation.open()
  conversation.send({ text: 'Are you at home?' })
  await until(conversation, ({ messages }) => messages.length > 0)

  const { LOCAL_HTTP_PORT = '', LOCAL_WEBSOCKET_PORT = '', LOCAL_COGNITO_PORT = '' } = process.env
  const ports = { LOCAL_HTTP_PORT, LOCAL_WEBSOCKET_PORT, LOCAL_COGNITO_PORT }
  const chat = runCommand(['node', 'bin/cruddur.js', 'chat', 'nadia', 'londo'], ports, { isTyping: true })
  chat.types('Yes, I am.\n')
  await until(conversation, ({ messages }) => messages.at(-1)?.message === 'Yes, I am.')
  conversation.send({ text: 'Good.' })
  await until(conversation, ({ seen, messages }) => messages.at(-1)?.uuid === seen?.message_uuid)
  chat.typesNoMore()
  const { code, stdout, stderr } = await chat.result()
  expect([code, stderr]).toEqual([0, ''])
  const texts = [...stdout.matchAll(/^\d\d:\d\d {2}(\w+) {2}(.+)$/gm)].map(([, handle, text]) => [
    handle,
    text,
  ])
  expect(texts.slice(-3)).toEqual([
    ['londo', 'Are you at home?'],
    ['nadia', 'Yes, I am.'],
    ['londo', 'Good.'],
  ])
})
