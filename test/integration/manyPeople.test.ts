import { randomUUID } from 'node:crypto'
import { createWriteStream, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { afterAll, expect, test } from '@jest/globals'
import { v7 as uuidv7 } from 'uuid'
import { placeOf } from '../../src/domain/place.ts'
import { membershipItem } from '../../src/repository/membershipItem.ts'
import { messageItem } from '../../src/repository/messages.ts'
import { getUserByHandle } from '../../src/repository/users.ts'
import * as given from '../steps/given.ts'
import { bytesIn, inMemoryOf } from '../steps/memory.ts'
import { runs, runsIn } from '../steps/program.ts'
import { killLeftovers } from '../steps/stack.ts'
import { putManyItems } from '../steps/table.ts'

given.anEngine({ hasStream: false })
afterAll(killLeftovers)

test('users:import reads a file that is larger than its memory, and reports each invalid row', async () => {
  // Most of the file is a column that is not imported. Every fourth row is a user, because a user costs a transaction.
  const memory = { old: 28, young: 4 }
  const bio = 'x'.repeat(32_000)
  const rows = 1100
  const isSomebody = (index: number) => index % 4 === 0
  const lines = function* () {
    yield 'uuid,handle,display_name,bio\n'
    for (let index = 0; index < rows; index += 1)
      yield `${isSomebody(index) ? randomUUID() : index},p_${index},"Person, ${index}",${index} ${bio}\n`
  }
  expect(rows * bio.length).toBeGreaterThan(bytesIn(memory))
  const file = join(mkdtempSync(join(tmpdir(), 'cruddur-many-')), 'users.csv')
  await pipeline(Readable.from(lines()), createWriteStream(file))

  const { code, stdout, stderr } = await runsIn(inMemoryOf(memory), 'users:import', file)
  expect([code, stdout]).toEqual([
    1,
    '{"added":275,"changed":0,"unchanged":0,"conflicting":0,"invalid":825}\n',
  ])
  expect(stderr.match(/^line \d+: not a valid uuid: \d+$/gm)).toHaveLength(825)
  expect(stderr).toMatch(/^line 1101: not a valid uuid: 1099$/m)
  expect(await getUserByHandle('p_1096')).toMatchObject({ displayName: 'Person, 1096' })
})

test('ddb:rebuild-inbox reads every page of the index, and repairs the rows that are wrong', async () => {
  // Long names, so that the keys-only index has a second page.
  const aLongName = () => `${randomUUID()}-${'x'.repeat(1900)}`
  const groups = 300
  const wrong = [0, 149, 299]
  const groupUuids = Array.from({ length: groups }, () => randomUUID())
  const items = groupUuids.map((groupUuid, index) => {
    const [me, other] = [aLongName(), aLongName()].map((uuid) => ({ uuid, handle: 'h', displayName: 'H' }))
    if (!me || !other) throw new Error('there are two')
    const at = Date.parse('2026-03-01T12:00:00.000Z') + index
    const uuid = uuidv7({ msecs: at })
    const place = placeOf(at, uuid)
    const memberUuids = [me.uuid, other.uuid]
    const lastPlace = wrong.includes(index) ? placeOf(at - 1000, uuid) : place
    const row = { groupUuid, lastPlace, state: 'inbox', kind: 'direct' } as const
    return [
      messageItem({ uuid, groupUuid, place, memberUuids, sender: me, text: 'Hello' }),
      membershipItem({ ...row, userUuid: me.uuid, other }),
      membershipItem({ ...row, userUuid: other.uuid, other: me }),
    ]
  })
  await putManyItems(items.flat())

  const wet = await runs('ddb:rebuild-inbox')
  expect([wet.code, wet.stdout.match(/^repaired /gm)?.length]).toEqual([0, 6])
  expect(wet.stderr).toMatch(/^Conversations checked: 300\n6 memberships repaired in /)
  for (const index of wrong) {
    const again = await runs('ddb:rebuild-inbox', groupUuids[index] ?? '', '--dry-run')
    expect([again.code, again.stdout]).toEqual([0, ''])
  }
})
