import { describe, expect, test } from '@jest/globals'
import * as given from '../steps/given.ts'
import * as then from '../steps/then.ts'
import { calls } from '../steps/when.ts'

given.anEngine({ hasStream: false })

const looksUp = (handle: string) => calls('GET', `/api/users/@${encodeURIComponent(handle)}/short`)

describe('a handle is normalised as at sign-up', () => {
  test.each<[string, (handle: string) => string]>([
    ['in capitals', (handle) => handle.toUpperCase()],
    ['with hyphens', (handle) => handle.replaceAll('_', '-')],
    ['with spaces, also around it', (handle) => ` ${handle.replaceAll('_', ' ')} `],
    ['with an accent', (handle) => handle.replace('susan', 'Súsan')],
    ['with an @', (handle) => `@${handle}`],
  ])('%s', async (_, spell) => {
    const [me, other] = await Promise.all([given.aUser(), given.aUser({ handle: given.aHandle('susan') })])
    const handle = spell(other.handle)
    const { uuid, handle: found } = (await looksUp(handle)).body
    expect([uuid, found]).toEqual([other.uuid, other.handle])
    const started = await calls('POST', '/api/messages', { as: me, body: { message: 'Hi', handle } })
    const sent = await calls('POST', '/api/messages', {
      as: me,
      body: { message: 'Hi', handle: other.handle },
    })
    expect(started.status).toBe(200)
    expect(sent.body.message_group_uuid).toBe(started.body.message_group_uuid)
  })

  test('an underscore at its beginning or end is kept', async () => {
    const handle = `_${given.aHandle('s').slice(0, 20)}_`
    const other = await given.aUser({ handle })
    expect((await looksUp(handle.toUpperCase())).body.uuid).toBe(other.uuid)
    then.isRefused(await looksUp(handle.slice(1, -1)), 404, 'user_not_found')
  })
})

test('the handle that is shown for an erased user is user_not_found', async () => {
  const me = await given.aUser()
  await given.aUser({ handle: 'deleted' })
  for (const handle of ['[deleted]', '@[Deleted]']) {
    then.isRefused(await looksUp(handle), 404, 'user_not_found')
    const body = { message: 'Hi', handle }
    then.isRefused(await calls('POST', '/api/messages', { as: me, body }), 404, 'user_not_found')
  }
})

test.each(['!!!', '名前', ' ', '@', '🚀'])(
  '"%s" has no usable characters, and is user_not_found',
  async (handle) => {
    const me = await given.aUser()
    then.isRefused(await looksUp(handle), 404, 'user_not_found')
    const body = { message: 'Hi', handle }
    then.isRefused(await calls('POST', '/api/messages', { as: me, body }), 404, 'user_not_found')
  },
)
