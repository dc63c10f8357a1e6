import { inParallel } from '../../src/inParallel.ts'
import type { Command } from '../command.ts'
import { confirm, confirmOptions } from '../confirm.ts'
import { listPoolUsers } from '../pool.ts'
import { applyMapping, type Outcome, type Run, sync } from '../poolSync.ts'
import { startProgress } from '../progress.ts'
import { targetOptions, useTarget } from '../target.ts'
import { readMapping } from '../usersFile.ts'

export const syncUsers: Command = {
  summary: "give the pool's people their imported users, and create who is missing",
  usage: '[--map <file>] [--dry-run] [--stage <stage>] [--yes <table name>]',
  example: 'npm run cognito:sync-users -- --dry-run',
  notes: [
    'added        nobody had the handle: the user is created',
    'changed      the user was imported with the e-mail address that this person has verified, or --map names them',
    'unchanged    somebody has this Cognito id already, under whatever handle',
    'conflicting  nothing was done: the reason says what can be',
    'unconfirmed  has not confirmed the e-mail address yet: left alone',
    '--map names a CSV file with the columns handle and cognito_user_id. It is applied first, and it alone decides about the Cognito ids in it. A handle that somebody asks for gives them nobody.',
  ].join('\n'),
  options: {
    ...targetOptions,
    ...confirmOptions,
    'dry-run': { type: 'boolean' },
    map: { type: 'string' },
  },
  run: async (values, _, io) => {
    const target = await useTarget(values)
    const isDryRun = values['dry-run'] === true
    if (!isDryRun)
      await confirm(`This writes Cognito ids into the users of ${target.tableName}.`, target, values, io)
    const counts: Record<Outcome, number> = {
      added: 0,
      changed: 0,
      unchanged: 0,
      conflicting: 0,
      unconfirmed: 0,
    }
    const run: Run = { userPoolId: target.userPoolId, isDryRun, mapped: new Set(), given: new Set(), io }
    if (typeof values.map === 'string')
      await inParallel(readMapping(values.map, io.streams), async (row) => {
        counts[await applyMapping(row, run)] += 1
      })
    const progress = startProgress(io, 'People of the pool:')
    await inParallel(listPoolUsers(target.userPoolId), async (poolUser) => {
      if (!run.mapped.has(poolUser.sub)) counts[await sync(poolUser, run)] += 1
      progress.tick()
    })
    progress.end()
    io.print(JSON.stringify({ dry_run: isDryRun, ...counts }))
  },
}
