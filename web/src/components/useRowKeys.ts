import { type RefObject, useState } from 'react'

type Rows = { uuids: readonly string[]; moves: ReadonlyMap<string, number> }

/**
 * The React keys of the rows. When a row goes to the top, React would move each row that it passes in the document instead, which
 * takes long in a long list. With a new key, it removes one row and inserts one. A row with the focus keeps its key, and so
 * its focus.
 */
export const useRowKeys = (list: RefObject<HTMLElement | null>, uuids: readonly string[]) => {
  const [rows, setRows] = useState<Rows>({ uuids, moves: new Map() })
  const keyOf = (uuid: string): string => `${uuid} ${rows.moves.get(uuid) ?? 0}`
  if (rows.uuids === uuids) return keyOf
  const [first = ''] = uuids
  const from = rows.uuids.indexOf(first)
  const isFocused = list.current?.children[from]?.contains(document.activeElement)
  const { moves } = rows
  setRows({
    uuids,
    moves: from > 0 && !isFocused ? new Map(moves).set(first, (moves.get(first) ?? 0) + 1) : moves,
  })
  return keyOf
}
