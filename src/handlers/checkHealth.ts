import { http, ok } from '../middleware/http.ts'

export const handler = http().handler(async () => ok({ success: true, ver: 1 }))
