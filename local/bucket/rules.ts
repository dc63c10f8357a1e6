import { readParameters, readYaml } from '../../resources/readParameters.ts'
import type { Objects } from './objects.ts'

export type CorsRule = {
  AllowedMethods: string[]
  AllowedHeaders?: string[]
  ExposedHeaders?: string[]
  MaxAge?: number
}

export type LifecycleRule = { Prefix: string; ExpirationInDays: number }

type TemplateRule = { Status: string; Prefix?: string; ExpirationInDays?: unknown }

const resolve = (value: unknown): number => {
  const [, name] = /^\$\{param:(\w+)\}$/.exec(String(value)) ?? []
  return Number(name === undefined ? value : readParameters()[name])
}

/** The rules of the bucket in the template. */
export const readRules = (): { cors: CorsRule[]; lifecycle: LifecycleRule[] } => {
  const { Properties } = readYaml('resources/bucket.yml').Resources.AttachmentsBucket
  const rules = Properties.LifecycleConfiguration.Rules as TemplateRule[]
  return {
    cors: Properties.CorsConfiguration.CorsRules,
    lifecycle: rules.flatMap(({ Status, Prefix, ExpirationInDays }) =>
      Status === 'Enabled' && Prefix !== undefined && ExpirationInDays !== undefined
        ? [{ Prefix, ExpirationInDays: resolve(ExpirationInDays) }]
        : [],
    ),
  }
}

const dayMs = 24 * 60 * 60_000

/** Deletes the objects that are older than a rule allows. S3 does so once a day, after midnight. */
export const deleteExpired = (objects: Objects, rules: LifecycleRule[], now: number) => {
  for (const { Prefix, ExpirationInDays } of rules)
    for (const { key, modifiedAt } of objects.list(Prefix))
      if (modifiedAt + ExpirationInDays * dayMs <= now) objects.remove(key)
}
