import { paginateListTables } from '@aws-sdk/client-dynamodb'
import { client } from '../../src/repository/client.ts'
import type { Command } from '../command.ts'
import { targetOptions, useTarget } from '../target.ts'

export const listTables: Command = {
  summary: 'print the names of the tables, one a line',
  usage: '[--stage <stage>]',
  example: 'npm run ddb:list-tables',
  options: targetOptions,
  run: async (values, _, { printAll }) => {
    await useTarget(values)
    const names = async function* () {
      for await (const { TableNames = [] } of paginateListTables({ client }, {})) yield* TableNames
    }
    await printAll(names())
  },
}
