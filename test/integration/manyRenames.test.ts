import { randomUUID } from 'node:crypto'
import { beforeAll, expect, test } from '@jest/globals'
import { conversationOf } from '../steps/conversation.ts'
import { startGateway } from '../steps/gateway.ts'
import * as given from '../steps/given.ts'
import { hasRenamed } from '../steps/renames.ts'
import { allItems, putManyItems } from '../steps/table.ts'
import { meter, through } from '../steps/wire.ts'
import { delivers, takesJobs, works } from '../steps/workQueue.ts'

given.anEngine({ hasStream: false })
given.aWorkQueue()
beforeAll(async () => {
  const gateway = await startGateway()
  given.endWith(gateway.end)
})

const aPersonWith = async (conversations: number) => {
  const me = await given.aUser()
  const groups = Array.from({ length: conversations }, () => {
    const other = { uuid: randomUUID(), handle: 'other', displayName: 'Other' }
    return conversationOf(me, other, [{ at: '2026-01-01T00:00:00.000Z', text: 'hi' }])
  })
  await putManyItems(groups.flatMap(({ items }) => items.filter(({ pk }) => pk.startsWith('GRP#'))))
  return me
}

/** How many rows of others show each name of somebody. */
const namesShown = async ({ uuid }: { uuid: string }) => {
  const rows = (await allItems()).filter(
    (item) => String(item.pk).startsWith('GRP#') && item.user_uuid === uuid,
  )
  return Object.fromEntries(
    [...Map.groupBy(rows, ({ user_display_name }) => String(user_display_name))].map(([name, { length }]) => [
      name,
      length,
    ]),
  )
}

const pages = 11 // ten full ones, and one that finds no more

test('a rename shows in 1,000 conversations, page by page, each of which costs what it changes', async () => {
  const me = await aPersonWith(1000)
  await hasRenamed(me, { display_name: 'New' })
  const [delayed, next] = takesJobs(me)
  const { commands } = await meter(() => delivers(String(next?.body), { msLeft: 0 }))
  const count = (name: string) => commands.filter((command) => command === name).length
  expect([count('GetItem'), count('UpdateItem')]).toEqual([1, 100])
  expect(await namesShown(me)).toEqual({ New: 100, 'Some Body': 900 })
  expect(await works(me, { msLeft: 0 })).toBe(pages - 1)
  expect(await namesShown(me)).toEqual({ New: 1000 })
  const repeated = await meter(() => delivers(String(delayed?.body)))
  expect(repeated.commands).toEqual(['GetItem'])
})

test('an interrupted part is done again, and a part that was done twice changes nothing', async () => {
  const me = await aPersonWith(250)
  await hasRenamed(me, { display_name: 'New' })
  const [first] = takesJobs(me)
  await delivers(String(first?.body), { msLeft: 0 })
  const [second] = takesJobs(me)
  let updates = 0
  const sent: Promise<unknown>[] = []
  const interrupted = through(
    ({ command }, send) => {
      updates += command === 'UpdateItem' ? 1 : 0
      if (updates > 50) throw new Error('interrupted')
      const answer = send()
      sent.push(answer)
      return answer
    },
    () => delivers(String(second?.body)),
  )
  await expect(interrupted).rejects.toThrow('interrupted')
  await Promise.all(sent) // what was sent before the interruption
  expect(await namesShown(me)).toEqual({ New: 150, 'Some Body': 100 })
  await Promise.all([first, second, second].map((part) => delivers(String(part?.body), { msLeft: 0 })))
  await works(me, { msLeft: 0 })
  expect(await namesShown(me)).toEqual({ New: 250 })
})

test('a job ends when the names change again, and the next one changes every row', async () => {
  const me = await aPersonWith(250)
  await hasRenamed(me, { display_name: 'First' })
  const [first] = takesJobs(me)
  await delivers(String(first?.body), { msLeft: 0 })
  const [rest] = takesJobs(me)
  await hasRenamed(me, { display_name: 'Second' })
  const { commands } = await meter(() => delivers(String(rest?.body)))
  expect(commands).toEqual(['GetItem'])
  await works(me, { msLeft: 0 })
  expect(await namesShown(me)).toEqual({ Second: 250 })
})
