import { randomUUID } from 'node:crypto'
import { describe, expect, test } from '@jest/globals'
import { claimFrom } from '../../src/domain/claim.ts'
import { changeUser } from '../../src/repository/admin/users.ts'
import { listImportedUsers } from '../../src/repository/claims.ts'
import {
  createUser,
  getUserByCognitoId,
  getUserByHandle,
  getUserByUuid,
  giveCognitoId,
} from '../../src/repository/users.ts'
import * as given from '../steps/given.ts'
import {
  aFileOf,
  anOldUser,
  asUser,
  csvOf,
  found,
  heading,
  imports,
  nothing,
  rowOf,
} from '../steps/oldUsers.ts'
import { isHarmless } from '../steps/printed.ts'
import { runs, runsIn, runsOnTerminal } from '../steps/program.ts'
import { allItems } from '../steps/table.ts'

given.anEngine({ hasStream: false })

describe('npm run users:import, with a CSV file', () => {
  test('creates users by uuid, handle and Cognito id, and changes nothing a second time', async () => {
    const people = [anOldUser(), anOldUser({ display_name: 'Zoë 👩‍🚀 O’Hara' }), anOldUser()]
    const file = aFileOf(csvOf(people))
    const first = await imports(file)
    expect(first).toEqual({ code: 0, stderr: 'Users read: 3\n', counts: { ...nothing, added: 3 } })
    for (const person of people) {
      const user = asUser(person)
      expect(await found(person)).toEqual([user, user, user])
    }
    const before = await allItems()
    expect(JSON.stringify(before)).not.toContain('@example.org')
    expect(await imports(file)).toMatchObject({ code: 0, counts: { ...nothing, unchanged: 3 } })
    expect(await allItems()).toEqual(before)
  })

  const one = { ...anOldUser(), display_name: 'Brown, Andrew "the Crud" B' }
  const inQuotes = `"Brown, Andrew ""the\nCrud"" B"`
  const { uuid, handle, email, cognito_user_id: id } = one
  const upper = handle.toUpperCase()
  test.each<[string, string | Buffer]>([
    ['quotes, commas and new lines in a field', `${heading}\n${uuid},${inQuotes},${handle},${email},${id}\n`],
    [
      'Windows line ends',
      `${heading}\r\n${uuid},${inQuotes.replace('\n', '\r\n')},${handle},${email},${id}\r\n`,
    ],
    ['Windows line ends, then others', `${heading}\r\n${uuid},${inQuotes},${handle},${email},${id}\n`],
    [
      'other line ends, then those of Windows',
      `${heading}\n${uuid},${inQuotes},${handle},${email},${id}\r\n`,
    ],
    ['no line end at the end of the file', `${heading}\n${uuid},${inQuotes},${handle},${email},${id}`],
    ['a byte order mark', `\ufeff${heading}\n${uuid},${inQuotes},${handle},${email},${id}\n`],
    [
      'a byte order mark before a quoted heading',
      `\ufeff"uuid","display_name","handle","cognito_user_id"\n"${uuid}",${inQuotes},"${handle}","${id}"\n`,
    ],
    [
      'columns in another order',
      `cognito_user_id,handle,uuid,display_name\n${id},${handle},${uuid},${inQuotes}\n`,
    ],
    [
      'unknown columns',
      `bio,uuid,display_name,handle,created_at,cognito_user_id\n"a, ""b""",${uuid},${inQuotes},${handle},2023,${id}\n`,
    ],
    ['blank lines', `${heading}\n\n${uuid},${inQuotes},${handle},${email},${id}\n\n\n`],
    [
      'spaces beside the commas',
      `uuid, display_name, handle, cognito_user_id\n${uuid}, ${inQuotes}, ${handle}, ${id} \n`,
    ],
    ['a heading in capitals', `${heading.toUpperCase()}\n${uuid},${inQuotes},${handle},${email},${id}\n`],
    [
      'a handle and ids in capitals',
      `${heading}\n${uuid.toUpperCase()},${inQuotes},${upper},${email},${id.toUpperCase()}\n`,
    ],
    ['a handle with an @', `${heading}\n${uuid},${inQuotes},@${handle},${email},${id}\n`],
  ])('with %s', async (_, text) => {
    const { code, stderr, counts } = await imports(aFileOf(text))
    expect([code, stderr]).toEqual([0, 'Users read: 1\n'])
    // The first case creates the user, and the others find the same user.
    expect(counts.added + counts.unchanged).toBe(1)
    const user = asUser(one)
    expect(await found(one)).toEqual([user, user, user])
  })

  test('from standard input', async () => {
    const people = [anOldUser(), anOldUser()]
    const { code, stdout } = await runsIn({ input: csvOf(people) }, 'users:import', '-')
    expect([code, JSON.parse(stdout)]).toEqual([0, { ...nothing, added: 2 }])
  })

  test('uses the handle for a missing name, and ignores an invalid Cognito id', async () => {
    const people = [
      anOldUser({ display_name: '', cognito_user_id: 'MOCK' }),
      anOldUser({ display_name: '', cognito_user_id: '' }),
    ]
    expect(await imports(aFileOf(csvOf(people)))).toMatchObject({ code: 0, counts: { added: 2 } })
    for (const person of people) {
      expect(await getUserByUuid(person.uuid)).toEqual({
        uuid: person.uuid,
        handle: person.handle,
        displayName: person.handle,
        claim: claimFrom(person.email),
      })
    }
    const fewColumns = anOldUser()
    const file = aFileOf(`uuid,handle\n${fewColumns.uuid},${fewColumns.handle}\n`)
    expect(await imports(file)).toMatchObject({ code: 0, counts: { added: 1 } })
  })

  describe('lets a user be claimed with the e-mail address of the row', () => {
    const uuidsOf = async (address: string) => (await listImportedUsers(address)).map(({ uuid }) => uuid)
    const withoutId = (more = {}) => anOldUser({ cognito_user_id: '', ...more })

    test('in any case, and the table does not hold the address', async () => {
      const person = withoutId()
      const upper = { ...person, email: ` ${person.email.toUpperCase()} ` }
      await imports(aFileOf(csvOf([upper])))
      expect(await uuidsOf(person.email)).toEqual([person.uuid])
      expect(JSON.stringify(await allItems()).toLowerCase()).not.toContain(person.email)
    })

    test('and the export and the erasure of the user include the claim', async () => {
      const person = withoutId()
      await imports(aFileOf(csvOf([person])))
      const { stdout } = await runs('users:export', person.handle)
      expect(JSON.parse(stdout).profile).toMatchObject({
        handle: person.handle,
        claim: claimFrom(person.email),
      })
      expect((await runs('users:erase', person.handle, '--wait', '0')).code).toBe(0)
      expect(JSON.stringify(await allItems())).not.toContain(claimFrom(person.email))
    })

    test.each(['', '\\N', 'no address', 'a@b@c', `${'x'.repeat(250)}@example.org`])(
      'and where that is "%s", with nothing',
      async (email) => {
        const person = withoutId({ email })
        expect((await imports(aFileOf(csvOf([person])))).counts).toEqual({ ...nothing, added: 1 })
        expect(await getUserByUuid(person.uuid)).not.toHaveProperty('claim', expect.anything())
      },
    )

    test('also if the user exists already, without a Cognito id', async () => {
      const people = [withoutId(), withoutId()]
      await imports(aFileOf(csvOf(people.map((person) => ({ ...person, email: '' })))))
      const file = aFileOf(csvOf(people))
      expect((await imports(file)).counts).toEqual({ ...nothing, changed: 2 })
      for (const { email, uuid } of people) expect(await uuidsOf(email)).toEqual([uuid])
      const before = await allItems()
      expect((await imports(file)).counts).toEqual({ ...nothing, unchanged: 2 })
      expect(await allItems()).toEqual(before)
    })

    test('but not if the user has been claimed', async () => {
      const person = withoutId()
      const file = aFileOf(csvOf([person]))
      await imports(file)
      const [user] = await listImportedUsers(person.email)
      if (!user) throw new Error('there is no claim')
      expect(await giveCognitoId(user, randomUUID())).toBe(true)
      expect((await imports(file)).counts).toEqual({ ...nothing, unchanged: 1 })
      expect(await uuidsOf(person.email)).toEqual([])
    })

    test('and reports a conflict for another address', async () => {
      const person = withoutId()
      await imports(aFileOf(csvOf([person])))
      const again = await imports(aFileOf(csvOf([{ ...person, email: `other-${person.email}` }])))
      expect([again.code, again.counts]).toEqual([1, { ...nothing, conflicting: 1 }])
      expect(await uuidsOf(person.email)).toEqual([person.uuid])
    })

    test('and reports rows that share an address, each time', async () => {
      const one = withoutId()
      const people = [one, withoutId({ email: one.email.toUpperCase() })]
      const file = aFileOf(csvOf(people))
      for (const count of [{ added: 2 }, { unchanged: 2 }]) {
        const { code, counts, stderr } = await imports(file)
        expect([code, counts]).toEqual([0, { ...nothing, ...count }])
        expect(stderr).toMatch(/^line [23]: .* have the same e-mail address, .*--map <file>/m)
        for (const { handle } of people) expect(stderr).toContain(handle)
      }
    })
  })

  test('reports invalid rows by line, and imports the others', async () => {
    const taken = await given.aUser()
    const good = [anOldUser({ display_name: '"two\nlines"' }), anOldUser(), anOldUser()] as const
    const renamed = { ...good[1], display_name: 'Another Name' }
    const lines = [
      heading, // 1
      rowOf(good[0]), // 2 and 3
      rowOf(anOldUser({ uuid: 'zzz' })), // 4
      '', // 5
      rowOf(anOldUser({ handle: 'no handle!' })), // 6
      rowOf(anOldUser({ handle: 'x'.repeat(31) })), // 7
      rowOf(anOldUser({ handle: '' })), // 8
      rowOf(anOldUser({ handle: taken.handle })), // 9
      rowOf(anOldUser({ cognito_user_id: taken.cognitoUserId })), // 10
      rowOf(good[1]), // 11
      'alone', // 12
      rowOf(good[2]), // 13
    ]
    const { code, stderr, counts } = await imports(aFileOf(lines.join('\n')))
    expect([code, counts]).toEqual([1, { ...nothing, added: 3, conflicting: 2, invalid: 5 }])
    const named = stderr.split('\n').filter((line) => line.startsWith('line '))
    const inOrder = named.sort((a, b) => Number.parseInt(a.slice(5), 10) - Number.parseInt(b.slice(5), 10))
    expect(inOrder).toEqual([
      'line 4: not a valid uuid: zzz',
      'line 6: not a valid handle (1 to 30 of a-z, 0-9 and _): no handle!',
      `line 7: not a valid handle (1 to 30 of a-z, 0-9 and _): ${'x'.repeat(31)}`,
      'line 8: not a valid handle (1 to 30 of a-z, 0-9 and _): ',
      `line 9: the handle ${taken.handle} is taken`,
      `line 10: the Cognito id ${taken.cognitoUserId} is taken`,
      'line 12: the number of columns differs from the heading',
    ])
    expect(await getUserByHandle(taken.handle)).toMatchObject({ uuid: taken.uuid })

    const again = await imports(aFileOf(csvOf([renamed, { ...good[2], handle: given.aHandle() }])))
    expect([again.code, again.counts]).toEqual([1, { ...nothing, conflicting: 2 }])
    expect(again.stderr).toContain(
      `line 2: the user ${renamed.uuid} already exists as ${renamed.handle}, Some Body`,
    )
    expect(await getUserByUuid(good[2].uuid)).toEqual(asUser(good[2]))
  })

  test('rejects a row with too many columns', async () => {
    const { uuid, handle, email } = anOldUser()
    const file = aFileOf(`uuid,display_name,handle,email\n${uuid},Brown, Andrew,${handle},${email}\n`)
    const { code, stderr, counts } = await imports(file)
    expect(await getUserByUuid(uuid)).toBeUndefined()
    expect([code, counts]).toEqual([1, { ...nothing, invalid: 1 }])
    expect(stderr).toMatch(/^line 2: /)
  })

  test('imports a row whose name is too large, without the name', async () => {
    const [first, large, last] = [anOldUser(), anOldUser({ display_name: 'x'.repeat(450_000) }), anOldUser()]
    const { code, stderr, counts } = await imports(aFileOf(csvOf([first, large, last])))
    expect(stderr).toMatch(/^line 3: /m)
    expect([code, counts]).toEqual([0, { ...nothing, added: 3 }])
    expect((await getUserByUuid(large.uuid))?.displayName).toBe(large.handle)
  })

  test('imports duplicate rows once', async () => {
    const people = Array.from({ length: 10 }, () => anOldUser())
    const { counts } = await imports(aFileOf(csvOf([...people, ...people, ...people])))
    expect(counts).toEqual({ ...nothing, added: 10, unchanged: 20 })
    const rivals = Array.from({ length: 5 }, () =>
      anOldUser({ handle: people[0]?.handle.replace('user', 'rival') ?? '' }),
    )
    const contested = await imports(aFileOf(csvOf(rivals)))
    expect([contested.code, contested.counts]).toEqual([1, { ...nothing, added: 1, conflicting: 4 }])
  })

  test.each([
    ['was a placeholder', 'MOCK'],
    ['was of another pool', randomUUID()],
  ])('keeps an id that %s since', async (_, before) => {
    const person = anOldUser({ cognito_user_id: before })
    const file = aFileOf(csvOf([person]))
    await imports(file)
    const cognitoUserId = randomUUID()
    await changeUser(person.uuid, { cognitoUserId }) // as cognito:sync-users does
    expect(await imports(file)).toEqual({
      code: 0,
      stderr: 'Users read: 1\n',
      counts: { ...nothing, unchanged: 1 },
    })
    expect(await getUserByCognitoId(cognitoUserId)).toMatchObject({ uuid: person.uuid })
  })

  test('replaces Unicode line breaks in a name by spaces', async () => {
    const person = anOldUser({ display_name: 'Line\u2028and\u2029paragraph' })
    expect(await imports(aFileOf(csvOf([person])))).toMatchObject({ code: 0, counts: { added: 1 } })
    expect((await getUserByUuid(person.uuid))?.displayName).toBe('Line and paragraph')
  })

  test('uses the handle for an invalid name, reports it, and finds the user unchanged the next time', async () => {
    const people = ['ㅤ', 'x'.repeat(65), '\u202eevil'].map((display_name) => anOldUser({ display_name }))
    const file = aFileOf(csvOf([...people, anOldUser()]))
    const { code, stderr, counts } = await imports(file)
    expect([code, counts]).toEqual([0, { ...nothing, added: 4 }])
    expect(stderr.match(/^line \d: the display name is not 1 to 64 visible characters/gm)?.sort()).toEqual(
      [2, 3, 4].map((line) => `line ${line}: the display name is not 1 to 64 visible characters`),
    )
    for (const { uuid, handle } of people) expect((await getUserByUuid(uuid))?.displayName).toBe(handle)
    expect((await imports(file)).counts).toEqual({ ...nothing, unchanged: 4 })
  })

  test('writes no control characters', async () => {
    const people = [anOldUser({ handle: '\x1b[31mred\x07' }), anOldUser({ uuid: '\u202e\x9b0m' })]
    // As stored by an earlier version, which accepted any name.
    const known = anOldUser({ display_name: '\x1b]0;owned\x07' })
    await createUser({ uuid: known.uuid, handles: [known.handle] })
    await changeUser(known.uuid, { displayName: known.display_name })
    const { stderr, counts } = await imports(
      aFileOf(csvOf([...people, { ...known, display_name: 'Harmless' }])),
    )
    expect(counts).toEqual({ ...nothing, invalid: 2, conflicting: 1 })
    isHarmless(stderr)
  })

  test('shows its progress on a terminal in place, and otherwise in lines', async () => {
    const file = aFileOf(csvOf([anOldUser(), anOldUser()]))
    const { code, stdout } = await runsOnTerminal(80, {}, 'users:import', file)
    expect(code).toBe(0)
    expect(stdout).toContain('\r\x1b[KUsers read: 2')
    expect((await imports(file)).stderr).toBe('Users read: 2\n')
  })

  test('reports each row on its own line on a terminal', async () => {
    const rows = [anOldUser(), anOldUser({ uuid: 'zzz' }), anOldUser(), anOldUser({ uuid: 'yyy' })]
    const { code, stdout } = await runsOnTerminal(80, {}, 'users:import', aFileOf(csvOf(rows)))
    expect(code).toBe(1)
    const lines = stdout.replaceAll('\r\x1b[K', '\n').split(/\r?\n/)
    expect(lines).toEqual(
      expect.arrayContaining(['line 3: not a valid uuid: zzz', 'line 5: not a valid uuid: yyy']),
    )
  })
})
