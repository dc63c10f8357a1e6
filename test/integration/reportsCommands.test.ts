import { randomUUID } from 'node:crypto'
import { describe, expect, test } from '@jest/globals'
import { suspendUser } from '../../src/repository/admin/suspension.ts'
import { aSentPicture, looksAt, sides } from '../steps/attachments.ts'
import * as given from '../steps/given.ts'
import { deletes } from '../steps/messageChanges.ts'
import { parsed } from '../steps/printed.ts'
import { runs } from '../steps/program.ts'
import { aReport, reports, shown, storedOf } from '../steps/reported.ts'
import { profileOf, says } from '../steps/safety.ts'
import * as then from '../steps/then.ts'

given.anEngine({ hasStream: false })
given.aWorkQueue()

const listed = async (...flags: string[]) => parsed((await runs('reports:list', '--json', ...flags)).stdout)
const listedUuids = async (...flags: string[]) =>
  (await listed(...flags)).map(({ message_uuid }) => message_uuid)

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
    const about = await says(sender, 'x', third)
    await reports(third, about.body.message_group_uuid, about.body.uuid, { reason: 'abuse' })
    const by = await says(another.me, 'y', reader)
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

  test('prints the pictures of the message with URLs of copies, also after its deletion', async () => {
    const { me, other, uuid: groupUuid, said, picture } = await aSentPicture({ alt: 'Coins' })
    await reports(other, groupUuid, said.uuid)
    await deletes(me, said)
    const [report] = await shown(said.uuid)
    const { attachments } = report.messages.find(({ uuid }: { uuid: string }) => uuid === said.uuid)
    expect(attachments).toEqual([
      {
        uuid: picture.uuid,
        content_type: 'image/png',
        bytes: picture.file.length,
        ...sides,
        alt: 'Coins',
        url: expect.stringContaining('/reports/'),
        expires_at: expect.stringMatching(/Z$/),
      },
    ])
    const [{ url }] = attachments
    expect((await looksAt(url)).bytes).toEqual(picture.file)
    const { stdout } = await runs('reports:show', said.uuid)
    expect(stdout).toMatch(/^ +\[photo 6 × 4, "Coins"\]\n +http\S+\/reports\/\S+$/m)
    expect((await runs('reports:list')).stdout).toContain(` about ${me.handle}: [photo]\n`)
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

test('ddb:scan shows a report with its reporter and state', async () => {
  const { reader, groupUuid, uuid } = await aReport()
  const { stdout } = await runs('ddb:scan')
  const line = stdout.split('\n').find((one) => one.startsWith('report') && one.includes(uuid))
  const key = `${uuid}#${reader.uuid}#${groupUuid}`
  expect(line).toMatch(new RegExp(`^report +by ${reader.handle} .* spam, open: ${key}$`))
})
