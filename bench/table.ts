/** `digits` are the decimals of a column of numbers; a column without is text. */
export type Column = { heading: string; digits?: number }
export type Cell = string | number | null
export type Table = { title: string; columns: Column[]; rows: Cell[][]; notes?: string[] }

const shownCell = (cell: Cell | undefined, { digits = 0 }: Column): string => {
  if (cell === null || cell === undefined) return '–'
  if (typeof cell === 'string') return cell
  return cell.toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits })
}

const isNumeric = ({ digits }: Column): boolean => digits !== undefined

const shownRows = ({ columns, rows }: Table): string[][] =>
  rows.map((row) => columns.map((column, index) => shownCell(row[index], column)))

/** Formats a table for a terminal. */
export const textOf = (table: Table): string => {
  const { title, columns, notes = [] } = table
  const rows = shownRows(table)
  const headings = columns.map(({ heading }) => heading)
  const widths = columns.map((_, index) =>
    Math.max(...[headings, ...rows].map((row) => row[index]?.length ?? 0)),
  )
  const line = (cells: string[]) =>
    cells
      .map((cell, index) => {
        const width = widths[index] ?? 0
        return isNumeric(columns[index] as Column) ? cell.padStart(width) : cell.padEnd(width)
      })
      .join('  ')
      .trimEnd()
  const rule = widths.map((width) => '─'.repeat(width)).join('──')
  return [title, '', line(headings), rule, ...rows.map(line), ...notes.map((note) => `  ${note}`), ''].join(
    '\n',
  )
}

const inMarkdown = (cells: string[]) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`

/** Formats a table as Markdown. */
export const markdownOf = (table: Table): string => {
  const { title, columns, notes = [] } = table
  return [
    `**${title}**`,
    '',
    inMarkdown(columns.map(({ heading }) => heading)),
    inMarkdown(columns.map((column) => (isNumeric(column) ? '---:' : '---'))),
    ...shownRows(table).map(inMarkdown),
    '',
    ...notes.flatMap((note) => [note, '']),
  ].join('\n')
}

/** A table for JSON output. */
export const plainOf = ({ title, columns, rows, notes = [] }: Table) => ({
  title,
  columns: columns.map(({ heading }) => heading),
  rows,
  notes,
})
