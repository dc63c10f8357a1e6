import { loadAwsServiceSpecSync } from '@aws-cdk/aws-service-spec'
import type { Resource as Described, Property, PropertyType } from '@aws-cdk/service-spec-types'
import type { Resource, Resources } from './template.ts'

/** AWS's own description of its resources, and of the metrics that its services write. */
const spec = loadAwsServiceSpecSync()

const describedAs = (type: string): Described | undefined =>
  spec.lookup('resource', 'cloudFormationType', 'equals', type)[0]

const isIntrinsic = (value: unknown): boolean => {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
  const [first, ...others] = Object.keys(value)
  return others.length === 0 && /^(Ref|Fn::.*)$/.test(first ?? '')
}

const textLike = (value: unknown, pattern: RegExp) => typeof value === 'string' && pattern.test(value)

/** CloudFormation also accepts numbers and booleans as text, which is how parameters arrive. */
const primitives: Record<string, (value: unknown) => boolean> = {
  string: (value) => typeof value === 'string',
  'date-time': (value) => typeof value === 'string',
  integer: (value) => Number.isInteger(value) || textLike(value, /^-?\d+$/),
  number: (value) => typeof value === 'number' || textLike(value, /^-?\d+(\.\d+)?$/),
  boolean: (value) => typeof value === 'boolean' || textLike(value, /^(true|false)$/),
  null: (value) => value === null,
  json: (value) => typeof value === 'object' && value !== null,
  tag: (value) => typeof value === 'object' && value !== null,
}

const inProperties = (value: unknown, properties: Record<string, Property>, at: string): string[] => {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [`${at} is no object`]
  const given = Object.entries(value)
  const missing = Object.entries(properties)
    .filter(([name, { required }]) => required && !(name in value))
    .map(([name]) => `${at} has no ${name}`)
  const wrong = given.flatMap(([name, one]) => {
    const property = properties[name]
    return property ? faultsOf(one, property.type, `${at}.${name}`) : [`${at} knows no ${name}`]
  })
  return [...missing, ...wrong]
}

const faultsOf = (value: unknown, type: PropertyType, at: string): string[] => {
  if (isIntrinsic(value)) return []
  switch (type.type) {
    case 'ref':
      return inProperties(value, spec.get('typeDefinition', type.reference).properties, at)
    case 'array':
      return Array.isArray(value)
        ? value.flatMap((one, index) => faultsOf(one, type.element, `${at}[${index}]`))
        : [`${at} is no list`]
    case 'map':
      return typeof value === 'object' && value !== null
        ? Object.entries(value).flatMap(([name, one]) => faultsOf(one, type.element, `${at}.${name}`))
        : [`${at} is no map`]
    case 'union': {
      const each = type.types.map((one) => faultsOf(value, one, at))
      return each.some((faults) => faults.length === 0) ? [] : (each[0] ?? [])
    }
    default: {
      if (!primitives[type.type]?.(value)) return [`${at} is ${JSON.stringify(value)}, and no ${type.type}`]
      const allowed = 'allowedValues' in type ? type.allowedValues : undefined
      return allowed && !allowed.includes(value as never) ? [`${at} is ${value}, not one of ${allowed}`] : []
    }
  }
}

/** The attributes that a template reads, each with its resource. */
const attributesIn = (part: unknown): [string, string][] => {
  if (Array.isArray(part)) return part.flatMap(attributesIn)
  if (typeof part !== 'object' || part === null) return []
  return Object.entries(part).flatMap(([name, value]): [string, string][] => {
    if (name === 'Fn::GetAtt' && Array.isArray(value)) return [[String(value[0]), String(value[1])]]
    const text = name === 'Fn::Sub' ? String([value].flat()[0]) : ''
    const inText = [...text.matchAll(/\$\{(\w+)\.([\w.]+)\}/g)]
    return [
      ...inText.map(([, one, attribute]): [string, string] => [one ?? '', attribute ?? '']),
      ...attributesIn(value),
    ]
  })
}

const faultsOfResource = (
  [name, { Type, Properties = {} }]: [string, Resource],
  all: Resources,
): string[] => {
  const described = describedAs(Type)
  if (!described) return [`${name} is an ${Type}, which AWS does not know`]
  const unknown = attributesIn(Properties).flatMap(([of, attribute]) => {
    const other = describedAs(all[of]?.Type ?? '')
    return other && !(attribute in other.attributes) ? [`${name} asks ${of} for ${attribute}`] : []
  })
  return [...inProperties(Properties, described.properties, name), ...unknown]
}

/** Where these resources do not match AWS's schemas. */
export const faultsIn = (resources: Resources): string[] =>
  Object.entries(resources).flatMap((one) => faultsOfResource(one, resources))

export const isMetricOfAws = (namespace: string, name: string): boolean =>
  spec.all('metric').some((metric) => metric.namespace === namespace && metric.name === name)
