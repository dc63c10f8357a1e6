import type { Part } from './part.ts'

/** The parts in the order in which they run. Each runs in a process of its own. */
export const parts = {
  cost: async (): Promise<Part> => (await import('./parts/cost.ts')).cost,
  lively: async (): Promise<Part> => (await import('./parts/lively.ts')).lively,
  groups: async (): Promise<Part> => (await import('./parts/groups.ts')).groups,
  pictures: async (): Promise<Part> => (await import('./parts/pictures.ts')).pictures,
  push: async (): Promise<Part> => (await import('./parts/push.ts')).push,
  account: async (): Promise<Part> => (await import('./parts/account.ts')).account,
  scale: async (): Promise<Part> => (await import('./parts/scale.ts')).scale,
  bundles: async (): Promise<Part> => (await import('./parts/bundles.ts')).bundles,
  growth: async (): Promise<Part> => (await import('./parts/growth.ts')).growth,
  speed: async (): Promise<Part> => (await import('./parts/speed.ts')).speed,
  stack: async (): Promise<Part> => (await import('./parts/stack.ts')).stack,
  memory: async (): Promise<Part> => (await import('./parts/memory.ts')).memory,
  web: async (): Promise<Part> => (await import('./parts/web.ts')).web,
}

export type PartName = keyof typeof parts

export const partNames = Object.keys(parts) as PartName[]
