import { expect, test } from '@jest/globals'
import * as given from '../steps/given.ts'
import { eventually } from '../steps/processes.ts'
import { hasRenamed, namesOf, namesSeenBy } from '../steps/renames.ts'
import { opens } from '../steps/sockets.ts'

given.anEngine()

test('the local stack does the job of a rename, and tells the devices of the other person', async () => {
  const { me, other, uuid } = await given.aGroup()
  const device = await opens(other)
  const names = namesOf(await hasRenamed(me, { display_name: 'New', handle: given.aHandle('renamed') }))
  await eventually(
    () => namesSeenBy(other, uuid),
    (seen) => seen?.handle === names.handle,
  )
  expect(await namesSeenBy(other, uuid)).toEqual(names)
  await device.receives({ type: 'group', message_group_uuid: uuid })
  await device.close()
})
