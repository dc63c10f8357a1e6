import { writeFileSync } from 'node:fs'
import { clientTypes } from './openapi/clientTypes.ts'
import { collectionOf } from './openapi/collection.ts'
import { describeApi } from './openapi/document.ts'

const docs = new URL('../docs/', import.meta.url)

const write = (name: string, content: unknown) =>
  writeFileSync(new URL(name, docs), `${JSON.stringify(content, null, 2)}\n`)

const api = describeApi()
write('openapi.json', api)
write('cruddur.postman_collection.json', collectionOf(api))
writeFileSync(new URL('../client/routes.ts', import.meta.url), clientTypes())
