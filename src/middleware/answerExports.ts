import { signRead } from '../attachments/bucket.ts'
import { exportView } from '../domain/accountViews.ts'
import type { Export } from '../domain/export.ts'
import type { ExportView } from '../domain/viewSchemas.ts'

/** Exports with the URLs of their files. Signing one takes no request. */
export const exportViews = (exports: Export[], now: number): Promise<ExportView[]> =>
  Promise.all(
    exports.map(async (one) => {
      const keys = one.cursor ? [] : one.files.map(({ key }) => key)
      const links = await Promise.all(keys.map(async (key) => [key, await signRead(key, now)] as const))
      return exportView(one, new Map(links), now)
    }),
  )
