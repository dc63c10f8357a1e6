import { handleFrom, type User } from '../src/domain/user.ts'
import { getUserByHandle } from '../src/repository/users.ts'
import { CommandError } from './command.ts'

/** Finds a user by a handle as somebody typed it. */
export const findUser = async (handle: string): Promise<User> => {
  const user = await getUserByHandle(handleFrom(handle))
  if (!user) throw new CommandError(`No user in ${process.env.TABLE_NAME} with the handle: ${handle}`)
  return user
}
