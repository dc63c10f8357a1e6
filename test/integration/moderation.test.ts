import { randomUUID } from 'node:crypto'
import { describe, expect, jest, test } from '@jest/globals'
import type { User } from '../../src/domain/user.ts'
import { eraseUser, findErasable } from '../../src/repository/admin/erasure.ts'
import { suspendUser } from '../../src/repository/admin/suspension.ts'
import { aConversation } from '../steps/conversation.ts'
import * as given from '../steps/given.ts'
import { parsed } from '../steps/printed.ts'
import { runs } from '../steps/program.ts'
import { reports } from '../steps/reported.ts'
import { saysInto } from '../steps/safety.ts'
import { allItems, itemsIn } from '../steps/table.ts'
import * as then from '../steps/then.ts'
import { calls } from '../steps/when.ts'
import { through } from '../steps/wire.ts'

given.anEngine({ hasStream: false })

const nobody = {
  uuid: '00000000-0000-0000-0000-000000000000',
  handle: '[deleted]',
  display_name: 'Deleted user',
}

const profileOf = ({ uuid, handle, displayName }: User) => ({ uuid, handle, display_name: displayName })

/** A message that its reader has reported, between two messages of the reader. */
const aReport = async (text = 'Buy my coins', more: object = { note: 'Every day!' }) => {
  const [sender, reader] = await Promise.all([
    given.aUser({ displayName: 'Sender of Spam' }),
    given.aUser({ displayName: 'Reader of Spam' }),
  ])
  const start = Date.now() - 600_000
  const said = [
    { text: 'who are you?', by: reader },
    { text, by: sender },
    { text: 'no, thank you', by: reader },
  ].map((one, minute) => ({ ...one, at: new Date(start + minute * 60_000).toISOString() }))
  const { groupUuid, messages } = await aConversation(sender, reader, said)
  const uuid = messages[1]?.uuid ?? ''
  expect((await reports(reader, groupUuid, uuid, more)).status).toBe(200)
  return { sender, reader, groupUuid, uuid, texts: messages.map((message) => message.text) }
}

const listed = async (...flags: string[]) => parsed((await runs('reports:list', '--json', ...flags)).stdout)
const listedUuids = async (...flags: string[]) =>
  (await listed(...flags)).map(({ message_uuid }) => message_uuid)

const shown = async (uuid: string) => parsed((await runs('reports:show', uuid, '--json')).stdout)

const storedOf = async (messageUuid: string) => (await itemsIn('RPT', messageUuid, `${messageUuid}~`))[0]

const erases = async ({ uuid }: { uuid: string }, wait = async () => {}) => {
  const user = await findErasable(uuid)
  if (!user) throw new Error(`there is no user ${uuid}`)
  return eraseUser(user, { wait })
}

const leftOf = async (traces: string[]) => {
  const items = (await allItems()).map((item) => JSON.stringify(item))
  return items.filter((item) => traces.some((trace) => item.includes(trace)))
}

describe('reports:list', () => {
  test('prints open reports as JSON, one per line', async () => {
    const { sender, reader, groupUuid, uuid } = await aReport()
    const [report, ...others] = (await listed()).filter(({ message_uuid }) => message_uuid === uuid)
    expect([report, others]).toEqual([
      {
        message_group_uuid: groupUuid,
        message_uuid: uuid,
        reason: 'spam',
        created_at: expect.stringMatching(/Z$/),
        note: 'Every day!',
        reporter: profileOf(reader),
        reported_user: profileOf(sender),
        message: 'Buy my coins',
        closed_at: null,
        closing_note: null,
      },
      [],
    ])
  })

  test('prints them readably, with the uuid of the message first and the number at the end', async () => {
    const { sender, reader, uuid } = await aReport('One\u001b[2J line\nand another')
    const { code, stdout, stderr } = await runs('reports:list')
    const [first = '', second] = stdout.slice(stdout.indexOf(uuid)).split('\n')
    expect(code).toBe(0)
    expect(first).toMatch(new RegExp(`^${uuid}  \\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d  spam  open$`))
    expect(second).toBe(`  ${reader.handle} about ${sender.handle}: One␛[2J line and another`)
    expect(stderr).toMatch(/^\d+ open reports? in \S+\.\n$/)
  })

  test('leaves out closed reports without --all', async () => {
    const { uuid } = await aReport()
    expect(await listedUuids()).toContain(uuid)
    await runs('reports:close', uuid)
    expect(await listedUuids()).not.toContain(uuid)
    expect(await listedUuids('--all')).toContain(uuid)
  })
})

describe('reports:show', () => {
  test('prints the message with those around it, both people, and other reports about and by them', async () => {
    const { sender, reader, groupUuid, uuid } = await aReport()
    const [another, third] = await Promise.all([given.aGroup('mine'), given.aUser()])
    const about = await calls('POST', '/api/messages', {
      as: sender,
      body: { message: 'x', handle: third.handle },
    })
    await reports(third, about.body.message_group_uuid, about.body.uuid, { reason: 'abuse' })
    const by = await calls('POST', '/api/messages', {
      as: another.me,
      body: { message: 'y', handle: reader.handle },
    })
    await reports(reader, by.body.message_group_uuid, by.body.uuid, { reason: 'other' })
    await runs('reports:close', by.body.uuid, '--note', 'Nothing wrong here')

    const { code, stdout } = await runs('reports:show', uuid)
    const time = '\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d'
    const lines = [
      `Message       ${uuid}`,
      `Conversation  ${groupUuid}`,
      `Written by    Sender of Spam \\(@${sender.handle}\\), not suspended`,
      `Reported by   Reader of Spam \\(@${reader.handle}\\), ${time}`,
      'Reason        spam',
      'Note          Every day!',
      'State         open',
      '',
      `  ${time}  ${reader.handle}  who are you\\?`,
      `> ${time}  ${sender.handle}  Buy my coins`,
      `  ${time}  ${reader.handle}  no, thank you`,
      '',
      `Other reports about @${sender.handle}: 1`,
      `  ${about.body.uuid}  ${time}  abuse, open`,
      `Other reports by @${reader.handle}: 1`,
      `  ${by.body.uuid}  ${time}  other, closed: Nothing wrong here`,
    ]
    expect([code, stdout]).toEqual([0, expect.stringMatching(new RegExp(`^${lines.join('\n')}\n$`))])
  })

  test('with --json prints the same, and since when the account is suspended', async () => {
    const { sender, uuid, texts } = await aReport()
    await suspendUser(sender.uuid, Date.now(), () => {})
    expect(await shown(uuid.toUpperCase())).toEqual([
      expect.objectContaining({
        message_uuid: uuid,
        reported_user: { ...profileOf(sender), suspended_at: expect.stringMatching(/Z$/) },
        messages: texts.map((message) => expect.objectContaining({ message })),
        other_reports_about_user: [],
        other_reports_by_reporter: [],
      }),
    ])
    expect((await runs('reports:show', uuid)).stdout).toMatch(/^Written by .*, suspended since \d{4}/m)
  })

  test('prints texts whole and safely for a terminal', async () => {
    const { uuid } = await aReport(`\u001b[31mred\u202e${'x'.repeat(900)}`, { note: 'two\nlines' })
    const { stdout } = await runs('reports:show', uuid)
    expect(stdout).toContain(`␛[31mred\ufffd${'x'.repeat(900)}\n`)
    expect(stdout).toContain('Note          two lines\n')
  })

  test.each(['reports:show', 'reports:close'])('%s of an unknown message is an error', async (name) => {
    for (const uuid of [randomUUID(), 'nonsense']) {
      const { code, stdout, stderr } = await runs(name, uuid)
      expect([code, stdout]).toEqual([1, ''])
      expect(stderr).toMatch(new RegExp(`^No report in \\S+ of a message with the uuid: ${uuid}\n$`))
    }
  })
})

describe('reports:close', () => {
  test('closes with a note, once', async () => {
    const { uuid } = await aReport()
    const { code, stdout } = await runs('reports:close', uuid, '--note', '  Suspended  ')
    expect([code, JSON.parse(stdout)]).toEqual([0, { message_uuid: uuid, closed: 1 }])
    const stored = await storedOf(uuid)
    expect(stored).toMatchObject({ closed_at: expect.stringMatching(/Z$/), closing_note: 'Suspended' })
    const again = await runs('reports:close', uuid, '--note', 'Another')
    expect([again.code, JSON.parse(again.stdout)]).toEqual([0, { message_uuid: uuid, closed: 0 }])
    expect(again.stderr).toBe('Already closed: nothing was changed.\n')
    expect(await storedOf(uuid)).toEqual(stored)
  })

  test('with a note that is too long is an error', async () => {
    const { uuid } = await aReport()
    const { code, stderr } = await runs('reports:close', uuid, '--note', 'x'.repeat(1001))
    expect([code, stderr]).toEqual([1, '--note must have at most 1000 characters\n'])
  })

  test('changes nothing for the reporter, who reports again', async () => {
    const { reader, groupUuid, uuid } = await aReport()
    const first = await reports(reader, groupUuid, uuid)
    await runs('reports:close', uuid)
    then.isAnswered(await reports(reader, groupUuid, uuid), first.body)
    expect((await storedOf(uuid))?.closed_at).toBeDefined()
  })
})

describe('the erasure', () => {
  test('of the reported person redacts their texts and name in the report, and closes it', async () => {
    const { sender, reader, groupUuid, uuid } = await aReport()
    const first = await reports(reader, groupUuid, uuid)
    const { stdout } = await runs('users:erase', sender.handle, '--wait', '0')
    expect(JSON.parse(stdout)).toMatchObject({ erased: sender.uuid, reports: 1 })
    const [report] = await shown(uuid)
    expect(report).toMatchObject({
      reported_user: { ...nobody, suspended_at: null },
      message: '[deleted]',
      note: 'Every day!',
      reporter: profileOf(reader),
      closed_at: expect.stringMatching(/Z$/),
      closing_note: 'The reported person was erased.',
    })
    expect(report?.messages.map(({ message }: { message: string }) => message)).toEqual([
      'who are you?',
      '[deleted]',
      'no, thank you',
    ])
    expect(await leftOf([sender.handle])).toEqual([])
    expect((await runs('reports:show', uuid)).stdout).toContain('(@[deleted]), erased\n')
    then.isAnswered(await reports(reader, groupUuid, uuid), first.body)
    expect((await erases(sender)).reports).toBe(0)
  })

  test('of the reporter keeps the report without their name, note and texts', async () => {
    const { sender, reader, uuid } = await aReport('Buy my coins', { note: 'I am the reader' })
    expect(await erases(reader)).toMatchObject({ reports: 1 })
    const [report] = await shown(uuid)
    expect(report).toMatchObject({
      reporter: { ...nobody, uuid: reader.uuid },
      reported_user: profileOf(sender),
      note: null,
      message: 'Buy my coins',
      closed_at: null,
    })
    expect(report?.messages.map(({ message }: { message: string }) => message)).toEqual([
      '[deleted]',
      'Buy my coins',
      '[deleted]',
    ])
    expect(await leftOf([reader.handle, 'I am the reader'])).toEqual([])
    expect((await runs('reports:list')).stdout).toContain(`[deleted] about ${sender.handle}`)
    expect((await erases(reader)).reports).toBe(0)
  })

  test('of both at once redacts all', async () => {
    const { sender, reader, uuid, texts } = await aReport('Buy my coins', { note: 'I am both' })
    await Promise.all([erases(sender), erases(reader)])
    expect(await leftOf([sender.handle, reader.handle, 'I am both'])).toEqual([])
    const messages = (await storedOf(uuid))?.messages as { message: string; user_uuid: string }[]
    expect(messages.map(({ message, user_uuid }) => [message, user_uuid])).toEqual(
      texts.map(() => ['[deleted]', nobody.uuid]),
    )
  })

  test('keeps what a moderator has closed before', async () => {
    const { sender, uuid } = await aReport()
    await runs('reports:close', uuid)
    const { closed_at } = (await storedOf(uuid)) ?? {}
    await erases(sender)
    const stored = await storedOf(uuid)
    expect([stored?.closed_at, stored?.closing_note]).toEqual([closed_at, undefined])
  })

  test.each([
    ['the reported person', 'sender', 422, 'message_uuid_invalid'],
    ['the reporter', 'reader', 403, 'user_unknown'],
  ] as const)('of %s leaves no report that was in flight when it began', async (_, who, status, code) => {
    const { sender, reader, groupUuid } = await aReport()
    const { body } = await saysInto(sender, 'in flight', groupUuid)
    const answer = await through(
      async ({ command }, send) => {
        if (command === 'TransactWriteItems' || command === 'TransactWrite')
          await erases({ sender, reader }[who])
        return send()
      },
      () => reports(reader, groupUuid, body.uuid),
    )
    then.isRefused(answer, status, code)
    expect(await leftOf(who === 'sender' ? [sender.handle, 'in flight'] : [reader.handle])).toEqual([])
  })
})

describe('users:export', () => {
  test("has the user's reports and blocks, and no texts or names of others from them", async () => {
    const { sender, reader, groupUuid, uuid } = await aReport()
    await calls('PUT', `/api/blocks/${sender.uuid}`, { as: reader })
    const { stdout } = await runs('users:export', reader.handle)
    const exported = JSON.parse(stdout)
    expect([exported.reports, exported.blocks]).toEqual([
      [
        {
          message_group_uuid: groupUuid,
          message_uuid: uuid,
          reason: 'spam',
          created_at: expect.any(String),
          note: 'Every day!',
        },
      ],
      [{ user_uuid: sender.uuid }],
    ])
    expect(stdout).not.toContain('Buy my coins')
    expect(JSON.parse((await runs('users:export', sender.handle)).stdout).reports).toEqual([])
  })
})

test('a new report writes one log line, without texts, also with the log level warn', async () => {
  const lines: string[] = []
  process.env.LOG_LEVEL = 'warn'
  jest.spyOn(process.stdout, 'write').mockImplementation((text) => lines.push(String(text)) > 0)
  const { sender, reader, groupUuid, uuid } = await aReport()
  await reports(reader, groupUuid, uuid)
  jest.restoreAllMocks()
  process.env.LOG_LEVEL = 'silent'
  expect(lines.map((line) => JSON.parse(line))).toEqual([
    {
      time: expect.any(String),
      level: 'warn',
      message: 'message reported',
      message_group_uuid: groupUuid,
      message_uuid: uuid,
      user_uuid: sender.uuid,
      reporter_uuid: reader.uuid,
      reason: 'spam',
    },
  ])
})

test('ddb:scan shows a report with its reporter and state', async () => {
  const { reader, uuid } = await aReport()
  const { stdout } = await runs('ddb:scan')
  const line = stdout.split('\n').find((one) => one.startsWith('report') && one.includes(uuid))
  expect(line).toMatch(new RegExp(`^report +by ${reader.handle} .* spam, open: ${uuid}#${reader.uuid}$`))
})
