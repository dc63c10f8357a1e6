import { describe, expect, jest, test } from '@jest/globals'
import { erases, leftOf } from '../steps/erasures.ts'
import * as given from '../steps/given.ts'
import { runs } from '../steps/program.ts'
import { aReport, reports, shown, storedOf } from '../steps/reported.ts'
import { blocks, profileOf, saysInto } from '../steps/safety.ts'
import * as then from '../steps/then.ts'
import { through } from '../steps/wire.ts'

given.anEngine({ hasStream: false })

const nobody = {
  uuid: '00000000-0000-0000-0000-000000000000',
  handle: '[deleted]',
  display_name: 'Deleted user',
}

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
    await blocks(reader, sender)
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
