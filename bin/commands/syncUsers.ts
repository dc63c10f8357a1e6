import { inParallel } from '../../src/inParallel.ts'
import { type Command, dryRunOption } from '../command.ts'
import { confirm, confirmOptions } from '../confirm.ts'
import { applyMapping, type Outcome, type SyncRun, sync } from '../poolSync.ts'
import { startProgress } from '../progress.ts'
import { targetOptions, useTarget } from '../target.ts'
import { listPoolUsers } from '../userPool.ts'
import { readMapping } from '../usersFile.ts'

export const syncUsers: Command = {
  summary: 'Link the accounts of the user pool to imported users, and create missing users',
  options: {
    map: { value: 'file', description: 'A CSV file with the columns handle and cognito_user_id' },
    ...dryRunOption,
    ...targetOptions,
    ...confirmOptions,
  },
  notes: [
    'An account is linked to the user that was imported with its verified e-mail address. --map overrides',
    'this for the Cognito ids in the file. The result counts the accounts:',
    '  added        a user was created with the preferred handle',
    '  changed      an imported user was linked to the account',
    '  unchanged    the account already had a user',
    '  conflicting  nothing was changed, for the reason printed',
    '  unconfirmed  the account has not confirmed its e-mail address',
  ].join('\n'),
  example: 'npm run cognito:sync-users -- --dry-run',
  run: async (values, _, io) => {
    const target = await useTarget(values)
    const isDryRun = values['dry-run'] === true
    if (!isDryRun) await confirm(`This changes users in ${target.tableName}.`, target, values, io)
    const counts: Record<Outcome, number> = {
      added: 0,
      changed: 0,
      unchanged: 0,
      conflicting: 0,
      unconfirmed: 0,
    }
    const run: SyncRun = {
      userPoolId: target.userPoolId,
      isDryRun,
      mapped: new Set(),
      assigned: new Set(),
      io,
    }
    if (typeof values.map === 'string')
      await inParallel(readMapping(values.map, io.streams), async (row) => {
        counts[await applyMapping(row, run)] += 1
      })
    const progress = startProgress(io, 'Accounts read:')
    await inParallel(listPoolUsers(target.userPoolId), async (poolUser) => {
      if (!run.mapped.has(poolUser.sub)) counts[await sync(poolUser, run)] += 1
      progress.tick()
    })
    progress.end()
    io.writeStdout(JSON.stringify({ dry_run: isDryRun, ...counts }))
  },
}
