import { readFileSync } from 'node:fs'
import { expect, test } from '@jest/globals'
import { parse } from 'yaml'
import { made } from '../steps/conditions.ts'
import { thePackage } from '../steps/packaged.ts'

const read = (file: string) => readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8')
const operations = read('docs/operations.md')
const { params } = parse(read('serverless.yml'), { logLevel: 'silent' }) as {
  params: Record<string, Record<string, unknown>>
}
const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> }

test('every parameter, output and command that docs/operations.md names exists', () => {
  const parametersNamed = [...operations.matchAll(/--param="(\w+)=|^\| `([a-z]\w+(?:Domain|Arn|Id))`/gm)].map(
    ([, typed, inTable]) => typed ?? inTable,
  )
  expect(new Set(parametersNamed).size).toBeGreaterThan(5)
  expect(Object.keys(params.default ?? {})).toEqual(expect.arrayContaining(parametersNamed))

  const [, table = ''] = /\| output .*\n\| -.*\n((?:\|.*\n)+)/.exec(operations) ?? []
  const outputsNamed = table.split('\n').flatMap((row) => [...(row.split('|')[1] ?? '').matchAll(/`(\w+)`/g)])
  expect(outputsNamed.length).toBeGreaterThan(5)
  expect(Object.keys(made(thePackage('prod').template).Outputs)).toEqual(
    expect.arrayContaining(outputsNamed.map(([, name]) => name)),
  )

  const scriptsNamed = [...operations.matchAll(/npm run (?:--silent )?([\w:-]+)/g)].map(([, name]) => name)
  expect(Object.keys(scripts)).toEqual(
    expect.arrayContaining(scriptsNamed.filter((name) => name !== '--silent')),
  )
})

test('the three-line change in docs/operations.md gives the stage a new app client', () => {
  const renamed = (text: string) =>
    text
      .replaceAll(/^ {2}UserPoolClient:$/gm, '  UserPoolClient2:')
      .replaceAll(/!Ref UserPoolClient\b/g, '!Ref UserPoolClient2')
  const files = ['resources/cognito.yml', 'serverless.yml']
  const changed = files.map((file) => {
    const [before, after] = [read(file), renamed(read(file))].map((text) => text.split('\n'))
    return (after ?? []).filter((line, index) => line !== before?.[index]).length
  })
  expect(changed).toEqual([2, 1])
  const anywhere = JSON.stringify(thePackage('prod').template)
  expect(anywhere.match(/"UserPoolClient"/g)?.length).toBe(
    1 + (anywhere.match(/\{"Ref":"UserPoolClient"\}/g)?.length ?? 0),
  )
})
