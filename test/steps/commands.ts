import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export const folder = mkdtempSync(join(tmpdir(), 'cruddur-utilities-'))
export const aFileOf = (name: string, text: string) => {
  const file = join(folder, name)
  writeFileSync(file, text)
  return file
}

const users = aFileOf('users.csv', 'uuid,handle\n11111111-1111-4111-8111-111111111111,somebody\n')
const range = { streamArn: 'no-stream', shardId: 'shard', startSequenceNumber: '1', endSequenceNumber: '2' }
const letters = aFileOf('letters.jsonl', `${JSON.stringify({ DDBStreamBatchInfo: range })}\n`)

type Usage = { name: string; words: string[]; flags?: string[]; down: RegExp; missing?: RegExp }

const isDown = /^Can't reach 127\.0\.0\.1:9\. Start the local stack with "npm start", or pass --stage\.\n$/
const isMissing = /^No table nowhere\. Is the stack running, .*\n$/

/** Every command, with its arguments, and its messages when nothing answers and when there is no table. */
export const commands: Usage[] = [
  { name: 'token', words: ['bayko'], down: /^Can't reach Cognito at http:\/\/127\.0\.0\.1:9\. Start .*\n$/ },
  {
    name: 'chat',
    words: ['bayko', 'londo'],
    down: /^Can't reach Cognito at http:\/\/127\.0\.0\.1:9\. Start .*\n$/,
  },
  { name: 'ddb:schema-load', words: [], down: isDown },
  { name: 'ddb:list-tables', words: [], down: isDown },
  { name: 'ddb:drop', words: [], down: isDown, missing: isMissing },
  { name: 'ddb:seed', words: [], down: isDown, missing: isMissing },
  { name: 'ddb:scan', words: [], down: isDown, missing: isMissing },
  { name: 'ddb:get-conversation', words: ['bayko', 'londo'], down: isDown, missing: isMissing },
  { name: 'ddb:list-conversations', words: ['bayko'], down: isDown, missing: isMissing },
  {
    name: 'ddb:rebuild-inbox',
    words: ['11111111-1111-4111-8111-111111111111'],
    down: isDown,
    missing: isMissing,
  },
  { name: 'ddb:upgrade', words: [], down: isDown, missing: isMissing },
  {
    name: 'ddb:migrate',
    words: [],
    flags: ['--from', 'older'],
    down: isDown,
    missing: /^No table older\n$/,
  },
  {
    name: 'ddb:redrive',
    words: [],
    flags: ['--file', letters],
    down: isDown,
    missing: /are kept/,
  },
  { name: 'cognito:list-users', words: [], down: isDown },
  { name: 'cognito:sync-users', words: [], down: isDown, missing: isMissing },
  { name: 'users:import', words: [users], down: isDown, missing: isMissing },
  { name: 'users:export', words: ['bayko'], down: isDown, missing: isMissing },
  { name: 'users:erase', words: ['bayko'], down: isDown, missing: isMissing },
  { name: 'users:suspend', words: ['bayko'], down: isDown, missing: isMissing },
  { name: 'users:restore', words: ['bayko'], down: isDown, missing: isMissing },
  { name: 'reports:list', words: [], down: isDown, missing: isMissing },
  { name: 'reports:show', words: ['11111111-1111-4111-8111-111111111111'], down: isDown, missing: isMissing },
  {
    name: 'reports:close',
    words: ['11111111-1111-4111-8111-111111111111'],
    down: isDown,
    missing: isMissing,
  },
  { name: 'push:keys', words: [], down: /^Missing option: --stage <stage>\. Example: .*\n$/ },
  { name: 'deploy:web', words: [], down: /^Missing option: --stage <stage>\. Example: .*\n$/ },
]

/** Matches a stack trace, which no error message may have. */
export const hasStack = /^ {4}at /m
