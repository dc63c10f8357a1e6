import { randomUUID } from 'node:crypto'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { startAws } from '../steps/aws.ts'
import * as given from '../steps/given.ts'
import { anOldConversation, anOldTable } from '../steps/original.ts'
import { parsed } from '../steps/printed.ts'
import { runs, runsIn, starts } from '../steps/program.ts'
import { killLeftovers } from '../steps/stack.ts'
import { allItems } from '../steps/table.ts'
import { tokenFor } from '../steps/tokens.ts'
import { calls, nextPageOf } from '../steps/when.ts'

given.anEngine()
afterAll(killLeftovers)

const aPerson = (displayName: string) => {
  const cognitoUserId = randomUUID()
  return {
    uuid: randomUUID(),
    handle: given.aHandle(),
    displayName,
    cognitoUserId,
    token: tokenFor(cognitoUserId),
  }
}
type Person = ReturnType<typeof aPerson>

const aFileOf = (people: Person[]) => {
  const file = join(mkdtempSync(join(tmpdir(), 'cruddur-move-')), 'users.csv')
  const rows = people.map(({ uuid, displayName, handle, cognitoUserId }) =>
    [uuid, `"${displayName.replaceAll('"', '""')}"`, handle, `${handle}@example.org`, cognitoUserId].join(
      ',',
    ),
  )
  writeFileSync(file, ['uuid,display_name,handle,email,cognito_user_id', ...rows, ''].join('\n'))
  return file
}

const textsOf = (body: { message: string }[]) => body.map(({ message }) => message)

/** Reads a whole conversation, from the newest page back. */
const reads = async (as: Person, groupUuid: string): Promise<string[]> => {
  let target: string | undefined = `/api/messages/${groupUuid}?limit=30`
  let texts: string[] = []
  while (target) {
    const answer = await calls('GET', target, { as })
    expect(answer.status).toBe(200)
    texts = [...textsOf(answer.body), ...texts]
    target = nextPageOf(answer)
  }
  return texts
}

const findsInInbox = async (as: Person, groupUuid: string) => {
  const { body } = await calls('GET', '/api/message_groups', { as })
  return body.find(({ uuid }: { uuid: string }) => uuid === groupUuid)
}

describe('moving in from the original application', () => {
  const me = aPerson('Andrew "B" Brown')
  const other = aPerson('Bayko, Andrew')
  const texts = Array.from({ length: 75 }, (_, index) => `line ${index}`)
  let groupUuid = ''
  beforeAll(async () => {
    const { TableName, write } = await anOldTable()
    const { messages, rows, ...conversation } = anOldConversation(me, other, texts.length)
    groupUuid = conversation.groupUuid
    await write([...messages, ...rows])
    const [imported, migrated] = [
      await runs('users:import', aFileOf([me, other])),
      await runs('ddb:migrate', '--from', TableName),
    ]
    expect([imported.code, JSON.parse(imported.stdout)]).toMatchObject([0, { added: 2 }])
    expect([migrated.code, JSON.parse(migrated.stdout)]).toMatchObject([0, { moved: 77, left_out: 0 }])
  })

  test('both users keep their identity and read all of their messages, in order', async () => {
    for (const person of [me, other]) {
      const { body } = await calls('GET', '/api/users/me', { as: person })
      expect(body).toMatchObject({
        uuid: person.uuid,
        handle: person.handle,
        display_name: person.displayName,
      })
      expect(await reads(person, groupUuid)).toEqual(texts)
    }
    expect(await findsInInbox(me, groupUuid)).toMatchObject({
      handle: other.handle,
      message: 'line 74',
      unread_count: 0,
    })
    expect(await findsInInbox(other, groupUuid)).toMatchObject({ handle: me.handle, message: 'line 74' })
  })

  test('their inboxes are right', async () => {
    const rebuilt = await runs('ddb:rebuild-inbox')
    expect([rebuilt.code, rebuilt.stdout]).toEqual([0, ''])
    const listed = await runs('ddb:list-conversations', me.handle, '--json')
    const { body } = await calls('GET', '/api/message_groups', { as: me })
    expect(parsed(listed.stdout)).toEqual(body)
  })

  test('the commands find their conversation by their handles', async () => {
    const { code, stdout, stderr } = await runs(
      'ddb:get-conversation',
      me.handle,
      other.handle,
      '--json',
      '--limit',
      '75',
    )
    expect([code, stderr]).toEqual([0, expect.stringContaining(`MSG#${groupUuid}`)])
    expect(textsOf(parsed(stdout))).toEqual(texts)
  })

  test('they continue the same conversation', async () => {
    const { status } = await calls('POST', '/api/messages', {
      as: other,
      body: { message: 'We have moved', message_group_uuid: groupUuid },
    })
    expect(status).toBe(200)
    expect(await reads(me, groupUuid)).toEqual([...texts, 'We have moved'])
    await runs('ddb:rebuild-inbox', groupUuid) // because nothing reads the stream here
    expect(await findsInInbox(me, groupUuid)).toMatchObject({ message: 'We have moved', unread_count: 1 })
  })

  test('a message to a handle goes into the existing conversation', async () => {
    const { status, body } = await calls('POST', '/api/messages', {
      as: me,
      body: { message: 'Are you there?', handle: other.handle },
    })
    expect([status, body.message_group_uuid]).toEqual([200, groupUuid])
    const { body: inbox } = await calls('GET', '/api/message_groups', { as: me })
    expect(inbox.filter(({ handle }: Person) => handle === other.handle)).toHaveLength(1)
  })
})

test('migrated messages are not unread in a conversation that was started here before', async () => {
  const [me, other] = [aPerson('One'), aPerson('Other')]
  await runs('users:import', aFileOf([me, other]))
  const begun = { message: 'Is this the new place?', handle: other.handle }
  const { body } = await calls('POST', '/api/messages', { as: me, body: begun })
  expect(await findsInInbox(other, body.message_group_uuid)).toMatchObject({ unread_count: 1 })

  const { TableName, write } = await anOldTable()
  const { groupUuid, messages, rows } = anOldConversation(me, other, 12)
  await write([...messages, ...rows])
  const { code } = await runs('ddb:migrate', '--from', TableName)
  expect(code).toBe(0)
  const old = messages.map(({ message }) => message)
  expect(await reads(other, groupUuid)).toEqual([...old, 'Is this the new place?'])
  const shown = { message: 'Is this the new place?', unread_count: 1 }
  expect(await findsInInbox(other, groupUuid)).toMatchObject(shown)
})

test('messages of the same second keep their order, also without fractions of a second', async () => {
  const [me, other] = [aPerson('One'), aPerson('Other')]
  const { TableName, write } = await anOldTable()
  const { groupUuid, messages, rows } = anOldConversation(me, other, 4)
  const seconds = ['16+00:00', '16.000001+00:00', '16.500000+00:00', '16.999999']
  await write(messages.map((message, index) => ({ ...message, sk: `2023-01-10T14:21:${seconds[index]}` })))
  await write(rows)
  await runs('users:import', aFileOf([me, other]))
  await runs('ddb:migrate', '--from', TableName)
  expect(await reads(me, groupUuid)).toEqual(['line 0', 'line 1', 'line 2', 'line 3'])
  expect(await findsInInbox(me, groupUuid)).toMatchObject({ message: 'line 3' })
})

test('messages keep their order with any UTC offset', async () => {
  const [me, other] = [aPerson('One'), aPerson('Other')]
  const { TableName, write } = await anOldTable()
  const { groupUuid, messages, rows } = anOldConversation(me, other, 5)
  const times = [
    '14:21:16.1+00:00',
    '19:51:16.200000+05:30',
    '06:21:16.300000-0800',
    '14:21:16.400Z',
    '14:21:16.5',
  ]
  await write(messages.map((message, index) => ({ ...message, sk: `2023-01-10T${times[index]}` })))
  await write(rows)
  await runs('users:import', aFileOf([me, other]))
  await runs('ddb:migrate', '--from', TableName)
  expect(await reads(me, groupUuid)).toEqual(['line 0', 'line 1', 'line 2', 'line 3', 'line 4'])
  expect(await findsInInbox(me, groupUuid)).toMatchObject({
    message: 'line 4',
    created_at: '2023-01-10T14:21:16.500Z',
    unread_count: 0,
  })
})

test('ddb:get-conversation limits a migrated conversation by time, with any fractions of a second', async () => {
  const [me, other] = [aPerson('One'), aPerson('Other')]
  const { TableName, write } = await anOldTable()
  const { messages, rows } = anOldConversation(me, other, 3)
  const times = ['15.999999+00:00', '16.000123+00:00', '17.500000+00:00']
  await write(messages.map((message, index) => ({ ...message, sk: `2023-01-10T14:21:${times[index]}` })))
  await write(rows)
  await runs('users:import', aFileOf([me, other]))
  await runs('ddb:migrate', '--from', TableName)
  const asks = async (...range: string[]) => {
    const { stdout } = await runs('ddb:get-conversation', me.handle, other.handle, '--json', ...range)
    return textsOf(parsed(stdout))
  }
  expect(await asks()).toEqual(['line 0', 'line 1', 'line 2'])
  expect(await asks('--before', '2023-01-10T14:21:17Z')).toEqual(['line 0', 'line 1'])
  expect(await asks('--before', '2023-01-10T14:21:16Z')).toEqual(['line 0'])
  expect(await asks('--since', '2023-01-10T14:21:16Z')).toEqual(['line 1', 'line 2'])
})

describe('npm run ddb:migrate, interrupted', () => {
  test('is continued by the next run, without duplicates', async () => {
    const [me, other] = [aPerson('One'), aPerson('Other')]
    const { TableName, write } = await anOldTable()
    const { groupUuid, messages, rows } = anOldConversation(me, other, 400)
    await write([...messages, ...rows])
    const { url, isHolding } = await startAws({ hold: { operation: 'PutItem', left: 200 } })
    const program = starts({ AWS_ENDPOINT_URL_DYNAMODB: url }, 'ddb:migrate', '--from', TableName)
    await isHolding
    program.interruptGroup()
    const { code, stdout, stderr } = await program.result()
    expect([code, stdout, stderr]).toEqual([
      130,
      '',
      expect.stringMatching(/Run the same command again to continue\.\n$/),
    ])
    const rest = await runs('ddb:migrate', '--from', TableName)
    const { messages: found, memberships, moved, already_there } = JSON.parse(rest.stdout)
    expect([rest.code, found, memberships]).toEqual([0, 400, 2])
    expect(already_there).toBeGreaterThan(50)
    expect(moved).toBeGreaterThan(0)
    expect(moved + already_there).toBe(402)
    expect(rest.stderr).toMatch(/^Items moved: 402 of 402$/m)
    expect((await allItems()).filter(({ pk }) => pk === `MSG#${groupUuid}`)).toHaveLength(400)
  })

  test('reports a missing table', async () => {
    const { TableName, write } = await anOldTable()
    const { messages } = anOldConversation(aPerson('One'), aPerson('Other'), 2)
    await write(messages)
    const { code, stdout, stderr } = await runsIn(
      { environment: { TABLE_NAME: 'nowhere' } },
      'ddb:migrate',
      '--from',
      TableName,
    )
    expect([code, stdout, stderr]).toEqual([1, '', expect.stringMatching(/^No table nowhere/m)])
  })
})
