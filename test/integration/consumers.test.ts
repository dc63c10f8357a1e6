import { existsSync, mkdtempSync, openSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import type { DynamoDBRecord } from 'aws-lambda'
import { v7 as uuidv7 } from 'uuid'
import { startStreams } from '../../local/streams.ts'
import { storeMessage } from '../../src/repository/chain.ts'
import * as given from '../steps/given.ts'
import { eventually } from '../steps/processes.ts'
import { rulesOf } from '../steps/stream.ts'

given.anEngine()

test.each([
  ['updateInbox', 'pushMessage'],
  ['pushMessage', 'updateInbox'],
])('a %s that stands still does not hold up %s', async (stuck, other) => {
  const { me, other: them, uuid } = await given.aGroup()
  let release = () => {}
  const standsStill = new Promise<undefined>((resolve) => {
    release = () => resolve(undefined)
  })
  const heard: DynamoDBRecord[] = []
  const { stop } = await startStreams({
    endpoint: process.env.AWS_ENDPOINT_URL_DYNAMODB ?? '',
    tableName: process.env.TABLE_NAME ?? '',
    folder: mkdtempSync(join(tmpdir(), 'cruddur-streams-')),
    consumers: [
      { name: stuck, rules: rulesOf(stuck), invoke: () => standsStill },
      {
        name: other,
        rules: rulesOf(other),
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

test('how far a consumer has come is written anew as a whole: one that is killed meanwhile goes on from before', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'cruddur-streams-'))
  const file = join(folder, 'streams.json')
  const { stop } = await startStreams({
    endpoint: process.env.AWS_ENDPOINT_URL_DYNAMODB ?? '',
    tableName: process.env.TABLE_NAME ?? '',
    folder,
    consumers: [{ name: 'pushMessage', rules: rulesOf('pushMessage'), invoke: async () => undefined }],
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
