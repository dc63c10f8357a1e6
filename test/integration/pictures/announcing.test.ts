import { randomUUID } from 'node:crypto'
import { describe, expect, test } from '@jest/globals'
import { announces, declarationOf, filesOf, itemOf, sides } from '../../steps/attachments.ts'
import { at } from '../../steps/clock.ts'
import * as given from '../../steps/given.ts'
import { aNamedGroup, leaves, removes } from '../../steps/groups.ts'
import { png } from '../../steps/pictureFiles.ts'
import { admits, blocks, changes, says } from '../../steps/safety.ts'
import { suspends } from '../../steps/suspensions.ts'
import * as then from '../../steps/then.ts'
import { calls } from '../../steps/when.ts'
import { meter } from '../../steps/wire.ts'

given.anEngine({ hasStream: false })
given.aWorkQueue()

const file = png(sides)
const picture = declarationOf(file)

describe('announcing a picture', () => {
  test('is answered with a form for it, and writes an item that expires after a day', async () => {
    const { me, uuid: group } = await given.aGroup()
    const now = Date.parse('2026-11-29T12:34:56.789Z')
    const { status, body } = await at(now, () => announces(me, group, picture))
    expect([status, body.expires_at]).toEqual([200, '2026-11-29T12:44:56.789Z'])
    expect(body.upload).toEqual({
      url: process.env.ATTACHMENTS_URL,
      fields: {
        key: `pending/${group}/${body.uuid}`,
        'Content-Type': 'image/png',
        'X-Amz-Algorithm': 'AWS4-HMAC-SHA256',
        'X-Amz-Credential': expect.stringMatching(/^\w+\/\d{8}\/us-east-1\/s3\/aws4_request$/),
        'X-Amz-Date': expect.stringMatching(/^\d{8}T\d{6}Z$/),
        Policy: expect.any(String),
        'X-Amz-Signature': expect.stringMatching(/^[0-9a-f]{64}$/),
      },
    })
    const policy = JSON.parse(Buffer.from(body.upload.fields.Policy, 'base64').toString())
    expect(policy.expiration).toBe(body.expires_at)
    expect(policy.conditions).toContainEqual(['content-length-range', 1, file.length])
    expect(await itemOf(body)).toEqual({
      pk: `ATT#${body.uuid}`,
      sk: 'ATT',
      attachment_uuid: body.uuid,
      group_uuid: group,
      user_uuid: me.uuid,
      ...picture,
      expires_at: Date.parse('2026-11-30T12:34:56Z') / 1000,
    })
    expect(await filesOf(group)).toEqual([])
  })

  test.each([
    ['without a conversation', { message_group_uuid: undefined }, 'message_group_uuid_blank'],
    ['with an empty conversation', { message_group_uuid: '' }, 'message_group_uuid_blank'],
    ['with a number as the conversation', { message_group_uuid: 5 }, 'message_group_uuid_blank'],
    ['without a type', { content_type: undefined }, 'content_type_invalid'],
    ['of the type of SVG', { content_type: 'image/svg+xml' }, 'content_type_invalid'],
    ['of the type of HTML', { content_type: 'text/html' }, 'content_type_invalid'],
    ['of a type in capitals', { content_type: 'IMAGE/PNG' }, 'content_type_invalid'],
    ['of a type with parameters', { content_type: 'image/png; charset=utf-8' }, 'content_type_invalid'],
    ['of two types', { content_type: ['image/png', 'text/html'] }, 'content_type_invalid'],
    ['of the name of a property of every object', { content_type: 'constructor' }, 'content_type_invalid'],
    ['without a size', { bytes: undefined }, 'bytes_invalid'],
    ['of no bytes', { bytes: 0 }, 'bytes_invalid'],
    ['of fewer than no bytes', { bytes: -1 }, 'bytes_invalid'],
    ['of half a byte', { bytes: 0.5 }, 'bytes_invalid'],
    ['of a size as text', { bytes: '100' }, 'bytes_invalid'],
    ['of one byte more than 10 MB', { bytes: 10 * 1024 * 1024 + 1 }, 'bytes_invalid'],
    ['without a width', { width: undefined }, 'width_invalid'],
    ['without width', { width: 0 }, 'width_invalid'],
    ['with half a pixel', { width: 1.5 }, 'width_invalid'],
    ['of one pixel too many in width', { width: 10_001 }, 'width_invalid'],
    ['without a height', { height: null }, 'height_invalid'],
    ['without height', { height: 0 }, 'height_invalid'],
    ['of one pixel too many in height', { height: 10_001 }, 'height_invalid'],
  ])('%s is refused', async (_, more, code) => {
    const { me, uuid } = await given.aGroup()
    then.isRefused(await announces(me, uuid, { ...picture, ...more }), 422, code)
  })

  test.each([
    ['of the smallest size', { bytes: 1, width: 1, height: 1 }],
    ['of the largest size', { bytes: 10 * 1024 * 1024, width: 10_000, height: 10_000 }],
    ['as JPEG', { content_type: 'image/jpeg' }],
    ['as WebP', { content_type: 'image/webp' }],
    ['as GIF', { content_type: 'image/gif' }],
  ])('%s is accepted', async (_, more) => {
    const { me, uuid } = await given.aGroup()
    expect((await announces(me, uuid, { ...picture, ...more })).status).toBe(200)
  })

  test('more than 60 times an hour is 429, and others still can', async () => {
    const { me, other, uuid } = await given.aGroup()
    process.env.UPLOADS_PER_HOUR = '8'
    await at(Date.now(), async () => {
      for (let count = 0; count < 8; count += 1) expect((await announces(me, uuid, picture)).status).toBe(200)
      const answer = await announces(me, uuid, picture)
      then.isRefused(answer, 429, 'too_many_requests')
      expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(60)
      expect((await announces(other, uuid, picture)).status).toBe(200)
    })
    process.env.UPLOADS_PER_HOUR = '1000000'
  })
})

describe('whoever cannot write in a conversation can announce nothing', () => {
  test('a stranger, who learns nothing about it, at the cost of a conversation that does not exist', async () => {
    const [{ uuid }, stranger] = await Promise.all([given.aGroup(), given.aUser()])
    await calls('GET', '/api/users/me', { as: stranger })
    await announces(stranger, randomUUID(), picture)
    const costs = []
    for (const group of [uuid, randomUUID(), 'garbage']) {
      const act = async () =>
        then.isRefused(await announces(stranger, group, picture), 404, 'message_group_not_found')
      costs.push(await meter(act))
    }
    expect(costs[0]).toEqual(costs[1])
    expect(costs[0]?.commands).not.toContain('PutItem')
  })

  test('a former member of a named group', async () => {
    const { ann, bob, cy, uuid } = await aNamedGroup()
    expect((await announces(bob, uuid, picture)).status).toBe(200)
    await leaves(bob, uuid)
    await removes(ann, uuid, cy)
    for (const former of [bob, cy])
      then.isRefused(await announces(former, uuid, picture), 404, 'message_group_not_found')
  })

  test('two of whom one blocks the other', async () => {
    const { me, other, uuid } = await given.aGroup()
    await blocks(me, other)
    then.isRefused(await announces(me, uuid, picture), 403, 'recipient_blocked')
    then.isRefused(await announces(other, uuid, picture), 403, 'recipient_unavailable')
  })

  test('somebody who is suspended, and whoever writes to them', async () => {
    const { me, other, uuid } = await given.aGroup()
    await suspends(me)
    then.isRefused(await announces(me, uuid, picture), 403, 'account_suspended')
    then.isRefused(await announces(other, uuid, picture), 403, 'recipient_unavailable')
  })

  test('but both can in a request', async () => {
    const [me, other] = await Promise.all([given.aUser(), given.aUser()])
    await admits(other, 'requests')
    const { body } = await says(me, 'hi', other)
    const uuid = String(body.message_group_uuid)
    for (const as of [me, other]) expect((await announces(as, uuid, picture)).status).toBe(200)
    await changes(other, uuid, { request: 'declined' })
    expect((await announces(me, uuid, picture)).status).toBe(200)
  })
})
