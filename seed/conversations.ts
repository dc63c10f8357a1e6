import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { v7 as uuidv7 } from 'uuid'

const folder = new URL('conversations/', import.meta.url)

const second = 1000
const hour = 3600 * second

/** A message of a demo conversation. Its `session` counts the pauses of several hours before it. */
export type Line = {
  handle: string
  text: string
  session: number
  afterMs: number
  entropy: Buffer
  /** The message to which it replies. */
  quoted?: Line
  isEdited?: boolean
  /** The emoji of people who have reacted, by handle. */
  reactions?: Record<string, string>
}
export type Conversation = { handles: [string, string]; lines: Line[]; durationMs: number }

/** Bytes that look random and are the same in every run. */
const entropyOf = (name: string, index: number): Buffer =>
  createHash('sha256').update(`${name} ${index}`).digest()

/** Adds what a line below a message says about it: `> edited`, `> reaction: handle emoji` or `> replies to: start of a text`. */
const describe = (line: Line, [name, value = '']: string[], before: Line[]) => {
  switch (name) {
    case 'edited':
      line.isEdited = true
      return
    case 'reaction': {
      const [handle = '', emoji = ''] = value.split(' ')
      line.reactions = { ...line.reactions, [handle]: emoji }
      return
    }
    case 'replies to': {
      const quoted = before.find(({ text }) => text.startsWith(value))
      if (!quoted) break
      line.quoted = quoted
      return
    }
  }
  throw new Error(`A demo conversation has an invalid line: > ${name}: ${value}`)
}

/**
 * Reads a file with a title, and then a line `handle: text` for each message, below which lines with `>` can describe it.
 * An empty line is a pause of several hours.
 */
const readConversation = (file: string): Conversation => {
  const name = file.replace(/\.txt$/, '')
  const [, ...rows] = readFileSync(new URL(file, folder), 'utf8').trim().split('\n')
  const lines: Line[] = []
  let session = 0
  let afterMs = 0
  for (const row of rows) {
    if (row.trim() === '') {
      session += 1
      continue
    }
    const previous = lines.at(-1)
    if (previous && row.startsWith('> ')) {
      describe(previous, row.slice(2).split(': '), lines.slice(0, -1))
      continue
    }
    const entropy = entropyOf(name, lines.length)
    if (previous)
      afterMs +=
        previous.session === session
          ? 20 * second + (entropy[0] ?? 0) * 500
          : 7 * hour + (entropy[1] ?? 0) * 120 * second
    const [handle = ''] = row.split(': ', 1)
    lines.push({ handle, text: row.slice(handle.length + 2), session, afterMs, entropy })
  }
  const [handle = '', otherHandle = ''] = name.split('-')
  return { handles: [handle, otherHandle], lines, durationMs: afterMs }
}

export const readConversations = (): Conversation[] => readdirSync(folder).sort().map(readConversation)

/** The uuid of a message, always the same for the same start of its conversation. */
export const uuidOf = ({ afterMs, entropy }: Line, startedAt: number): string =>
  uuidv7({ msecs: startedAt + afterMs, random: entropy.subarray(0, 16), seq: entropy.readUInt32BE(16) >>> 1 })
