import { startWebSuite } from '../steps/webSuite.ts'

/** Starts one stack, one build and one browser for the whole suite. findWeb.ts gives their addresses to the test files. */
export default async () => {
  const { environment, end } = await startWebSuite()
  process.env.WEB_SUITE = JSON.stringify(environment)
  Object.assign(globalThis, { endWeb: end })
}
