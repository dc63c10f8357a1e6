import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { getUserByUuid } from '../../src/repository/users.ts'
import * as given from '../steps/given.ts'
import {
  aFileOf,
  anOldUser,
  asUser,
  columns,
  folder,
  heading,
  imports,
  nothing,
  type OldUser,
} from '../steps/oldUsers.ts'
import { runs, runsIn } from '../steps/program.ts'

given.anEngine({ hasStream: false })

const dumpOf = (...tables: string[]) =>
  [
    '--\n-- PostgreSQL database dump\n--\n',
    "SET client_encoding = 'UTF8';",
    'CREATE TABLE public.users (uuid uuid NOT NULL, display_name text, handle text, email text, cognito_user_id text);',
    ...tables,
    'ALTER TABLE ONLY public.users ADD CONSTRAINT users_pkey PRIMARY KEY (uuid);\n--\n-- PostgreSQL database dump complete\n--\n',
  ].join('\n')

const copyOf = (table: string, names: readonly string[], rows: string[][]) =>
  [`COPY ${table} (${names.join(', ')}) FROM stdin;`, ...rows.map((row) => row.join('\t')), '\\.', ''].join(
    '\n',
  )

const activities = copyOf(
  'public.activities',
  ['uuid', 'user_uuid', 'message'],
  [
    [randomUUID(), randomUUID(), 'What is a COPY public.users (uuid, handle) FROM stdin;?'],
    [randomUUID(), randomUUID(), '\\N'],
  ],
)

describe('npm run users:import, with a pg_dump file', () => {
  const inPostgres = (person: OldUser) =>
    columns.map((name) =>
      person[name]
        .replaceAll('\\', '\\\\')
        .replaceAll('\t', '\\t')
        .replaceAll('\n', '\\n')
        .replaceAll('\r', '\\r'),
    )

  test('imports the users unchanged, and ignores the other tables', async () => {
    const people = [
      anOldUser({ display_name: 'Tab\there, line\nthere\r, back\\slash, \\N and "quotes"' }),
      anOldUser({ display_name: 'Comma, Zoë' }),
    ]
    const nobodyYet = anOldUser()
    const rows = [...people.map(inPostgres), [nobodyYet.uuid, '\\N', nobodyYet.handle, '\\N', '\\N']]
    const others = copyOf('public.old_users', columns, [inPostgres(anOldUser())])
    const text = dumpOf(others, activities, copyOf('public.users', columns, rows), activities, others)
    const file = aFileOf(text)
    expect(await imports(file)).toEqual({
      code: 0,
      stderr: 'Users read: 3\n',
      counts: { ...nothing, added: 3 },
    })
    const inOneLine = ['Tab here, line there , back\\slash, \\N and "quotes"', 'Comma, Zoë']
    for (const [index, person] of people.entries())
      expect(await getUserByUuid(person.uuid)).toEqual({ ...asUser(person), displayName: inOneLine[index] })
    expect(await getUserByUuid(nobodyYet.uuid)).toEqual({
      uuid: nobodyYet.uuid,
      handle: nobodyYet.handle,
      displayName: nobodyYet.handle,
    })
    expect(await imports(file)).toMatchObject({ code: 0, counts: { ...nothing, unchanged: 3 } })
    const piped = await runsIn({ input: text }, 'users:import', '-')
    expect([piped.code, JSON.parse(piped.stdout)]).toEqual([0, { ...nothing, unchanged: 3 }])
  })

  test('reads a row with line breaks in a name', async () => {
    const person = anOldUser({ display_name: 'Line\u2028and\u2029paragraph' })
    const file = aFileOf(dumpOf(copyOf('public.users', columns, [inPostgres(person)])))
    expect(await imports(file)).toMatchObject({ code: 0, counts: { added: 1 } })
    expect((await getUserByUuid(person.uuid))?.displayName).toBe('Line and paragraph')
  })

  test.each(['users', 'public.users', '"public"."users"', 'cruddur.users'])(
    'finds them in the table %s',
    async (table) => {
      const file = aFileOf(dumpOf(copyOf(table, columns, [inPostgres(anOldUser())])))
      expect(await imports(file)).toMatchObject({ code: 0, counts: { added: 1 } })
    },
  )

  test('reports invalid rows by line', async () => {
    const text = dumpOf(
      activities,
      copyOf('public.users', columns, [inPostgres(anOldUser()), ['zzz', 'X', 'x', '\\N', '\\N']]),
    )
    const line = text.split('\n').findIndex((row) => row.startsWith('zzz')) + 1
    const { code, stderr, counts } = await imports(aFileOf(text))
    expect([code, counts]).toEqual([1, { ...nothing, added: 1, invalid: 1 }])
    expect(stderr).toContain(`line ${line}: not a valid uuid: zzz\n`)
  })

  test('skips a table users of another schema with other columns', async () => {
    const others = copyOf('auth.users', ['instance_id', 'id', 'email'], [['1', '2', 'x@example.org']])
    const file = aFileOf(dumpOf(others, copyOf('public.users', columns, [inPostgres(anOldUser())])))
    expect(await imports(file)).toMatchObject({ code: 0, counts: { added: 1 } })
  })

  test('reports a file that is cut off in the middle of its users', async () => {
    const text = dumpOf(copyOf('public.users', columns, [inPostgres(anOldUser()), inPostgres(anOldUser())]))
    const { code, stderr } = await imports(aFileOf(text.slice(0, text.indexOf('\\.'))))
    expect([code, stderr]).toEqual([1, expect.stringMatching(/\bends?\b/)])
  })

  test('reports a missing column uuid', async () => {
    const { code, stderr, counts } = await imports(
      aFileOf(dumpOf(copyOf('public.users', ['id', 'handle'], [['1', 'x']]))),
    )
    expect([code, counts]).toEqual([1, undefined])
    expect(stderr).toMatch(/the table users has no column uuid\n$/)
  })
})

describe('npm run users:import, with an unusable file', () => {
  const { uuid, handle } = anOldUser()
  test.each<[string, () => string, RegExp]>([
    ['a missing file', () => join(folder, 'nowhere.csv'), /Can't read .*nowhere\.csv: ENOENT/],
    ['a folder', () => folder, /Can't read .*: EISDIR/],
    ['an empty file', () => aFileOf(''), /is neither a CSV file/],
    [
      'a picture',
      () => aFileOf(Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0xff])),
      /is neither a CSV file/,
    ],
    [
      'a CSV file without uuids',
      () => aFileOf('handle,display_name\nx,X\n'),
      /is neither a CSV file .*\(uuid, /,
    ],
    [
      'a CSV file without handles',
      () => aFileOf('uuid,display_name\nx,X\n'),
      /is neither a CSV file .*\(uuid, /,
    ],
    [
      'an unclosed quote',
      () => aFileOf(`uuid,handle,display_name\n${uuid},${handle},"Bro\n${randomUUID()},b,B\n`),
      /\bquote\b.*\bline\b/i,
    ],
    [
      'a quote within a field',
      () => aFileOf(`uuid,handle,display_name\n${uuid},${handle},Bro"ken\n`),
      /\bquote\b.*\bline\b/i,
    ],
  ])('%s is an error without a stack trace', async (_, file, words) => {
    const { code, stdout, stderr } = await runs('users:import', file())
    expect([code, stdout]).toEqual([1, ''])
    expect(stderr).toMatch(words)
    expect(stderr).not.toMatch(/^ {4}at /m)
  })

  test('a heading without rows imports nothing', async () => {
    const { code, counts } = await imports(aFileOf(`${heading}\n`))
    expect([code, counts]).toEqual([0, nothing])
  })

  test('a missing argument is an error', async () => {
    expect(await runs('users:import')).toEqual({
      code: 1,
      stdout: '',
      stderr: 'Missing argument: <file>. Example: npm run users:import -- users.csv\n',
    })
  })
})
