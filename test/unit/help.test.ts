import { expect, test } from '@jest/globals'
import { helpOf } from '../../bin/help.ts'

const run = async () => {}

test('the help of a command lists its declared arguments and options, the required ones in the usage', () => {
  const help = helpOf('cats:feed', {
    summary: 'Feed a cat',
    arguments: [
      { name: 'cat', description: 'The cat' },
      { name: 'other cat', description: 'Another cat', isOptional: true },
    ],
    options: {
      food: { value: 'name', description: 'What the cat gets', isRequired: true },
      quietly: { description: 'Do not wake the others' },
    },
    notes: 'A cat can refuse.',
    example: 'npm run cats:feed -- Garfield --food lasagne',
    run,
  })
  expect(help).toBe(`Feed a cat.

Usage: npm run cats:feed -- <cat> [<other cat>] --food <name> [options]

Arguments:
  <cat>          The cat
  [<other cat>]  Another cat

Options:
  --food <name>  What the cat gets
  --quietly      Do not wake the others
  -h, --help     Show this help

A cat can refuse.

Example:
  npm run cats:feed -- Garfield --food lasagne`)
})

test('a command without arguments and options has a usage without any', () => {
  expect(
    helpOf('cats:count', { summary: 'Count the cats', example: 'npm run cats:count', run }),
  ).toBe(`Count the cats.

Usage: npm run cats:count

Options:
  -h, --help  Show this help

Example:
  npm run cats:count`)
})
