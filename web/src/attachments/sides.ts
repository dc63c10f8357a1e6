export type Sides = { width: number; height: number }

export const maxSide = 2048

/** The sides of a picture with the same proportions whose longest side is at most `maxSide`. */
export const scaledSides = ({ width, height }: Sides): Sides => {
  const scale = Math.min(1, maxSide / Math.max(width, height))
  const scaled = (side: number) => Math.max(1, Math.round(side * scale))
  return { width: scaled(width), height: scaled(height) }
}
