import { DemoUserError, seed } from '../../seed/seed.ts'
import { type Command, CommandError } from '../command.ts'
import { confirm, confirmOptions } from '../confirm.ts'
import { targetOptions, useTarget } from '../target.ts'

const explain = (error: Error): never => {
  throw error instanceof DemoUserError ? new CommandError(error.message) : error
}

export const seedTable: Command = {
  summary: 'Write the demo users and their conversations, unless they already exist',
  options: { ...targetOptions, ...confirmOptions },
  example: 'npm run ddb:seed',
  run: async (values, _, io) => {
    const target = await useTarget(values)
    await confirm(`This writes demo users into ${target.tableName}.`, target, values, io)
    io.writeStdout(JSON.stringify(await seed().catch(explain)))
  },
}
