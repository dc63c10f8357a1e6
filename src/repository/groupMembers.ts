import type { Recorded } from '../domain/arrival.ts'
import { membersSeeing, type NamedGroup } from '../domain/namedGroup.ts'
import { getNamedGroups } from './namedGroups.ts'

export type WithMembers = { recorded: Recorded[]; groups: Map<string, NamedGroup> }

/**
 * Adds the members to the messages of named groups: those who may read the message. Read for each batch, and consistently: who
 * has been removed gets nothing any more, and the rows of all members show the same loud messages. Messages of groups that
 * have ended are left out.
 */
export const withMembers = async (recorded: Recorded[]): Promise<WithMembers> => {
  const named = recorded.filter(({ message }) => message.isInNamedGroup)
  if (named.length === 0) return { recorded, groups: new Map() }
  const uuids = [...new Set(named.map(({ message }) => message.groupUuid))]
  const groups = new Map((await getNamedGroups(uuids)).map((group) => [group.uuid, group]))
  return {
    groups,
    recorded: recorded.flatMap(({ message, ...rest }) => {
      if (!message.isInNamedGroup) return [{ message, ...rest }]
      const group = groups.get(message.groupUuid)
      if (!group) return []
      return [{ ...rest, message: { ...message, memberUuids: membersSeeing(group, message.place) } }]
    }),
  }
}
