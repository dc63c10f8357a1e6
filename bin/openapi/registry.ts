import * as z from 'zod'

// The schemas are those that the API validates with. This file adds descriptions, and JSON Schema for refinements.
export const metadata = z.registry<Record<string, unknown>>()

export const describeSchema = <Shape extends z.core.$ZodShape>(
  id: string,
  schema: z.core.$ZodObject<Shape>,
  description: string,
  fields: Record<keyof Shape, string>,
  extra: Record<string, unknown> = {},
) => {
  metadata.add(schema, { id, description, ...extra })
  for (const [field, description] of Object.entries<string>(fields)) {
    metadata.add(schema._zod.def.shape[field] as unknown as z.core.$ZodType, { description })
  }
}
