import * as z from 'zod/mini'
import { isUuid } from './place.ts'

/* Long work, as a message of the queue: src/jobs/ does it. */

/** The steps of an erasure, in order. */
export const erasureSteps = ['mark', 'redact', 'reports', 'rest'] as const

const renameSchema = z.object({
  kind: z.literal('rename'),
  user_uuid: z.string().check(z.refine(isUuid)), // also of the imported users whose uuid has no valid version
  /** To continue: the profile version with which the work began, and the last conversation that is done. */
  version: z.optional(z.int()),
  after: z.optional(z.string()),
})

const endGroupSchema = z.object({
  kind: z.literal('end_group'),
  group_uuid: z.string().check(z.refine(isUuid)),
})

const deleteAttachmentsSchema = z.object({
  kind: z.literal('delete_attachments'),
  group_uuid: z.string().check(z.refine(isUuid)),
  uuids: z.array(z.string().check(z.refine(isUuid))),
  /** The message of an erased person: what reports have kept of its pictures is deleted, too. */
  erased_message_uuid: z.optional(z.string().check(z.refine(isUuid))),
})

const sweepAttachmentsSchema = z.object({
  kind: z.literal('sweep_attachments'),
  group_uuid: z.string().check(z.refine(isUuid)),
  copies: z.array(z.object({ uuid: z.string().check(z.refine(isUuid)), copy: z.string() })),
})

const eraseUserSchema = z.object({
  kind: z.literal('erase_user'),
  user_uuid: z.string().check(z.refine(isUuid)),
  /** To continue: the step, the sort key of the last item that is done, and the places in conversations that are not. */
  step: z.optional(z.enum(erasureSteps)),
  after: z.optional(z.string()),
  places: z.optional(z.record(z.string(), z.string())),
})

const exportUserSchema = z.object({
  kind: z.literal('export_user'),
  user_uuid: z.string().check(z.refine(isUuid)),
  export_uuid: z.string().check(z.refine(isUuid)),
})

export const jobSchema = z.discriminatedUnion('kind', [
  renameSchema,
  endGroupSchema,
  deleteAttachmentsSchema,
  sweepAttachmentsSchema,
  eraseUserSchema,
  exportUserSchema,
])

export type Job = z.infer<typeof jobSchema>
export type JobOf<Kind extends Job['kind']> = Extract<Job, { kind: Kind }>

/** The job with which to continue, and how long to wait before. */
export type Continued<SomeJob extends Job> = { job: SomeJob; delaySeconds?: number }
