import { costLines, type Line, namesIn, type Series, timeLines } from './growth.ts'

/*
 * Draws how calls grow with the data, as an SVG for light and dark pages. Each series has two panels: the cost of a call,
 * and its time.
 */

const page = { width: 1120, height: 700, margin: 28, head: 74 }
const panel = { width: 520, height: 280, left: 44, right: 158, top: 52, bottom: 40, gap: 24 }
const plot = {
  width: panel.width - panel.left - panel.right,
  height: panel.height - panel.top - panel.bottom,
}

const light = ['#6a3fc4', '#0f7b8a', '#b4590c', '#2c7a4b', '#b3266a', '#566270']
const dark = ['#b79dff', '#4cc3d1', '#f0a35e', '#7fd6a0', '#f58ac0', '#aab4c0']

const coloursIn = (colours: string[]) =>
  colours.map((colour, index) => `.c${index}{stroke:${colour};fill:${colour}}`).join('')

const style = `
svg{font:12px system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}
.card{fill:#fbfaf8;stroke:#dfdbd3}.line{stroke:#e5e1da}.axis{stroke:#8b8598}
text{fill:#221d2b;stroke:none}.quiet{fill:#645d70}.title{font-weight:600;font-size:14px}.main{font-weight:600;font-size:20px}
polyline{stroke-width:2;stroke-linejoin:round}.lead{stroke-width:1;opacity:.5}
${coloursIn(light)}
@media (prefers-color-scheme:dark){
.card{fill:#16141c;stroke:#322e3e}.line{stroke:#2a2635}.axis{stroke:#7d768c}text{fill:#edeaf3}.quiet{fill:#a9a2b8}
${coloursIn(dark)}
}`

const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')

const text = (x: number, y: number, content: string, attributes = '') =>
  `<text x="${x.toFixed(1)}" y="${y.toFixed(1)}" ${attributes}>${escaped(content)}</text>`

const short = (size: number) => (size >= 1e6 ? `${size / 1e6} million` : size.toLocaleString('en'))

const niceSteps = [0.5, 1, 2, 5, 10, 20, 50]

const stepFor = (max: number) => niceSteps.find((step) => max / step <= 4) ?? max / 4

const lineHeight = 15

/** Moves the labels at the ends of the lines apart, so that none overlaps another. */
const spread = (wanted: number[], lowest: number): number[] => {
  const order = wanted.map((y, index) => ({ y, index })).sort((a, b) => a.y - b.y)
  for (const [position, label] of order.entries())
    label.y = Math.max(label.y, (order[position - 1]?.y ?? Number.NEGATIVE_INFINITY) + lineHeight)
  let floor = lowest
  for (const label of order.toReversed()) {
    label.y = Math.min(label.y, floor)
    floor = label.y - lineHeight
  }
  return order.toSorted((a, b) => a.index - b.index).map(({ y }) => y)
}

/** Assigns colours: a name has the same colour in all panels, and no two names of a panel share one. */
const coloursFor = (all: Series[]): Map<string, number> => {
  const colours = new Map<string, number>()
  for (const series of all) {
    const names = namesIn(series)
    const isFree = (colour: number) => !names.some((name) => colours.get(name) === colour)
    for (const name of names)
      if (!colours.has(name))
        colours.set(
          name,
          Math.max(
            0,
            light.findIndex((_, colour) => isFree(colour)),
          ),
        )
  }
  return colours
}

type Panel = { lines: Line[]; title: string; unit: string; of: string }

const draw = ({ lines, title, unit, of }: Panel, colours: Map<string, number>): string => {
  const sizes = [...new Set(lines.flatMap(({ values }) => values.map(({ size }) => size)))].sort(
    (a, b) => a - b,
  )
  const max = Math.max(...lines.flatMap(({ values }) => values.map(({ value }) => value)))
  const step = stepFor(max)
  const top = Math.ceil((max * 1.05) / step) * step
  const [smallest = 1, largest = 1] = [sizes[0], sizes.at(-1)]
  const x = (size: number) =>
    panel.left + (plot.width * Math.log(size / smallest)) / Math.log(largest / smallest)
  const y = (value: number) => panel.top + plot.height * (1 - value / top)

  const grid = Array.from({ length: Math.round(top / step) + 1 }, (_, index) => {
    const at = y(index * step)
    const line = `<line class="${index ? 'line' : 'axis'}" x1="${panel.left}" x2="${panel.left + plot.width}" y1="${at.toFixed(1)}" y2="${at.toFixed(1)}"/>`
    return line + text(panel.left - 8, at + 4, String(index * step), 'class="quiet" text-anchor="end"')
  })
  const below = panel.top + plot.height
  const ticks = sizes.map((size) =>
    text(x(size), below + 18, short(size), 'class="quiet" text-anchor="middle"'),
  )
  const ends = lines.map(({ values }) => y(values.at(-1)?.value ?? 0))
  const names = spread(ends, below)
  const curves = lines.map(({ name, values }, index) => {
    const points = values.map(({ size, value }) =>
      [x(size), y(value)].map((coordinate) => coordinate.toFixed(1)),
    )
    const dots = points.map(([cx, cy]) => `<circle cx="${cx}" cy="${cy}" r="3"/>`).join('')
    const [from, to] = [panel.left + plot.width + 6, panel.left + plot.width + 22]
    const at = names[index] ?? 0
    const lead = `<line class="lead" x1="${from}" y1="${ends[index]?.toFixed(1)}" x2="${to}" y2="${at.toFixed(1)}"/>`
    const curve = `<polyline style="fill:none" points="${points.map((point) => point.join(',')).join(' ')}"/>`
    return `<g class="c${colours.get(name)}">${curve}${dots}${lead}${text(to + 5, at + 4, name, `style="fill:inherit"`)}</g>`
  })
  const foot = text(panel.left + plot.width / 2, below + 36, of, 'class="quiet" text-anchor="middle"')
  const heading = text(panel.left, 18, title, 'class="title"') + text(panel.left, 36, unit, 'class="quiet"')
  return [heading, ...grid, ...ticks, foot, ...curves].join('\n')
}

/** Two panels for each series, one below the other. */
export const growthChart = (all: Series[]): string => {
  const colours = coloursFor(all)
  const place = (column: number, row: number, content: Panel) =>
    `<g transform="translate(${page.margin + column * (panel.width + panel.gap)} ${page.head + row * (panel.height + panel.gap)})">\n${draw(content, colours)}\n</g>`
  const costs = { title: 'Cost of a call', unit: 'write units; five read units count as one' }
  const times = { title: 'Time of a call', unit: 'relative to a user look-up' }
  const panels = all.flatMap((series, column) => [
    place(column, 0, { ...costs, of: series.of, lines: costLines(series) }),
    place(column, 1, { ...times, of: series.of, lines: timeLines(series) }),
  ])
  const { width, height, margin } = page
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="Cost and time of calls as conversations and inboxes grow: level lines">
<style>${style}</style>
<rect class="card" x=".5" y=".5" width="${width - 1}" height="${height - 1}" rx="12"/>
${text(margin + panel.left, 44, 'Growth', 'class="main"')}
${panels.join('\n')}
</svg>
`
}
