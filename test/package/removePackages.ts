import { rmSync } from 'node:fs'

export default () => {
  for (const folder of Object.values(JSON.parse(process.env.PACKAGES ?? '{}') as Record<string, string>))
    rmSync(folder, { recursive: true })
}
