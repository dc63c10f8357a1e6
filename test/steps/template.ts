export type Resource = {
  Type: string
  Properties: Record<string, unknown>
  DeletionPolicy?: string
  Condition?: string
  DependsOn?: string | string[]
}
export type Resources = Record<string, Resource>
export type Template = {
  Resources: Resources
  Outputs: Record<string, { Value: unknown }>
  Conditions: Record<string, unknown>
}

/** The resources of one type, by name. */
export const ofType = ({ Resources }: Template, type: string): [string, Resource][] =>
  Object.entries(Resources).filter(([, { Type }]) => Type === type)

/** The properties of a resource; throws if there is none of the name. */
export const propertiesOf = ({ Resources }: Template, name: string): Record<string, unknown> => {
  const { Properties } = Resources[name] ?? {}
  if (!Properties) throw new Error(`The template has no ${name}.`)
  return Properties
}

const inText = (text: string): string[] =>
  [...text.matchAll(/\$\{(\w+)(\.[\w.]+)?\}/g)].map(([, name]) => name ?? '')

/** The names that a part of a template refers to. */
const referredIn = (part: unknown): string[] => {
  if (Array.isArray(part)) return part.flatMap(referredIn)
  if (typeof part !== 'object' || part === null) return []
  return Object.entries(part).flatMap(([name, value]) => {
    if (name === 'Ref') return [String(value)]
    if (name === 'Fn::GetAtt')
      return [Array.isArray(value) ? String(value[0]) : (String(value).split('.')[0] ?? '')]
    if (name === 'Fn::Sub') {
      const [text, values] = Array.isArray(value) ? value : [value, {}]
      const own = Object.keys(values)
      return [...inText(text).filter((one) => !own.includes(one)), ...referredIn(values)]
    }
    return referredIn(value)
  })
}

/** The resources that each resource depends on. */
export const needsOf = (resources: Resources): Record<string, string[]> =>
  Object.fromEntries(
    Object.entries(resources).map(([name, { Properties, DependsOn = [] }]) => [
      name,
      [...new Set([...referredIn(Properties), ...[DependsOn].flat()])].filter((one) => one in resources),
    ]),
  )

/** Names that a template refers to but does not define. */
export const missingIn = ({ Resources, Outputs }: Template): string[] =>
  [...referredIn(Object.values(Resources)), ...referredIn(Object.values(Outputs))].filter(
    (name) => !(name in Resources) && !name.startsWith('AWS::'),
  )

/** A circular dependency, which CloudFormation refuses. */
export const cycleIn = (resources: Resources): string[] | undefined => {
  const needs = needsOf(resources)
  const done = new Set<string>()
  const walk = (name: string, way: string[]): string[] | undefined => {
    if (way.includes(name)) return [...way.slice(way.indexOf(name)), name]
    if (done.has(name)) return undefined
    for (const next of needs[name] ?? []) {
      const cycle = walk(next, [...way, name])
      if (cycle) return cycle
    }
    done.add(name)
    return undefined
  }
  for (const name of Object.keys(resources)) {
    const cycle = walk(name, [])
    if (cycle) return cycle
  }
  return undefined
}
