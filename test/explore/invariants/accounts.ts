import type { Json } from '../scenario.ts'
import { type Final, type Invariant, text } from './final.ts'

/** The accounts that the job has erased: the command leaves the user pool to the operator. */
const erasedByJob = ({ simulation }: Final) =>
  simulation.facts.jobs
    .map(({ body }) => JSON.parse(body))
    .filter(({ kind }) => kind === 'erase_user')
    .map(({ user_uuid }) => simulation.person(simulation.nameOf(user_uuid)))

/** The files of an export: ZIPs, which are JSON here. */
const filesIn = ({ simulation }: Final, item: Json): [name: string, content: string][] =>
  item.files.L.flatMap(({ M }: Json) => {
    const content = simulation.bucket.files.get(M.key.S)
    if (content === undefined) simulation.problem(`An export has lost the file ${M.key.S}`)
    return Object.entries(JSON.parse(Buffer.from(content ?? '{}', 'latin1').toString()))
  })

const exportsIn = ({ items }: Final) => [...items.values()].filter(({ pk }) => pk.S.startsWith('EXP#'))

export const accounts: Invariant[] = [
  {
    words: 'Nothing of an erased person is left: no browser, no export, no limit, no block and no account',
    check: (final) => {
      const { simulation, items } = final
      for (const name of simulation.facts.erased) {
        const { uuid } = simulation.person(name)
        for (const [key, item] of items) {
          const isTheirs = ['EXP', 'BLK', 'LIM'].some((prefix) => key.startsWith(`${prefix}#${uuid}`))
          if (isTheirs || (key.startsWith('PSH#') && text(item, 'user_uuid') === uuid))
            simulation.problem(`${name} was erased, and ${key} is there`)
        }
        for (const [key] of simulation.bucket.all())
          if (key.startsWith(`exports/${uuid}/`))
            simulation.problem(`${name} was erased, and ${key} is there`)
      }
      for (const { name, cognitoUserId } of erasedByJob(final))
        if (!simulation.facts.deletedAccounts.includes(cognitoUserId))
          simulation.problem(`The account of ${name} is left in the user pool`)
    },
  },
  {
    words: 'Who has signed out everywhere stays signed out',
    check: ({ simulation, items }) => {
      for (const name of Object.keys(simulation.facts.signOuts)) {
        const user = items.get(`USR#${simulation.person(name).uuid} USR`)
        if (user && !user.erased_at && !user.signed_out_at)
          simulation.problem(`${name} has signed out, and the profile does not say so`)
      }
    },
  },
  {
    words: 'An account that was suspended stays suspended',
    check: ({ simulation, items }) => {
      for (const name of simulation.facts.suspended) {
        const user = items.get(`USR#${simulation.person(name).uuid} USR`)
        if (user && !user.erased_at && !user.suspended_at) simulation.problem(`${name} is not suspended`)
      }
    },
  },
  {
    words: 'An export ends, and contains each message of the person once',
    check: (final) => {
      const { simulation } = final
      for (const item of exportsIn(final)) {
        if (item.cursor) simulation.problem('An export has not ended')
        const files = filesIn(final, item)
        const names = files.map(([name]) => name)
        if (new Set(names).size < names.length) simulation.problem(`An export has a file twice: ${names}`)
        if (!names.includes('profile.json')) simulation.problem('An export has no profile')
        const exported = files
          .filter(([name]) => /^(conversations|former_groups)\//.test(name))
          .flatMap(([, content]) => JSON.parse(content).messages.map(({ uuid }: { uuid: string }) => uuid))
        const whose = simulation.nameOf(item.pk.S.slice('EXP#'.length))
        for (const [index, { key, as, status }] of simulation.facts.sent.entries()) {
          if (as !== whose || status !== 200) continue
          const times = exported.filter((uuid) => uuid === key).length
          if (times > 1 || (times < 1 && index < simulation.facts.sentBefore))
            simulation.problem(`${simulation.nameOf(key)} is ${times} times in an export`)
        }
      }
    },
  },
  {
    words: 'No file is left that no export names, unless the attempt to write it crashed',
    check: (final) => {
      const { simulation } = final
      const named = exportsIn(final).flatMap(({ files }) => files.L.map(({ M }: Json) => M.key.S))
      for (const [key] of simulation.bucket.all().filter(([one]) => one.startsWith('exports/')))
        if (!named.includes(key) && !simulation.facts.hasCrashedExport)
          simulation.problem(`No export names ${key}`)
    },
  },
]
