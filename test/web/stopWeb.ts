import type { WebSuite } from '../steps/webSuite.ts'

export default () => (globalThis as unknown as { endWeb: WebSuite['end'] }).endWeb()
