import { isPlace, timeOf } from '../../src/domain/place.ts'
import { describe, type Item, scanPages } from '../../src/repository/admin/scan.ts'
import { type Command, numberOf, type Streams } from '../command.ts'
import { startMeter } from '../meter.ts'
import { targetOptions, useTarget } from '../target.ts'
import { column, cut, json, localTime, onOneLine, styled } from '../text.ts'

const narrow = 90

const readable = (item: Item, screen: Streams['stdout']): string => {
  const widths = { entity: 10, who: (screen.columns ?? narrow) < narrow ? 14 : 28, when: 16 }
  const { entity, who, at, what } = describe(item)
  const when = at === undefined || !isPlace(at) ? '' : localTime(timeOf(at))
  const columns = [
    styled('bold', entity.padEnd(widths.entity), screen),
    column(onOneLine(who), widths.who, screen),
    styled('dim', when.padEnd(widths.when), screen),
  ]
  const taken = widths.entity + widths.who + widths.when + 3 * 2
  return `${columns.join('  ')}  ${cut(onOneLine(what), taken, screen.columns)}`
}

export const scan: Command = {
  summary: 'print every item of the table: what it is, of whom, of when, and what it says',
  usage: '[--json] [--limit <n>] [--stage <stage>]',
  example: 'npm run ddb:scan -- --limit 10',
  notes: '--json prints one item a line, as the table holds it.',
  options: { ...targetOptions, json: { type: 'boolean' }, limit: { type: 'string' } },
  run: async (values, _, { printAll, say, streams }) => {
    const limit = numberOf('limit', values.limit)
    const { tableName } = await useTarget(values)
    const cost = startMeter()
    let count = 0
    const lines = async function* () {
      for await (const items of scanPages(limit === undefined ? {} : { limit })) {
        count += items.length
        yield* items.map((item) => (values.json ? json(item) : readable(item, streams.stdout)))
      }
    }
    await printAll(lines())
    say(`\n${count.toLocaleString('en')} items of ${tableName}. ${cost().join('\n')}`)
  },
}
