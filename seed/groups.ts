import { readdirSync, readFileSync } from 'node:fs'
import { entropyOf, type Line, readLines, uuidAt } from './lines.ts'

const folder = new URL('groups/', import.meta.url)

const minute = 60_000

/** A demo group as its creator, the first of the members, has created it, and what happened then. */
export type Group = {
  uuid: string
  title: string
  handles: string[]
  lines: Line[]
  /** Everybody who is or becomes a member. */
  everybody: string[]
  durationMs: number
}

// Any time: the uuid of a group says nothing about when it began.
const uuidTime = Date.UTC(2026, 0, 1)

const headerOf = (row = ''): string => row.slice(row.indexOf(': ') + 2)

/** Reads a file with a comment, `title: …`, `members: …` and then the lines. */
const readGroup = (file: string): Group => {
  const name = file.replace(/\.txt$/, '')
  const [, title, members, ...rows] = readFileSync(new URL(file, folder), 'utf8').trim().split('\n')
  const pauseMs = (byte: number) => 30 * minute + byte * 5000
  const lines = readLines(rows, { name, pauseMs, startsAfterMs: minute })
  const handles = headerOf(members).split(', ')
  const added = lines.flatMap(({ change }) => (change?.kind === 'adds' ? [change.value] : []))
  return {
    uuid: uuidAt(uuidTime, entropyOf(name, -1)),
    title: headerOf(title),
    handles,
    lines,
    everybody: [...handles, ...added],
    durationMs: lines.at(-1)?.afterMs ?? 0,
  }
}

export const readGroups = (): Group[] => readdirSync(folder).sort().map(readGroup)
