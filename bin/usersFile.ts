import { createReadStream } from 'node:fs'
import { Readable } from 'node:stream'
import { CsvError, parse } from 'csv-parse'
import { CommandError, type Streams } from './command.ts'

/** A row of a users file, with its columns by name. It has no `columns` if their number differs from the heading. */
export type Row = { line: number; columns?: Record<string, string | undefined> }

const requiredUserColumns = ['uuid', 'handle']
const requiredMappingColumns = ['handle', 'cognito_user_id']

const columnNameFrom = (text: string) =>
  text
    .replace(/^\ufeff/, '')
    .trim()
    .replaceAll('"', '')
    .toLowerCase()
const columnNamesFrom = (text: string) => text.split(',').map(columnNameFrom)
const missingColumns = (names: string[], required = requiredUserColumns) =>
  required.filter((name) => !names.includes(name))

const rowOf = (line: number, names: string[], fields: (string | undefined)[]): Row =>
  fields.length === names.length
    ? { line, columns: Object.fromEntries(names.map((name, index) => [name, fields[index]])) }
    : { line }

// Files from Windows have CRLF line breaks, also inside fields.
const withUnixLineBreaks = (field: string) => field.replaceAll('\r\n', '\n')

async function* parseCsv(chunks: AsyncIterable<string>): AsyncGenerator<Row> {
  const options = { info: true, trim: true, skip_empty_lines: true, relax_column_count: true }
  const parser = Readable.from(chunks).pipe(parse(options))
  let names: string[] | undefined
  for await (const { record, info } of parser) {
    if (names) yield rowOf(info.lines, names, record.map(withUnixLineBreaks))
    else names = record.map(columnNameFrom)
  }
}

const escapes: Record<string, string> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v' }

/** Decodes a field of PostgreSQL's COPY format. */
const decodeField = (text: string): string | undefined =>
  text === '\\N'
    ? undefined
    : text.replace(/\\(.)/gs, (_, character: string) => escapes[character] ?? character)

// Not node:readline, which also breaks lines at U+2028 and U+2029.
async function* linesOf(chunks: AsyncIterable<string>): AsyncGenerator<string> {
  let rest = ''
  for await (const chunk of chunks) {
    const lines = (rest + chunk).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) yield line.replace(/\r$/, '')
  }
  if (rest) yield rest
}

const copyStatement = /^COPY (?:\S+\.)?"?users"? \(([^)]*)\) FROM stdin/i

async function* parseDump(file: string, chunks: AsyncIterable<string>): AsyncGenerator<Row> {
  let names: string[] | undefined
  let missing: string[] = []
  let line = 0
  for await (const text of linesOf(chunks)) {
    line += 1
    if (names) {
      if (text === '\\.') return
      yield rowOf(line, names, text.split('\t').map(decodeField))
      continue
    }
    const columnList = copyStatement.exec(text)?.[1]
    if (columnList === undefined) continue
    missing = missingColumns(columnNamesFrom(columnList))
    if (missing.length === 0) names = columnNamesFrom(columnList) // otherwise a different table of users, in another schema
  }
  if (names) throw new CommandError(`${file} ends before the end of its table users. Is the file complete?`)
  if (missing.length > 0)
    throw new CommandError(`${file}: the table users has no column ${missing.join(', ')}`)
  throw new CommandError(
    `${file} is neither a CSV file with a heading (uuid, display_name, handle, email, cognito_user_id) nor a pg_dump file with a table users`,
  )
}

async function* readText(file: string, streams: Pick<Streams, 'stdin'>): AsyncGenerator<string> {
  const input = file === '-' ? streams.stdin : createReadStream(file)
  try {
    yield* input.setEncoding('utf8')
  } catch (error) {
    throw new CommandError(`Can't read ${file}: ${(error as Error).message}`)
  }
}

/** Reads the first line, and returns it with all of the text, including that line. */
const peek = async (chunks: AsyncGenerator<string>) => {
  let start = ''
  while (!start.includes('\n')) {
    const { done, value } = await chunks.next()
    if (done) break
    start += value
  }
  const all = async function* () {
    yield start
    yield* chunks
  }
  return { first: start.split('\n', 1)[0] ?? '', all: all() }
}

/** Turns errors of the CSV parser into errors for the user. */
async function* explainErrors(file: string, rows: AsyncIterable<Row>): AsyncGenerator<Row> {
  try {
    yield* rows
  } catch (error) {
    throw error instanceof CsvError
      ? new CommandError(`${file} is not a valid CSV file: ${error.message}`)
      : error
  }
}

/** Reads the users of a CSV file with a heading, or of a pg_dump file. Streams the file, whatever its size. */
export async function* readUsers(file: string, streams: Pick<Streams, 'stdin'>): AsyncGenerator<Row> {
  const { first, all } = await peek(readText(file, streams))
  yield* explainErrors(
    file,
    missingColumns(columnNamesFrom(first)).length === 0 ? parseCsv(all) : parseDump(file, all),
  )
}

/** Reads a CSV file that maps handles to Cognito ids. */
export async function* readMapping(file: string, streams: Pick<Streams, 'stdin'>): AsyncGenerator<Row> {
  const { first, all } = await peek(readText(file, streams))
  if (missingColumns(columnNamesFrom(first), requiredMappingColumns).length > 0)
    throw new CommandError(
      `${file} is not a CSV file with a heading that names the columns handle and cognito_user_id`,
    )
  yield* explainErrors(file, parseCsv(all))
}
