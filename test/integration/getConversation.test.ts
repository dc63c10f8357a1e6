import { describe, expect, test } from '@jest/globals'
import { aPicture, aSentPicture, sends, sides } from '../steps/attachments.ts'
import * as given from '../steps/given.ts'
import { deletes, edits, reacts, readsMessages, replies } from '../steps/messageChanges.ts'
import { isHarmless, parsed } from '../steps/printed.ts'
import { runs } from '../steps/program.ts'
import { saysInto } from '../steps/safety.ts'

given.anEngine({ hasStream: false })
given.aWorkQueue()

describe('npm run ddb:get-conversation', () => {
  /** What two people said, with a reply, edits, reactions and a deletion, as the API returns them. */
  const aChangedConversation = async () => {
    const { me, other, uuid } = await given.aGroup('Shall we meet?')
    const [question] = await readsMessages(me, uuid)
    const said = { ...question, message_group_uuid: uuid }
    const { body: reply } = await replies(other, said, 'Tomorow')
    await edits(other, reply, 'Tomorrow, \x1b[2J at noon')
    await reacts(me, reply, '👍')
    await reacts(other, reply, '👍')
    const { body: taken } = await saysInto(me, 'a secret', uuid)
    await replies(other, taken, 'What was that?')
    await deletes(me, taken)
    return { me, other, uuid }
  }

  test('shows what was edited and deleted, replies, and who reacted', async () => {
    const { me, other } = await aChangedConversation()
    const { stdout } = await runs('ddb:get-conversation', me.handle, other.handle)
    isHarmless(stdout)
    const [, ...lines] = stdout.trimEnd().split('\n')
    const indent = ' '.repeat('12:00  '.length + me.handle.length + 2)
    const [first = '', second = ''] = [me.uuid, other.uuid].sort()
    const handleOf = (uuid: string) => (uuid === me.uuid ? me.handle : other.handle)
    expect(lines).toEqual([
      expect.stringMatching(new RegExp(`^\\d\\d:\\d\\d  ${me.handle}  Shall we meet\\?$`)),
      expect.stringMatching(new RegExp(`  ${other.handle}  ↳ ${me.handle}: Shall we meet\\?$`)),
      `${indent}Tomorrow, ␛[2J at noon (edited)`,
      `${indent}👍 ${handleOf(first)}, ${handleOf(second)}`,
      expect.stringMatching(new RegExp(`  ${me.handle}  \\(message deleted\\)$`)),
      expect.stringMatching(new RegExp(`  ${other.handle}  ↳ ${me.handle}: \\(message deleted\\)$`)),
      `${indent}What was that?`,
    ])
  })

  test('with --json prints what the API returns, with quotes that are not on the page', async () => {
    const { me, other, uuid } = await aChangedConversation()
    for (const limit of [20, 3]) {
      const asked = [
        'ddb:get-conversation',
        me.handle,
        other.handle,
        '--json',
        '--limit',
        `${limit}`,
      ] as const
      const { stdout, stderr } = await runs(...asked)
      expect(parsed(stdout)).toEqual(await readsMessages(me, uuid, `?limit=${limit}`))
      expect(/^BatchGet/m.test(stderr)).toBe(limit === 3)
      expect(stderr).not.toMatch(/: 0 RCU/)
    }
  })

  const photo = `[photo ${sides.width} × ${sides.height}`

  test('shows pictures with what they show, also in quotes', async () => {
    const { me, other, uuid, said } = await aSentPicture({ alt: 'A cat\x1b[2J' })
    await replies(other, said, 'Sweet!')
    const two = [await aPicture(other, uuid), await aPicture(other, uuid)]
    await sends(other, uuid, two, { message: 'These are mine' })
    const { stdout } = await runs('ddb:get-conversation', me.handle, other.handle, '--limit', '3')
    isHarmless(stdout)
    const [, ...lines] = stdout.trimEnd().split('\n')
    expect(lines.map((line) => line.replace(/^.{7}/, '').replace(other.handle, '').trim())).toEqual([
      `${me.handle}  ${photo}, "A cat␛[2J"]`,
      `↳ ${me.handle}: [photo]`,
      'Sweet!',
      'These are mine',
      `${photo}]`,
      `${photo}]`,
    ])
    expect((await runs('ddb:list-conversations', me.handle)).stdout).toMatch(
      / {2}\[2 photos\] These are mine\n$/,
    )
  })

  test('prints pictures with --json as frames have them, without URLs', async () => {
    const { me, other, picture } = await aSentPicture({ alt: 'A cat' })
    const { stdout } = await runs('ddb:get-conversation', me.handle, other.handle, '--json')
    const described = {
      uuid: picture.uuid,
      content_type: 'image/png',
      bytes: picture.file.length,
      alt: 'A cat',
    }
    expect(parsed(stdout).at(-1).attachments).toEqual([{ ...described, ...sides }])
  })

  test('lists a conversation whose last message is a picture', async () => {
    const { me, said, picture } = await aSentPicture()
    expect((await runs('ddb:list-conversations', me.handle)).stdout).toMatch(/ {2}\[photo\]\n$/)
    const { stdout } = await runs('ddb:scan')
    expect(stdout).toMatch(
      new RegExp(
        `^attachment +${me.uuid.slice(0, 8)} .* image/png, 6 × 4, ${picture.file.length} bytes, in the message ${said.uuid}$`,
        'm',
      ),
    )
  })

  test('is found in ddb:list-conversations and ddb:scan', async () => {
    const { me, other, uuid } = await aChangedConversation()
    const [last] = (await readsMessages(other, uuid)).slice(-1)
    await deletes(other, { ...last, message_group_uuid: uuid })
    expect((await runs('ddb:list-conversations', me.handle)).stdout).toMatch(/ {2}\(message deleted\)\n$/)
    const { stdout } = await runs('ddb:scan')
    const line = (words: string) => expect(stdout).toMatch(new RegExp(`^${words}$`, 'm'))
    line(`message +${other.handle} .* Tomorrow, ␛\\[2J at noon \\(replies to [0-9a-f]{8}, edited, 👍 👍\\)`)
    line(`message +${me.handle} .* deleted \\d{4}-\\d\\d-\\d\\dT.*Z`)
    line(`change +${uuid.slice(0, 8)} .* of the message at .*`)
  })
})
