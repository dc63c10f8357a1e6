import { existsSync, mkdtempSync, openSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DeleteTableCommand } from '@aws-sdk/client-dynamodb'
import { describe, expect, test } from '@jest/globals'
import type { DynamoDBRecord } from 'aws-lambda'
import { v7 as uuidv7 } from 'uuid'
import { startStreams } from '../../local/streams.ts'
import { createTable } from '../../resources/table.ts'
import { client } from '../../src/repository/client.ts'
import { storeMessage } from '../../src/repository/storeMessage.ts'
import * as given from '../steps/given.ts'
import { eventually } from '../steps/processes.ts'
import { startRollingStream } from '../steps/rollingStream.ts'
import { rulesOf } from '../steps/stream.ts'

given.anEngine()

const aFolder = () => mkdtempSync(join(tmpdir(), 'cruddur-streams-'))
const here = () => ({
  endpoint: process.env.AWS_ENDPOINT_URL_DYNAMODB ?? '',
  tableName: process.env.TABLE_NAME ?? '',
})

/** A consumer that records the texts of one conversation. */
const aConsumer = (
  name: string,
  groupUuid: string,
  startingPosition: 'TRIM_HORIZON' | 'LATEST' = 'TRIM_HORIZON',
) => {
  const texts: (string | undefined)[] = []
  const invoke = async (records: DynamoDBRecord[]) => {
    for (const { dynamodb } of records)
      if (dynamodb?.Keys?.pk?.S === `MSG#${groupUuid}`) texts.push(dynamodb.NewImage?.message?.S)
    return undefined
  }
  const hears = (text: string) =>
    eventually(
      () => texts,
      (all) => all.includes(text),
    )
  return { name, mapping: { ...rulesOf('pushMessage'), startingPosition }, invoke, texts, hears }
}

const aConversation = async () => {
  const { me, other, uuid } = await given.aGroup('first')
  const says = (text: string) => {
    const draft = { groupUuid: uuid, sender: me, memberUuids: [me.uuid, other.uuid], text }
    return storeMessage({ ...draft, uuid: uuidv7() }, Date.now)
  }
  return { uuid, says }
}

test.each([
  ['updateInbox', 'pushMessage'],
  ['pushMessage', 'updateInbox'],
])('a blocked %s does not block %s', async (stuck, other) => {
  const { me, other: them, uuid } = await given.aGroup()
  let release = () => {}
  const standsStill = new Promise<undefined>((resolve) => {
    release = () => resolve(undefined)
  })
  const heard: DynamoDBRecord[] = []
  const { stop } = await startStreams({
    ...here(),
    folder: aFolder(),
    consumers: [
      { name: stuck, mapping: rulesOf(stuck), invoke: () => standsStill },
      {
        name: other,
        mapping: rulesOf(other),
        invoke: async (records) => {
          heard.push(...records)
          return undefined
        },
      },
    ],
  })
  const texts = () =>
    heard
      .filter(({ dynamodb }) => dynamodb?.Keys?.pk?.S === `MSG#${uuid}`)
      .map(({ dynamodb }) => dynamodb?.NewImage?.message?.S)
  const about = { groupUuid: uuid, sender: me, memberUuids: [me.uuid, them.uuid] }
  for (const text of ['one', 'two', 'three']) {
    const now = Date.now()
    await storeMessage({ ...about, uuid: uuidv7({ msecs: now }), text }, () => now)
    await eventually(texts, (all) => all.includes(text))
  }
  release()
  await stop()
  expect(texts().slice(-3)).toEqual(['one', 'two', 'three'])
})

test('checkpoints are replaced as a whole, so that a killed stack continues from the previous ones', async () => {
  const folder = aFolder()
  const file = join(folder, 'streams.json')
  const { stop } = await startStreams({
    ...here(),
    folder,
    consumers: [{ name: 'pushMessage', mapping: rulesOf('pushMessage'), invoke: async () => undefined }],
  })
  await given.aGroup()
  await eventually(() => existsSync(file) && readFileSync(file, 'utf8'), Boolean)
  const held = openSync(file, 'r')
  const before = readFileSync(file, 'utf8')
  await given.aGroup()
  await eventually(
    () => readFileSync(file, 'utf8'),
    (now) => now !== before,
  )
  await stop()
  expect(readFileSync(held, 'utf8')).toBe(before)
})

describe('a stream whose shards roll over', () => {
  const start = async () => {
    const rolling = await startRollingStream(here().endpoint)
    given.endWith(rolling.end)
    const conversation = await aConversation()
    const folder = aFolder()
    const reads = (...consumers: Parameters<typeof startStreams>[0]['consumers']) =>
      startStreams({ ...here(), endpoint: rolling.url, folder, consumers })
    const checkpoints = () => readFileSync(join(folder, 'streams.json'), 'utf8')
    return { ...conversation, rolling, reads, checkpoints }
  }

  test('a consumer gets everything in its order, and the new shard when it is done with the old one', async () => {
    const { uuid, says, rolling, reads } = await start()
    const [one, other] = [aConsumer('one', uuid), aConsumer('other', uuid)]
    const { promise: isReleased, resolve: release } = Promise.withResolvers<void>()
    const slow = {
      ...other,
      invoke: async (records: DynamoDBRecord[]) => {
        await isReleased
        return other.invoke(records)
      },
    }
    const { stop } = await reads(one, slow)
    await one.hears('first')
    await rolling.rollOver()
    await says('second')
    await one.hears('second')
    expect(rolling.opened).toEqual(['shard-1', 'shard-1', 'shard-2'])
    release()
    await other.hears('second')
    await rolling.rollOver()
    await says('third')
    await Promise.all([one.hears('third'), other.hears('third')])
    await stop()
    const all = ['first', 'second', 'third']
    expect([one.texts, other.texts]).toEqual([all, all])
  })

  test('a consumer that starts at LATEST gets all records of later shards', async () => {
    const { uuid, says, rolling, reads } = await start()
    const consumer = aConsumer('latest', uuid, 'LATEST')
    const { caughtUp, stop } = await reads(consumer)
    await caughtUp
    await says('second')
    await consumer.hears('second')
    await rolling.rollOver()
    await says('third')
    await consumer.hears('third')
    await stop()
    expect(consumer.texts).toEqual(['second', 'third'])
  })

  test('an expired iterator is replaced, without repeating records', async () => {
    const { uuid, says, rolling, reads } = await start()
    const consumer = aConsumer('patient', uuid)
    const { stop } = await reads(consumer)
    await consumer.hears('first')
    rolling.expireIterators()
    await says('second')
    await consumer.hears('second')
    await stop()
    expect(consumer.texts).toEqual(['first', 'second'])
  })

  test('after a pause in which records expired, a consumer continues with the remaining ones', async () => {
    const { uuid, says, rolling, reads } = await start()
    const [before, after] = [aConsumer('returning', uuid), aConsumer('returning', uuid)]
    const first = await reads(before)
    await before.hears('first')
    await first.stop()
    await says('second')
    await rolling.trim()
    await says('third')
    const second = await reads(after)
    await after.hears('third')
    await second.stop()
    expect(after.texts).toEqual(['third'])
  })

  test('the checkpoint of a removed shard is deleted, and a restart repeats nothing', async () => {
    const { uuid, says, rolling, reads, checkpoints } = await start()
    const [before, after] = [aConsumer('returning', uuid), aConsumer('returning', uuid)]
    const first = await reads(before)
    await before.hears('first')
    await rolling.rollOver()
    await eventually(checkpoints, (all) => all.includes('shard-2'))
    rolling.forgetClosedShards()
    await rolling.rollOver()
    await eventually(checkpoints, (all) => all.includes('shard-3') && !all.includes('shard-1'))
    await first.stop()
    await says('second')
    const second = await reads(after)
    await after.hears('second')
    await second.stop()
    expect(after.texts).toEqual(['second'])
  })
})

test('the stream of a table that is dropped and created again is read', async () => {
  const groups: (string | undefined)[] = []
  const invoke = async (records: DynamoDBRecord[]) => {
    groups.push(...records.map(({ dynamodb }) => dynamodb?.Keys?.pk?.S))
    return undefined
  }
  const rules = { ...rulesOf('pushMessage'), startingPosition: 'TRIM_HORIZON' as const }
  const consumers = [{ name: 'steadfast', mapping: rules, invoke }]
  const { stop } = await startStreams({ ...here(), folder: aFolder(), consumers })
  const isHeard = ({ uuid }: { uuid: string }) =>
    eventually(
      () => groups,
      (all) => all.includes(`MSG#${uuid}`),
    )
  await isHeard(await aConversation())
  await client.send(new DeleteTableCommand({ TableName: here().tableName }))
  await createTable(client, here().tableName)
  await isHeard(await aConversation())
  await stop()
})
