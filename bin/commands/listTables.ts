import { listTableNames } from '../../src/repository/admin/table.ts'
import type { Command } from '../command.ts'
import { targetOptions, useTarget } from '../target.ts'

export const listTables: Command = {
  summary: 'Print the names of all tables, one per line',
  options: targetOptions,
  example: 'npm run ddb:list-tables',
  run: async (values, _, { streamToStdout }) => {
    await useTarget(values)
    await streamToStdout(listTableNames())
  },
}
