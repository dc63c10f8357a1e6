import { startEnvironment } from '../environment.ts'
import type { Part } from '../part.ts'
import { measurePictureBundles } from '../pictureBundles.ts'
import { measurePictureCosts } from '../pictureCosts.ts'
import { measurePictureDesigns } from '../pictureDesigns.ts'
import { measureSigning } from '../pictureSigning.ts'

const text = 'a'.repeat(170)
const rounds = { usual: 10, full: 20 }

export const pictures: Part = {
  title: 'Pictures',
  run: async ({ isFull, say }) => {
    const environment = await startEnvironment()
    say('what is done with pictures')
    const costs = await measurePictureCosts(text)
    say('other ways to send')
    const designs = await measurePictureDesigns(text)
    say('signing')
    const signing = measureSigning()
    await environment.end()
    say('bundles')
    const bundles = await measurePictureBundles(isFull ? rounds.full : rounds.usual)
    return { tables: [costs, designs.table, signing, bundles], findings: designs.findings }
  },
}
