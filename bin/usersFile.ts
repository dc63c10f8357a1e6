import { createReadStream } from 'node:fs'
import { Readable } from 'node:stream'
import { CsvError, parse } from 'csv-parse'
import { CommandError, type Streams } from './command.ts'

/** A row of the original application's table of users; without columns, where there are more or fewer than there should be. */
export type Row = { line: number; columns?: Record<string, string | undefined> }

const neededOfUsers = ['uuid', 'handle']
const neededOfMapping = ['handle', 'cognito_user_id']

const nameIn = (text: string) =>
  text
    .replace(/^\ufeff/, '')
    .trim()
    .replaceAll('"', '')
    .toLowerCase()
const namesIn = (text: string) => text.split(',').map(nameIn)
const lackingIn = (names: string[], needed = neededOfUsers) => needed.filter((name) => !names.includes(name))

const rowOf = (line: number, names: string[], fields: (string | undefined)[]): Row =>
  fields.length === names.length
    ? { line, columns: Object.fromEntries(names.map((name, index) => [name, fields[index]])) }
    : { line }

// A file from Windows ends its lines in two characters, within a field as well.
const withOneEnd = (field: string) => field.replaceAll('\r\n', '\n')

async function* fromCsv(chunks: AsyncIterable<string>): AsyncGenerator<Row> {
  const options = { info: true, trim: true, skip_empty_lines: true, relax_column_count: true }
  const parser = Readable.from(chunks).pipe(parse(options))
  let names: string[] | undefined
  for await (const { record, info } of parser) {
    if (names) yield rowOf(info.lines, names, record.map(withOneEnd))
    else names = record.map(nameIn)
  }
}

const escapes: Record<string, string> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v' }

/** A field as PostgreSQL's COPY writes it. */
const fieldOf = (text: string): string | undefined =>
  text === '\\N' ? undefined : text.replace(/\\(.)/gs, (_, one: string) => escapes[one] ?? one)

// Node's own reader of lines takes more for an end of line than PostgreSQL does.
async function* linesOf(chunks: AsyncIterable<string>): AsyncGenerator<string> {
  let rest = ''
  for await (const chunk of chunks) {
    const lines = (rest + chunk).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) yield line.replace(/\r$/, '')
  }
  if (rest) yield rest
}

const copyOf = /^COPY (?:\S+\.)?"?users"? \(([^)]*)\) FROM stdin/i

async function* fromDump(file: string, chunks: AsyncIterable<string>): AsyncGenerator<Row> {
  let names: string[] | undefined
  let lacking: string[] = []
  let line = 0
  for await (const text of linesOf(chunks)) {
    line += 1
    if (names) {
      if (text === '\\.') return
      yield rowOf(line, names, text.split('\t').map(fieldOf))
      continue
    }
    const copied = copyOf.exec(text)?.[1]
    if (copied === undefined) continue
    lacking = lackingIn(namesIn(copied))
    if (lacking.length === 0) names = namesIn(copied) // users of another kind have other columns: on to the next
  }
  if (names) throw new CommandError(`${file} ends in the midst of its users. Is it whole?`)
  if (lacking.length > 0) throw new CommandError(`${file}: its users have no ${lacking.join(' and no ')}.`)
  throw new CommandError(
    `${file} is neither a CSV file whose first line names the columns (uuid, display_name, handle, email, cognito_user_id), nor a dump of pg_dump with a table users in it.`,
  )
}

async function* read(file: string, streams: Pick<Streams, 'stdin'>): AsyncGenerator<string> {
  const input = file === '-' ? streams.stdin : createReadStream(file)
  try {
    yield* input.setEncoding('utf8')
  } catch (error) {
    throw new CommandError(`${file} cannot be read: ${(error as Error).message}`)
  }
}

/** The first line of what comes, and all of it, that line included. */
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

/** The rows of a file, whose faults as a CSV file are said in a sentence. */
async function* rowsOf(file: string, rows: AsyncIterable<Row>): AsyncGenerator<Row> {
  try {
    yield* rows
  } catch (error) {
    throw error instanceof CsvError ? new CommandError(`${file} is no CSV: ${error.message}`) : error
  }
}

/** The users of a CSV file with a heading, or of a dump that pg_dump has written. One row after the other, however many. */
export async function* readUsers(file: string, streams: Pick<Streams, 'stdin'>): AsyncGenerator<Row> {
  const { first, all } = await peek(read(file, streams))
  yield* rowsOf(file, lackingIn(namesIn(first)).length === 0 ? fromCsv(all) : fromDump(file, all))
}

/** The rows of a CSV file that says which Cognito id belongs to which handle. */
export async function* readMapping(file: string, streams: Pick<Streams, 'stdin'>): AsyncGenerator<Row> {
  const { first, all } = await peek(read(file, streams))
  if (lackingIn(namesIn(first), neededOfMapping).length > 0)
    throw new CommandError(
      `${file} is not a CSV file whose first line names the columns handle and cognito_user_id.`,
    )
  yield* rowsOf(file, fromCsv(all))
}
