import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import type { DynamoDBRecord } from 'aws-lambda'
import { startStreams } from '../../local/streams.ts'
import * as given from '../steps/given.ts'
import { eventually } from '../steps/processes.ts'
import { rulesOf } from '../steps/stream.ts'
import { calls } from '../steps/when.ts'

given.anEngine()

test.each([
  ['updateInbox', 'pushMessage'],
  ['pushMessage', 'updateInbox'],
])('a %s that stands still does not hold up %s', async (stuck, other) => {
  const { me, uuid } = await given.aGroup()
  let release = () => {}
  const standsStill = new Promise<undefined>((resolve) => {
    release = () => resolve(undefined)
  })
  const heard: DynamoDBRecord[] = []
  const rules = (name: string) => ({ ...rulesOf(name), startingPosition: 'TRIM_HORIZON' as const })
  const stop = await startStreams({
    endpoint: process.env.AWS_ENDPOINT_URL_DYNAMODB ?? '',
    tableName: process.env.TABLE_NAME ?? '',
    folder: mkdtempSync(join(tmpdir(), 'cruddur-streams-')),
    consumers: [
      { name: stuck, rules: rules(stuck), invoke: () => standsStill },
      {
        name: other,
        rules: rules(other),
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
  for (const message of ['one', 'two', 'three']) {
    await calls('POST', '/api/messages', { as: me, body: { message, message_group_uuid: uuid } })
    await eventually(texts, (all) => all.includes(message))
  }
  release()
  await stop()
  expect(texts().slice(-3)).toEqual(['one', 'two', 'three'])
})
