import { readdirSync, readFileSync } from 'node:fs'
import { type Line, readLines } from './lines.ts'

const folder = new URL('conversations/', import.meta.url)

const second = 1000
const hour = 3600 * second

export type Conversation = { handles: [string, string]; lines: Line[]; durationMs: number }

/** Reads a file with a title and then the lines of two people, whose handles are the name of the file. */
const readConversation = (file: string): Conversation => {
  const name = file.replace(/\.txt$/, '')
  const [, ...rows] = readFileSync(new URL(file, folder), 'utf8').trim().split('\n')
  const lines = readLines(rows, { name, pauseMs: (byte) => 7 * hour + byte * 120 * second })
  const [handle = '', otherHandle = ''] = name.split('-')
  return { handles: [handle, otherHandle], lines, durationMs: lines.at(-1)?.afterMs ?? 0 }
}

export const readConversations = (): Conversation[] => readdirSync(folder).sort().map(readConversation)
