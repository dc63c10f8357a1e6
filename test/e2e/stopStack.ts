import type { Running } from '../steps/stack.ts'

export default async () => {
  const { stack } = globalThis as unknown as { stack: Running }
  stack.kill('SIGTERM')
  await stack.exited
}
