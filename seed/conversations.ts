import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { v7 as uuidv7 } from 'uuid'

const folder = new URL('conversations/', import.meta.url)

const second = 1000
const hour = 3600 * second

export type Line = { handle: string; text: string; sitting: number; afterMs: number; dice: Buffer }
export type Conversation = { handles: [string, string]; lines: Line[]; lastsMs: number }

const diceOf = (name: string, index: number): Buffer =>
  createHash('sha256').update(`${name} ${index}`).digest()

/** A file of lines `handle: text`, with an empty line where the two came back some hours later. */
const readConversation = (file: string): Conversation => {
  const name = file.replace(/\.txt$/, '')
  const [, ...rows] = readFileSync(new URL(file, folder), 'utf8').trim().split('\n') // the first says what it is about
  const lines: Line[] = []
  let sitting = 0
  let afterMs = 0
  for (const row of rows) {
    if (row.trim() === '') {
      sitting += 1
      continue
    }
    const dice = diceOf(name, lines.length)
    const before = lines.at(-1)
    if (before)
      afterMs +=
        before.sitting === sitting
          ? 20 * second + (dice[0] ?? 0) * 500
          : 7 * hour + (dice[1] ?? 0) * 120 * second
    const [handle = ''] = row.split(': ', 1)
    lines.push({ handle, text: row.slice(handle.length + 2), sitting, afterMs, dice })
  }
  const [one = '', other = ''] = name.split('-')
  return { handles: [one, other], lines, lastsMs: afterMs }
}

export const readConversations = (): Conversation[] => readdirSync(folder).sort().map(readConversation)

/** The uuid that a line has when its conversation began at some time: always the same. */
export const uuidOf = ({ afterMs, dice }: Line, beganAt: number): string =>
  uuidv7({ msecs: beganAt + afterMs, random: dice.subarray(0, 16), seq: dice.readUInt32BE(16) >>> 1 })
