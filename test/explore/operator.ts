import { Readable, Writable } from 'node:stream'
import { ioOf } from '../../bin/command.ts'
import type { Code } from './code.ts'
import type { Person } from './people.ts'
import type { Simulation } from './simulation.ts'

// How long the command waits for requests that are under way, as it says by itself: src/domain/place.ts.
const reachMs = 15_000

const nowhere = () => new Writable({ write: (_, __, done) => done() })
const io = (input: string) =>
  ioOf({ stdin: Readable.from([input]), stdout: nowhere(), stderr: nowhere() } as never)

/** The commands of the operator, or what they consist of. */
export const operatorFor = (simulation: Simulation, code: Code, wait: (ms: number) => Promise<void>) => {
  const { facts, person, clock } = simulation

  const erase = async (name: string): Promise<void> => {
    facts.erasing.push(name)
    const user = await code.commands.findErasable(person(name).uuid)
    if (!user) return
    await code.commands.eraseAtOnce(user.uuid, { wait: () => wait(reachMs) })
    facts.erased.push(name)
  }

  /** The operator imports somebody: with an e-mail address, by which they can be claimed. */
  const importUser = (name: string) => {
    const { uuid, handle, display_name, email } = person(name)
    const csv = `uuid,handle,display_name,email\n${uuid},${handle},${display_name},${email}\n`
    return code.commands.importUsers.run({}, ['-'], io(csv))
  }

  /** The operator gives the people of the user pool their users. */
  const sync = (name: string, { sub = person(name).cognitoUserId, wish = person(name).handle } = {}) => {
    const poolUser = {
      sub,
      wish,
      displayName: person(name).display_name,
      verifiedEmail: person(name).email,
      isConfirmed: true,
    }
    const run = { userPoolId: '', isDryRun: false, mapped: new Set(), assigned: new Set(), io: io('') }
    return code.commands.sync(poolUser, run)
  }

  /** The operator runs updateInbox again for a dead letter with the records of these messages. */
  const redrive = async (...names: string[]) => {
    const records = simulation.recordsOf(names)
    let isRemoved = false
    const remove = async () => {
      isRemoved = true
    }
    await code.commands.redriveAll([{ records: records.map(({ record }) => record), remove }])
    for (const { doneBy } of records) if (isRemoved) doneBy.add('updateInbox')
  }

  /** The operator suspends somebody. */
  const suspend = async (name: string) => {
    await code.commands.suspendUser(person(name).uuid, clock.now, () => {})
    facts.suspended.push(name)
  }

  const rebuild = (one: string, other: string) => code.commands.rebuildGroup(simulation.group(one, other))

  /** What ddb:migrate does with a conversation of the original application, which has one message. */
  const migrate = async (from: string, to: string, name: string) => {
    const group = simulation.group(from, to)
    const people = [person(from), person(to)]
    const { uuid, handle, display_name } = person(from)
    const text = `${name} by ${from} in ${simulation.space}`
    const message = {
      pk: `MSG#${group}`,
      sk: '2029-12-01T10:00:00.000001',
      message_uuid: simulation.key(name),
      message: text,
      user_uuid: uuid,
      user_display_name: display_name,
      user_handle: handle,
    }
    if (!facts.migrated.includes(group)) facts.migrated.push(group)
    facts.texts[from] = [...(facts.texts[from] ?? []), text]
    const uuids = people.map((one) => one.uuid)
    await code.commands.moveMessage(message, group, uuids)
    await Promise.all(
      people.map((one, index) => {
        const other = people[1 - index] as Person
        const otherPerson = { uuid: other.uuid, displayName: other.display_name, handle: other.handle }
        return code.commands.moveMembership(one.uuid, group, otherPerson, message)
      }),
    )
  }

  return { erase, importUser, sync, redrive, suspend, rebuild, migrate }
}
