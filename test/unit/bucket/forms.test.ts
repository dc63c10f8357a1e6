import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import { readForm } from '../../../local/bucket/form.ts'
import { boundary, end, filePart, multipart, part } from '../../steps/multipart.ts'

test('a file is read whole, wherever its chunks end and whatever it contains', async () => {
  const piece = fc.constantFrom(
    '\r',
    '\n',
    '--',
    boundary,
    `\r\n--${boundary.slice(0, -1)}`,
    'x',
    '\u0000',
    'é',
  )
  const file = fc.array(piece).map((pieces) => pieces.join(''))
  const isPlain = (text: string) => !`\r\n${text}\r\n`.includes(`\r\n--${boundary}`)
  await fc.assert(
    fc.asyncProperty(
      file.filter(isPlain),
      fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1 }),
      async (content, sizes) => {
        const body = Buffer.from(`${part('Key', 'a\r\nb')}${filePart(content)}${end}`)
        async function* split(): AsyncGenerator<Buffer> {
          for (let start = 0, index = 0; start < body.length; index += 1) {
            const size = sizes[index % sizes.length] ?? 1
            yield body.subarray(start, start + size)
            start += size
          }
        }
        const form = await readForm(multipart, split())
        const chunks: Buffer[] = []
        for await (const chunk of form.file) chunks.push(chunk)
        expect([[...form.fields], Buffer.concat(chunks).toString()]).toEqual([[['key', 'a\r\nb']], content])
      },
    ),
    { numRuns: 300 },
  )
})
