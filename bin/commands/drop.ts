import { DeleteTableCommand, DescribeTableCommand, waitUntilTableNotExists } from '@aws-sdk/client-dynamodb'
import { client } from '../../src/repository/client.ts'
import { type Command, CommandError } from '../command.ts'
import { confirm, confirmOptions } from '../confirm.ts'
import { targetOptions, useTarget } from '../target.ts'

const secondsToWait = 300

export const drop: Command = {
  summary: 'delete the table, with everything in it',
  usage: '[--stage <stage>] [--yes <table name>]',
  example: 'npm run ddb:drop',
  notes:
    'On a deployed stage it asks for the name of the table, and refuses while deletion protection is on.',
  options: { ...targetOptions, ...confirmOptions },
  run: async (values, _, io) => {
    const target = await useTarget(values)
    const { tableName } = target
    const { Table } = await client.send(new DescribeTableCommand({ TableName: tableName }))
    if (Table?.DeletionProtectionEnabled) {
      throw new CommandError(
        `${tableName} is protected from deletion, and stays. To lift that, deploy with --param="tableProtection=false".`,
      )
    }
    await confirm(`This deletes ${tableName} with everything in it.`, target, values, io)
    await client.send(new DeleteTableCommand({ TableName: tableName }))
    await waitUntilTableNotExists(
      { client, maxWaitTime: secondsToWait, minDelay: 1 },
      { TableName: tableName },
    )
    io.print(`dropped ${tableName}`)
  },
}
