import { ResourceNotFoundException } from '@aws-sdk/client-dynamodb'
import { groupUuidOf } from '../../src/domain/group.ts'
import { erasedUser, type Person } from '../../src/domain/message.ts'
import { inParallel } from '../../src/inParallel.ts'
import { findErased } from '../../src/repository/admin/erasure.ts'
import {
  groupOf,
  isLater,
  memberOf,
  moveMembership,
  moveMessage,
  type OriginalMessage,
  personIn,
  readOriginal,
  redactOriginal,
} from '../../src/repository/admin/originalLayout.ts'
import { type Command, CommandError, type Io } from '../command.ts'
import { startProgress } from '../progress.ts'
import { targetOptions, useTarget } from '../target.ts'

type Group = {
  uuid: string
  members: Set<string>
  rows: Set<string>
  messages: number
  newest?: OriginalMessage
}

/** First look: who is in which group and what they are called, and which message is its newest. */
const survey = async (source: string, io: Io) => {
  const groups = new Map<string, Group>()
  const people = new Map<string, Person>()
  const others: unknown[] = []
  const groupAt = (uuid: string): Group => {
    const group = groups.get(uuid) ?? { uuid, members: new Set(), rows: new Set(), messages: 0 }
    groups.set(uuid, group)
    return group
  }
  const progress = startProgress(io, 'Items read:')
  for await (const page of readOriginal(source)) {
    for (const one of page) {
      if (one.kind === 'other') {
        others.push(one.keys)
        continue
      }
      const person = personIn(one.item)
      people.set(person.uuid, person)
      if (one.kind === 'message') {
        const group = groupAt(groupOf(one.item))
        group.messages += 1
        group.members.add(person.uuid)
        if (!group.newest || isLater(one.item, group.newest)) group.newest = one.item
      } else {
        const group = groupAt(one.item.message_group_uuid)
        group.members.add(memberOf(one.item)).add(person.uuid)
        group.rows.add(memberOf(one.item)) // a row that a failed delete has left is the same membership
      }
    }
    progress.tick(page.length)
  }
  progress.end()
  return { groups: [...groups.values()], people, others }
}

type Survey = Awaited<ReturnType<typeof survey>>

/** Of two people there is one conversation here, whose uuid follows from theirs: several of the original's become one. */
const targetOf = ({ uuid, members }: Group): string => {
  const [one, other, ...more] = [...members]
  return one && other && more.length === 0 ? groupUuidOf(one, other) : uuid
}

/** The rows that there are to be, also where the original has lost them: who is in a group, its messages tell too. */
const membershipsIn = ({ groups, people }: Survey) =>
  [...Map.groupBy(groups, targetOf)].flatMap(([groupUuid, together]) => {
    const members = new Set(together.flatMap((group) => [...group.members]))
    const newest = together
      .flatMap((group) => group.newest ?? [])
      .reduce<OriginalMessage | undefined>(
        (last, one) => (last && isLater(last, one) ? last : one),
        undefined,
      )
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
  { say }: Io,
) => {
  say(
    `${source}: ${messages} messages in ${groups.length} conversations, and ${memberships} memberships to be.`,
  )
  for (const { uuid, members, rows } of groups) {
    const lost = members.size - rows.size
    if (members.size < 2)
      say(`Conversation ${uuid}: who the other person was stands in no item, so it has no members here.`)
    else if (lost > 0) {
      say(
        `Conversation ${uuid}: the row of ${lost} member${lost > 1 ? 's' : ''} was lost in the old table, and is made anew.`,
      )
    }
  }
  if (others.length > 0)
    say(
      `${others.length} items are of neither kind, and stay where they are: ${JSON.stringify(others.slice(0, 3))}`,
    )
}

/** What an erased user wrote comes without author and text, and they get no row. */
const move = async (
  source: string,
  { groups }: Survey,
  memberships: ReturnType<typeof membershipsIn>,
  erased: Set<string>,
  total: number,
  io: Io,
) => {
  const asItIsNow = (message: OriginalMessage) =>
    erased.has(message.user_uuid) ? redactOriginal(message) : message
  const places = new Map(
    groups.map((group) => [group.uuid, { target: targetOf(group), members: [...group.members] }]),
  )
  const progress = startProgress(io, 'Items moved:', total)
  let moved = 0
  const count = (isNew: boolean) => {
    moved += isNew ? 1 : 0
    progress.tick()
  }
  for await (const page of readOriginal(source)) {
    const messages = page.flatMap((one) => (one.kind === 'message' ? [one.item] : []))
    await inParallel(messages, async (message) => {
      const uuid = groupOf(message)
      const { target = uuid, members = [] } = places.get(uuid) ?? {}
      const left = members.filter((member) => !erased.has(member))
      count(await moveMessage(asItIsNow(message), target, left))
    })
  }
  await inParallel(memberships, async ({ userUuid, groupUuid, other, newest }) => {
    const whom = erased.has(other.uuid) ? erasedUser : other
    count(await moveMembership(userUuid, groupUuid, whom, asItIsNow(newest)))
  })
  progress.end()
  return moved
}

export const migrate: Command = {
  summary: 'move a table of the original layout into this one; run again, it goes on and doubles nothing',
  usage: '--from <table> [--dry-run] [--stage <stage>]',
  example: 'npm run ddb:migrate -- --from cruddur-messages-old --dry-run',
  options: { ...targetOptions, from: { type: 'string' }, 'dry-run': { type: 'boolean' } },
  run: async (values, _, io) => {
    const source = values.from
    if (typeof source !== 'string') throw new CommandError('Which table is the old one? Say --from <table>.')
    const { tableName: target } = await useTarget(values)
    if (source === target)
      throw new CommandError(`${source} is the table to move into: --from is to name another.`)
    const dryRun = values['dry-run'] === true

    const found = await survey(source, io).catch((error: unknown) => {
      throw error instanceof ResourceNotFoundException
        ? new CommandError(`There is no table ${source}.`)
        : error
    })
    const erased = await findErased(found.people.keys())
    const memberships = membershipsIn(found).filter(({ userUuid }) => !erased.has(userUuid))
    const messages = found.groups.reduce((sum, group) => sum + group.messages, 0)
    report(source, found, messages, memberships.length, io)

    const total = messages + memberships.length
    const moved = dryRun ? 0 : await move(source, found, memberships, erased, total, io)
    const counts = {
      messages,
      memberships: memberships.length,
      moved,
      already_there: dryRun ? 0 : total - moved,
    }
    io.print(
      JSON.stringify({ from: source, to: target, dry_run: dryRun, ...counts, left_out: found.others.length }),
    )
  },
}
