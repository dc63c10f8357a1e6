import { createHash } from 'node:crypto'
import { v7 as uuidv7 } from 'uuid'

const second = 1000

/** What somebody does to a group: adds a person, or renames it. */
export type Change = { kind: 'adds' | 'renames'; value: string }

/** A file in the folder `pictures`, and what it shows. */
export type LinePicture = { file: string; alt: string }

/** A message, or a change of a group. Its `session` counts the pauses before it. */
export type Line = {
  handle: string
  text: string
  session: number
  afterMs: number
  entropy: Buffer
  /** The message to which it replies. */
  quoted?: Line
  isEdited?: boolean
  picture?: LinePicture
  /** The emoji of people who have reacted, by handle. */
  reactions?: Record<string, string>
  change?: Change
}

/** Bytes that look random and are the same in every run. */
export const entropyOf = (name: string, index: number): Buffer =>
  createHash('sha256').update(`${name} ${index}`).digest()

/** A UUIDv7 that is always the same for the same time. */
export const uuidAt = (msecs: number, entropy: Buffer): string =>
  uuidv7({ msecs, random: entropy.subarray(0, 16), seq: entropy.readUInt32BE(16) >>> 1 })

/** The uuid of a message, always the same for the same start of its conversation. */
export const uuidOf = ({ afterMs, entropy }: Line, startedAt: number): string =>
  uuidAt(startedAt + afterMs, entropy)

const invalid = (row: string) => new Error(`A demo conversation has an invalid line: ${row}`)

/**
 * Adds what a line below a message says about it: `> edited`, `> reaction: handle emoji`, `> replies to: start of a text` or
 * `> picture: file what it shows`.
 */
const describe = (line: Line, row: string, before: Line[]) => {
  const [name, value = ''] = row.slice(2).split(/: (.*)/)
  switch (name) {
    case 'edited':
      line.isEdited = true
      return
    case 'reaction': {
      const [handle = '', emoji = ''] = value.split(' ')
      line.reactions = { ...line.reactions, [handle]: emoji }
      return
    }
    case 'picture': {
      const [file = ''] = value.split(' ', 1)
      line.picture = { file, alt: value.slice(file.length + 1) }
      return
    }
    case 'replies to': {
      const quoted = before.find(({ text }) => text.startsWith(value))
      if (!quoted) break
      line.quoted = quoted
      return
    }
  }
  throw invalid(row)
}

/** Reads `handle: text`, `* handle adds: handle` or `* handle renames: title`. */
const said = (row: string): Pick<Line, 'handle' | 'text' | 'change'> => {
  const [, actor = '', kind, value = ''] = /^\* (\w+) (adds|renames): (.+)$/.exec(row) ?? []
  if (kind) return { handle: actor, text: '', change: { kind: kind as Change['kind'], value } }
  const [handle = ''] = row.split(': ', 1)
  return { handle, text: row.slice(handle.length + 2) }
}

type Pace = {
  /** What the random bytes of the lines depend on. */
  name: string
  /** How long an empty line is, depending on a random byte. */
  pauseMs: (byte: number) => number
  /** When the first line is said. */
  startsAfterMs?: number
}

/**
 * Reads the lines of a conversation, below which lines with `>` can describe a message. An empty line is a pause. The lines of
 * a session are less than three minutes apart.
 */
export const readLines = (rows: string[], { name, pauseMs, startsAfterMs = 0 }: Pace): Line[] => {
  const lines: Line[] = []
  let session = 0
  let afterMs = startsAfterMs
  for (const row of rows) {
    if (row.trim() === '') {
      session += 1
      continue
    }
    const previous = lines.at(-1)
    if (previous && row.startsWith('> ')) {
      describe(previous, row, lines.slice(0, -1))
      continue
    }
    const entropy = entropyOf(name, lines.length)
    const [byte = 0, pauseByte = 0] = entropy
    if (previous) afterMs += previous.session === session ? 20 * second + byte * 500 : pauseMs(pauseByte)
    lines.push({ ...said(row), session, afterMs, entropy })
  }
  return lines
}
