import type { Argument, Command, Option } from './command.ts'

export const argumentUsage = ({ name, isOptional }: Argument) => (isOptional ? `[<${name}>]` : `<${name}>`)

export const optionUsage = (name: string, { value }: Option) => (value ? `--${name} <${value}>` : `--${name}`)

const usageOf = (name: string, { arguments: args = [], options = {} }: Command) => {
  const required = Object.entries(options).filter(([, { isRequired }]) => isRequired)
  const parts = [
    ...args.map(argumentUsage),
    ...required.map((entry) => optionUsage(...entry)),
    ...(Object.keys(options).length > required.length ? ['[options]'] : []),
  ]
  return ['npm run', name, ...(parts.length > 0 ? ['--', ...parts] : [])].join(' ')
}

const section = (title: string, rows: [string, string][]) => {
  if (rows.length === 0) return []
  const width = Math.max(...rows.map(([term]) => term.length))
  return ['', `${title}:`, ...rows.map(([term, text]) => `  ${term.padEnd(width)}  ${text}`)]
}

/** The help of a command, as --help prints it. */
export const helpOf = (name: string, command: Command): string => {
  const { summary, arguments: args = [], options = {}, notes, example } = command
  return [
    `${summary}.`,
    '',
    `Usage: ${usageOf(name, command)}`,
    ...section(
      'Arguments',
      args.map((argument) => [argumentUsage(argument), argument.description]),
    ),
    ...section('Options', [
      ...Object.entries(options).map(([option, declared]): [string, string] => [
        optionUsage(option, declared),
        declared.description,
      ]),
      ['-h, --help', 'Show this help'],
    ]),
    ...(notes ? ['', notes] : []),
    '',
    'Example:',
    `  ${example}`,
  ].join('\n')
}
