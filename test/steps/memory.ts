type Megabytes = { old: number; young: number }

/** So many bytes can a program hold in such a heap: young objects live in one half of a space of their own. */
export const bytesIn = ({ old, young }: Megabytes): number => (old + young) * 2 ** 20

/** The surroundings in which a program that holds more does not come through. */
export const inMemoryOf = ({ old, young }: Megabytes) => ({
  environment: { NODE_OPTIONS: `--max-old-space-size=${old} --max-semi-space-size=${young}` },
})
