import { foldText } from '../src/domain/foldText.ts'
import type { NamedMembership } from '../src/domain/group.ts'
import { isUuid } from '../src/domain/place.ts'
import type { User } from '../src/domain/user.ts'
import { readMemberships } from '../src/repository/userData.ts'
import { CommandError } from './command.ts'

const isCalled = (text: string): (({ groupUuid, shown }: NamedMembership) => boolean) => {
  if (isUuid(text.toLowerCase())) return ({ groupUuid }) => groupUuid === text.toLowerCase()
  const title = foldText(text.trim())
  return ({ shown }) => foldText(shown.title) === title
}

/** Finds a named group of a user by its uuid, or by its title as somebody typed it. */
export const findGroup = async (user: User, uuidOrTitle: string): Promise<NamedMembership> => {
  const matches = isCalled(uuidOrTitle)
  const found: NamedMembership[] = []
  for await (const membership of readMemberships(user.uuid))
    if (membership.kind === 'named' && matches(membership)) found.push(membership)
  const [group, ...others] = found
  if (!group)
    throw new CommandError(`${user.handle} is not in a group with this title or uuid: ${uuidOrTitle}`)
  if (others.length > 0)
    throw new CommandError(
      `${user.handle} is in ${found.length} groups with this title. Pass the uuid of one of them:\n${found
        .map(({ groupUuid, shown }) => `  ${groupUuid}  ${shown.memberCount} members`)
        .join('\n')}`,
    )
  return group
}
