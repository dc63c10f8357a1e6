import { ResourceNotFoundException } from '@aws-sdk/client-dynamodb'
import { groupUuidOf } from '../../src/domain/group.ts'
import { erasedUser, type Person } from '../../src/domain/message.ts'
import { inParallel } from '../../src/inParallel.ts'
import {
  groupUuidIn,
  isLater,
  memberUuidIn,
  moveMembership,
  moveMessage,
  type OriginalMessage,
  personIn,
  readOriginal,
  redactOriginal,
} from '../../src/repository/admin/originalLayout.ts'
import { findErased } from '../../src/repository/erasure/user.ts'
import { getUserByUuid } from '../../src/repository/users.ts'
import { type Command, CommandError, dryRunOption, type Io } from '../command.ts'
import { startProgress } from '../progress.ts'
import { targetOptions, useTarget } from '../target.ts'

type Group = {
  uuid: string
  members: Set<string>
  /** The members whose membership is in the original table. */
  membersWithRow: Set<string>
  messages: number
  newest?: OriginalMessage
}

/** The first pass: collects the groups, their members and newest messages, and the people's names. */
const survey = async (source: string, io: Io) => {
  const groups = new Map<string, Group>()
  const people = new Map<string, Person>()
  const others: unknown[] = []
  const groupAt = (uuid: string): Group => {
    const group = groups.get(uuid) ?? { uuid, members: new Set(), membersWithRow: new Set(), messages: 0 }
    groups.set(uuid, group)
    return group
  }
  const progress = startProgress(io, 'Items read:')
  for await (const page of readOriginal(source)) {
    for (const original of page) {
      if (original.kind === 'other') {
        others.push(original.keys)
        continue
      }
      const person = personIn(original.item)
      people.set(person.uuid, person)
      if (original.kind === 'message') {
        const group = groupAt(groupUuidIn(original.item))
        group.messages += 1
        group.members.add(person.uuid)
        if (!group.newest || isLater(original.item, group.newest)) group.newest = original.item
      } else {
        const userUuid = memberUuidIn(original.item)
        const group = groupAt(original.item.message_group_uuid)
        group.members.add(userUuid).add(person.uuid)
        group.membersWithRow.add(userUuid) // a failed delete can have left a second row of the same membership
      }
    }
    progress.tick(page.length)
  }
  progress.end()
  return { groups: [...groups.values()], people, others }
}

type Survey = Awaited<ReturnType<typeof survey>>

/** Two people have one conversation here, with a derived uuid. Several original conversations of theirs are merged. */
const targetUuidOf = ({ uuid, members }: Group): string => {
  const [first, second, ...more] = [...members]
  return first && second && more.length === 0 ? groupUuidOf(first, second) : uuid
}

/** The memberships to write. Derives the members from messages too, because the original table can have lost a row. */
const membershipsOf = ({ groups, people }: Survey) =>
  [...Map.groupBy(groups, targetUuidOf)].flatMap(([groupUuid, mergedGroups]) => {
    const members = new Set(mergedGroups.flatMap((group) => [...group.members]))
    const newest = mergedGroups
      .flatMap((group) => group.newest ?? [])
      .reduce<OriginalMessage | undefined>((a, b) => (a && isLater(a, b) ? a : b), undefined)
    return [...members].flatMap((userUuid) => {
      const [otherUuid] = [...members].filter((uuid) => uuid !== userUuid)
      const other = otherUuid === undefined ? undefined : people.get(otherUuid)
      return newest && other ? [{ userUuid, groupUuid, other, newest }] : []
    })
  })

const report = (
  source: string,
  { groups, others }: Survey,
  messages: number,
  memberships: number,
  { writeStderr }: Io,
) => {
  writeStderr(
    `${source}: ${messages} messages in ${groups.length} conversations, ${memberships} memberships to write`,
  )
  for (const { uuid, members, membersWithRow } of groups) {
    const lost = members.size - membersWithRow.size
    if (members.size < 2)
      writeStderr(`Conversation ${uuid}: no item names the other person, so no membership is written.`)
    else if (lost > 0)
      writeStderr(
        `Conversation ${uuid}: the old table has lost ${lost} membership${lost > 1 ? 's' : ''}, which will be restored.`,
      )
  }
  if (others.length > 0)
    writeStderr(
      `${others.length} items are neither messages nor memberships and are skipped: ${JSON.stringify(others.slice(0, 3))}`,
    )
}

/** The second pass: writes messages and memberships. Messages of erased users are redacted. */
const move = async (
  source: string,
  { groups }: Survey,
  memberships: ReturnType<typeof membershipsOf>,
  erased: Set<string>,
  total: number,
  io: Io,
) => {
  const redactIfErased = (message: OriginalMessage) =>
    erased.has(message.user_uuid) ? redactOriginal(message) : message
  const targets = new Map(
    groups.map((group) => [group.uuid, { targetUuid: targetUuidOf(group), members: [...group.members] }]),
  )
  const progress = startProgress(io, 'Items moved:', total)
  let moved = 0
  const count = (isNew: boolean) => {
    moved += isNew ? 1 : 0
    progress.tick()
  }
  for await (const page of readOriginal(source)) {
    const messages = page.flatMap((original) => (original.kind === 'message' ? [original.item] : []))
    await inParallel(messages, async (message) => {
      const uuid = groupUuidIn(message)
      const { targetUuid = uuid, members = [] } = targets.get(uuid) ?? {}
      const remaining = members.filter((member) => !erased.has(member))
      count(await moveMessage(redactIfErased(message), targetUuid, remaining))
    })
  }
  await inParallel(memberships, async ({ userUuid, groupUuid, other, newest }) => {
    const currentOther = erased.has(other.uuid) ? erasedUser : ((await getUserByUuid(other.uuid)) ?? other)
    count(await moveMembership(userUuid, groupUuid, currentOther, redactIfErased(newest)))
  })
  progress.end()
  return moved
}

export const migrate: Command = {
  summary: 'Copy the conversations of a table in the original layout into this one',
  options: {
    from: { value: 'table', description: 'The table in the original layout', isRequired: true },
    ...dryRunOption,
    ...targetOptions,
  },
  notes: 'Skips items that have already been moved, so an interrupted run can be repeated.',
  example: 'npm run ddb:migrate -- --from cruddur-messages-old --dry-run',
  run: async (values, _, io) => {
    const source = String(values.from)
    const { tableName: target } = await useTarget(values)
    if (source === target) throw new CommandError(`--from must not be the target table ${target}`)
    const isDryRun = values['dry-run'] === true

    const contents = await survey(source, io).catch((error: unknown) => {
      throw error instanceof ResourceNotFoundException ? new CommandError(`No table ${source}`) : error
    })
    const erased = await findErased(contents.people.keys())
    const memberships = membershipsOf(contents).filter(({ userUuid }) => !erased.has(userUuid))
    const messages = contents.groups.reduce((sum, group) => sum + group.messages, 0)
    report(source, contents, messages, memberships.length, io)

    const total = messages + memberships.length
    const moved = isDryRun ? 0 : await move(source, contents, memberships, erased, total, io)
    const counts = {
      messages,
      memberships: memberships.length,
      moved,
      already_there: isDryRun ? 0 : total - moved,
    }
    io.writeStdout(
      JSON.stringify({
        from: source,
        to: target,
        dry_run: isDryRun,
        ...counts,
        left_out: contents.others.length,
      }),
    )
  },
}
