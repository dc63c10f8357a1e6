import { handleFrom, type User } from '../src/domain/user.ts'
import { getUserByHandle } from '../src/repository/users.ts'
import { CommandError } from './command.ts'

/** The user of a handle as a person types it. */
export const personCalled = async (handle: string): Promise<User> => {
  const user = await getUserByHandle(handleFrom(handle))
  if (!user) throw new CommandError(`Nobody in ${process.env.TABLE_NAME} has the handle "${handle}".`)
  return user
}
