import { describe, expect, test } from '@jest/globals'
import { v7 as uuidv7 } from 'uuid'
import { pictures, sends } from '../../steps/attachments.ts'
import * as given from '../../steps/given.ts'
import * as then from '../../steps/then.ts'
import { calls } from '../../steps/when.ts'

given.anEngine({ hasStream: false })
given.aWorkQueue()

describe('a list of attachments', () => {
  const sendsRaw = async (attachments: unknown, more: object = {}) => {
    const { me, uuid } = await given.aGroup()
    const body = { message_group_uuid: uuid, message: 'hi', attachments, ...more }
    return calls('POST', '/api/messages', { as: me, body, headers: { 'idempotency-key': uuidv7() } })
  }
  const uuid = uuidv7()

  test.each([
    ['null', null],
    ['a text', 'x'],
    ['an object', { uuid }],
    ['of texts', [uuid]],
    ['of nulls', [null]],
    ['of lists', [[uuid]]],
    ['without a uuid', [{ alt: 'x' }]],
    ['with a number as the uuid', [{ uuid: 5 }]],
    ['with a number as the alternative text', [{ uuid, alt: 5 }]],
    ['with null as the alternative text', [{ uuid, alt: null }]],
    ['with half an emoji', [{ uuid, alt: '\ud83d' }]],
    ['with a too long alternative text', [{ uuid, alt: 'x'.repeat(251) }]],
    ['of eleven', Array.from({ length: 11 }, () => ({ uuid: uuidv7() }))],
    ['of three hundred', Array.from({ length: 300 }, () => ({ uuid: uuidv7() }))],
  ])('%s is attachments_invalid', async (_, attachments) => {
    then.isRefused(await sendsRaw(attachments), 422, 'attachments_invalid')
  })

  test('of ten thousand is body_too_large', async () => {
    const many = Array.from({ length: 10_000 }, () => ({ uuid }))
    then.isRefused(await sendsRaw(many), 413, 'body_too_large')
  })

  test.each([
    ['empty', ''],
    ['no uuid', 'nothing'],
    ['longer than a key', 'x'.repeat(3000)],
    ['a key', '../../reports'],
    ['unknown', uuid],
  ])('with a uuid that is %s is attachment_invalid', async (_, one) => {
    const answer = await sendsRaw([{ uuid: one }])
    then.isRefused(answer, 422, 'attachment_invalid')
    expect(answer.headers.get('x-error-field')).toBe('attachments[0]')
  })

  test('that is empty needs a text, and no key', async () => {
    const { me, uuid: group } = await given.aGroup()
    const says = (message: string) =>
      calls('POST', '/api/messages', {
        as: me,
        body: { message_group_uuid: group, message, attachments: [] },
      })
    const { status, body } = await says('hi')
    expect([status, body.attachments]).toEqual([200, undefined])
    then.isRefused(await says(' '), 422, 'message_blank')
  })

  test('with ten of the longest alternative texts fits into a request beside the longest text', async () => {
    const { me, uuid: group } = await given.aGroup()
    const alt = '🐈'.repeat(250)
    const ten = (await pictures(10, me, group)).map((one) => ({ uuid: one.uuid, alt }))
    expect((await sends(me, group, ten, { message: '🐈'.repeat(1024) })).status).toBe(200)
  })
})
