import { isPlace, timeOf } from '../../src/domain/place.ts'
import { type Item, scanPages } from '../../src/repository/admin/scan.ts'
import { type Command, positiveIntegerFrom, type Streams } from '../command.ts'
import { describeItem } from '../describeItem.ts'
import { startReadCost } from '../readCost.ts'
import { targetOptions, useTarget } from '../target.ts'
import { column, cut, json, localTime, onOneLine, styled } from '../terminalText.ts'

const narrowColumns = 90

const readable = (item: Item, screen: Streams['stdout']): string => {
  const isNarrow = (screen.columns ?? narrowColumns) < narrowColumns
  const widths = { entity: 10, who: isNarrow ? 14 : 28, when: 16 }
  const { entity, who, place, what } = describeItem(item)
  const when = place === undefined || !isPlace(place) ? '' : localTime(timeOf(place))
  const columns = [
    styled('bold', entity.padEnd(widths.entity), screen),
    column(onOneLine(who), widths.who, screen),
    styled('dim', when.padEnd(widths.when), screen),
  ]
  const usedColumns = widths.entity + widths.who + widths.when + 3 * 2
  return `${columns.join('  ')}  ${cut(onOneLine(what), usedColumns, screen.columns)}`
}

export const scan: Command = {
  summary: 'Print every item of the table, and what reading it cost',
  options: {
    limit: { value: 'number', description: 'At most this many items' },
    json: { description: 'Print JSON, one item per line, as the table stores it' },
    ...targetOptions,
  },
  example: 'npm run ddb:scan -- --limit 10',
  run: async (values, _, { streamToStdout, writeStderr, streams }) => {
    const limit = positiveIntegerFrom('limit', values.limit)
    const { tableName } = await useTarget(values)
    const describeCost = startReadCost()
    let count = 0
    const lines = async function* () {
      for await (const items of scanPages(limit === undefined ? {} : { limit })) {
        count += items.length
        yield* items.map((item) => (values.json ? json(item) : readable(item, streams.stdout)))
      }
    }
    await streamToStdout(lines())
    writeStderr(`\n${count.toLocaleString('en')} items of ${tableName}. ${describeCost()}`)
  },
}
