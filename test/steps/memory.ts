type Megabytes = { old: number; young: number }

/** How many bytes fit into such a heap. */
export const bytesIn = ({ old, young }: Megabytes): number => (old + young) * 2 ** 20

/** An environment in which a program that holds more runs out of memory. */
export const inMemoryOf = ({ old, young }: Megabytes) => ({
  environment: { NODE_OPTIONS: `--max-old-space-size=${old} --max-semi-space-size=${young}` },
})
