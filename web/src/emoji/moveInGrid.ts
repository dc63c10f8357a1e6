/** Groups of these sizes below each other, each in rows of that many columns. */
type Grid = { sizes: number[]; columns: number }

/** A group, and a place in it. */
export type GridPlace = { group: number; index: number }

const moveInRows = ({ sizes, columns }: Grid, { group, index }: GridPlace, isDown: boolean): GridPlace => {
  const column = index % columns
  const size = sizes[group] ?? 0
  const lastRow = (count: number) => Math.floor((count - 1) / columns)
  const row = Math.floor(index / columns) + (isDown ? 1 : -1)
  if (row >= 0 && row <= lastRow(size)) return { group, index: Math.min(row * columns + column, size - 1) }
  const neighbour = group + (isDown ? 1 : -1)
  const other = sizes[neighbour]
  if (other === undefined) return { group, index }
  const start = isDown ? 0 : lastRow(other) * columns
  return { group: neighbour, index: Math.min(start + column, other - 1) }
}

const moveInOrder = ({ sizes }: Grid, { group, index }: GridPlace, step: number): GridPlace => {
  const next = index + step
  if (next >= 0 && next < (sizes[group] ?? 0)) return { group, index: next }
  const other = sizes[group + step]
  if (other === undefined) return { group, index }
  return { group: group + step, index: step > 0 ? 0 : other - 1 }
}

/** Where a key moves the focus to. Undefined: the key is none of the grid's. Groups are not empty. */
export const moveInGrid = (grid: Grid, place: GridPlace, key: string): GridPlace | undefined => {
  const { sizes } = grid
  if (key === 'ArrowRight') return moveInOrder(grid, place, 1)
  if (key === 'ArrowLeft') return moveInOrder(grid, place, -1)
  if (key === 'ArrowDown') return moveInRows(grid, place, true)
  if (key === 'ArrowUp') return moveInRows(grid, place, false)
  if (key === 'Home') return { group: 0, index: 0 }
  if (key === 'End') return { group: sizes.length - 1, index: (sizes.at(-1) ?? 1) - 1 }
  return undefined
}
