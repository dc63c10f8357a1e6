import { hash } from 'node:crypto'
import type { Engine } from './engine.ts'
import { type Footprint, isIn } from './footprint.ts'
import type { Json } from './scenario.ts'

/*
 * The table of one schedule. The engine runs a command only if no earlier schedule has run it on the same items: from then
 * on, its answer and its writes are known.
 */

export const keyOf = ({ pk, sk }: Json): string => `${pk.S} ${sk.S}`

type Items = Map<string, Json>
type Answer = { status: number; body: string; writes: [key: string, after: Json | null][] }
type RecentWrite = { key: string; before: Json | undefined; at: number }

/** Attributes have no order. */
const inOrder = (value: Json): Json => {
  if (Array.isArray(value)) return value.map(inOrder)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.keys(value)
      .sort()
      .map((name) => [name, inOrder(value[name])]),
  )
}

/** How long an eventually consistent read can lag behind. The code counts on 5 s (src/repository/history.ts). */
const maxLagMs = 1000

type Details = {
  /** Of a transaction: sent again with the same token, it succeeds again and changes nothing. */
  token?: string | undefined
  missed?: RecentWrite | undefined
}

type Options = {
  engine: Engine
  withoutNames: (text: string) => string
  withNames: (text: string) => string
  now: () => number
  onWrite: (before: Json | undefined, after: Json | undefined) => void
  /** A command has written all that it writes. */
  onCommit: () => void
}

export const createTable = ({ engine, withoutNames, withNames, now, onWrite, onCommit }: Options) => {
  const { answers } = engine
  const items: Items = new Map()
  const inEngine: Items = new Map()
  const texts = new WeakMap<Json, string>()
  const committed = new Map<string, Answer>()
  let recent: RecentWrite[] = []
  let last: Promise<unknown> = Promise.resolve()

  const textOf = (item: Json): string => {
    const text = texts.get(item) ?? withoutNames(JSON.stringify(item))
    texts.set(item, text)
    return text
  }

  const textOfAll = (all: Items): string => [...all.values()].map(textOf).sort().join('\n')

  const setIn = (all: Items, key: string, item: Json | undefined) =>
    item ? all.set(key, item) : all.delete(key)

  /** Gives the engine these items, as far as it has others. */
  const prepareEngine = async (all: Items) => {
    const changed = [...new Set([...all.keys(), ...inEngine.keys()])].filter(
      (key) => all.get(key) !== inEngine.get(key),
    )
    for (let from = 0; from < changed.length; from += 25) {
      const requests = changed.slice(from, from + 25).map((key) => {
        const item = all.get(key)
        const { pk, sk } = (item ?? inEngine.get(key)) as Json
        setIn(inEngine, key, item)
        return item ? { PutRequest: { Item: item } } : { DeleteRequest: { Key: { pk, sk } } }
      })
      await engine.ask('BatchWriteItem', { RequestItems: { [engine.tableName]: requests } })
    }
  }

  const itemInEngine = async (key: string): Promise<Json | null> => {
    const at = key.indexOf(' ')
    const Key = { pk: { S: key.slice(0, at) }, sk: { S: key.slice(at + 1) } }
    const { Item } = await engine.ask('GetItem', { TableName: engine.tableName, Key, ConsistentRead: true })
    return Item ? inOrder(Item) : null
  }

  const askEngine = async (operation: string, input: Json, keys: string[]): Promise<Answer> => {
    const { status, body } = await engine.send(`DynamoDB_20120810.${operation}`, JSON.stringify(input))
    const writes: Answer['writes'] = []
    for (const key of status === 200 ? keys : []) {
      const after = await itemInEngine(key)
      setIn(inEngine, key, after ?? undefined)
      writes.push([key, after])
    }
    return { status, body: body.toString(), writes }
  }

  const run = async (operation: string, input: Json, { writes }: Footprint, all: Items) => {
    const question = `${withoutNames(`${operation} ${JSON.stringify(input)}`)}\n${textOfAll(all)}`
    const id = hash('sha1', question)
    const known = answers.get(id)
    if (known) return JSON.parse(withNames(known)) as Answer
    await prepareEngine(all)
    const keys = writes.map(({ pk, from }) => `${pk} ${from}`)
    const answer = await askEngine(operation, input, keys)
    answers.set(id, withoutNames(JSON.stringify(answer)))
    return answer
  }

  const note = (key: string, after: Json | undefined) => {
    const before = items.get(key)
    setIn(items, key, after)
    recent = recent.filter((one) => one.key !== key)
    recent.push({ key, before, at: now() })
    if (before || after) onWrite(before, after)
  }

  /** The last writes that an eventually consistent read can miss, newest first. */
  const missable = ({ reads }: Footprint): RecentWrite[] =>
    recent
      .filter(({ key, at }) => now() - at <= maxLagMs && reads.some((region) => isIn(region, key)))
      .reverse()

  return {
    items,
    load: (all: Json[]) => {
      for (const item of all) items.set(keyOf(item), inOrder(item))
    },
    text: () => textOfAll(items),
    recentText: () =>
      JSON.stringify(
        recent
          .filter(({ at }) => now() - at <= maxLagMs)
          .map(({ key, before, at }) => [withoutNames(key), before ? textOf(before) : '', at]),
      ),
    missable,
    /** Runs a command, on the state before the last write of an item if it misses that. */
    send: (operation: string, input: Json, footprint: Footprint, { token, missed }: Details) => {
      const answer = last.then(async () => {
        const all = missed ? new Map(items) : items
        if (missed) setIn(all, missed.key, missed.before)
        const repeated = committed.get(token ?? '')
        const { status, body, writes } = repeated ?? (await run(operation, input, footprint, all))
        for (const [key, after] of repeated ? [] : writes) note(key, after ?? undefined)
        if (!repeated && writes.length > 0) onCommit()
        if (token && status === 200) committed.set(token, { status, body, writes })
        return { statusCode: status, headers: {}, body: Buffer.from(body) }
      })
      last = answer.catch(() => {})
      return answer
    },
  }
}

export type Table = ReturnType<typeof createTable>
