import { afterEach, describe, expect, test } from '@jest/globals'
import { announces, declarationOf, type Form, filesOf, sides, uploads } from '../../steps/attachments.ts'
import { shiftClock } from '../../steps/clock.ts'
import * as given from '../../steps/given.ts'
import { png } from '../../steps/pictureFiles.ts'

given.anEngine({ hasStream: false })

afterEach(() => shiftClock(0))

const file = png(sides)

const aForm = async () => {
  const { me, uuid } = await given.aGroup()
  const { body } = await announces(me, uuid, declarationOf(file))
  return { me, group: uuid, uuid: String(body.uuid), form: body.upload as Form }
}

const withFields = ({ url, fields }: Form, more: Record<string, string>): Form => ({
  url,
  fields: { ...fields, ...more },
})

describe('the form uploads', () => {
  test('a file of the announced size, and a smaller one in its place', async () => {
    const { form, group, uuid } = await aForm()
    for (const one of [file, file.subarray(0, 1)]) expect((await uploads(form, one)).status).toBe(204)
    expect(await filesOf(group)).toEqual([`pending/${group}/${uuid}`])
  })

  test.each([
    ['a larger file', Buffer.concat([file, Buffer.from('!')]), 'EntityTooLarge'],
    ['an empty file', Buffer.alloc(0), 'EntityTooSmall'],
  ])('not %s', async (_, one, code) => {
    const { form, group } = await aForm()
    expect(await uploads(form, one)).toEqual({ status: 400, code })
    expect(await filesOf(group)).toEqual([])
  })

  test.each([
    ['to another key', (key: string) => ({ key: `${key}0` })],
    [
      'to where messages have their pictures',
      (key: string) => ({ key: key.replace('pending', 'attachments') }),
    ],
    ['under another type', () => ({ 'Content-Type': 'text/html' })],
    ['with another disposition', () => ({ 'Content-Disposition': 'inline' })],
    ['that anybody can read', () => ({ acl: 'public-read' })],
    ['with metadata', () => ({ 'x-amz-meta-a': 'b' })],
    ['that redirects', () => ({ success_action_redirect: 'https://example.com' })],
    ['under another policy', () => ({ Policy: Buffer.from('{"conditions":[]}').toString('base64') })],
  ])('nothing %s', async (_, fieldsFor) => {
    const { form, group } = await aForm()
    const { status } = await uploads(withFields(form, fieldsFor(form.fields.key ?? '')), file)
    expect(status).toBe(403)
    expect(await filesOf(group)).toEqual([])
  })

  test('nothing without one of its fields', async () => {
    const { form, group } = await aForm()
    for (const name of Object.keys(form.fields)) {
      const { [name]: _, ...fields } = form.fields
      const { status } = await uploads({ url: form.url, fields }, file)
      expect([name, status >= 400 && status < 500]).toEqual([name, true])
    }
    expect(await filesOf(group)).toEqual([])
  })

  test('nothing after ten minutes', async () => {
    const { form, group } = await aForm()
    shiftClock(10 * 60_000 - 5_000)
    expect((await uploads(form, file)).status).toBe(204)
    shiftClock(10 * 60_000 + 1_000)
    expect((await uploads(form, file)).status).toBe(403)
    shiftClock(0)
    expect(await filesOf(group)).toHaveLength(1)
  })
})
