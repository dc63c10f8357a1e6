import type { Template } from './template.ts'

type Node = Record<string, unknown>

const only = (node: unknown): [string, unknown] | [] => {
  if (typeof node !== 'object' || node === null || Array.isArray(node)) return []
  const entries = Object.entries(node)
  return entries.length === 1 && entries[0] ? entries[0] : []
}

/** Whether a condition is true. Our templates compare only texts that are known at packaging. */
const holds = (condition: unknown, named: Node): boolean => {
  const [operator, value] = only(condition)
  const parts = Array.isArray(value) ? value : []
  if (operator === 'Condition') return holds(named[String(value)], named)
  if (operator === 'Fn::Not') return !holds(parts[0], named)
  if (operator === 'Fn::And') return parts.every((part) => holds(part, named))
  if (operator === 'Fn::Equals') return String(parts[0]) === String(parts[1])
  throw new Error(`What is ${JSON.stringify(condition)}?`)
}

const nothing = Symbol('AWS::NoValue')

const chosen = (node: unknown, named: Node): unknown => {
  const [key, value] = only(node)
  if (key === 'Fn::If' && Array.isArray(value))
    return chosen(holds({ Condition: value[0] }, named) ? value[1] : value[2], named)
  if (key === 'Ref' && value === 'AWS::NoValue') return nothing
  if (Array.isArray(node)) return node.map((one) => chosen(one, named)).filter((one) => one !== nothing)
  if (typeof node !== 'object' || node === null) return node
  const entries = Object.entries(node).map(([name, one]) => [name, chosen(one, named)])
  return Object.fromEntries(entries.filter(([, one]) => one !== nothing))
}

/** The template as CloudFormation applies it, without the resources that its conditions leave out. */
export const made = ({ Resources, Outputs, Conditions }: Template): Template => {
  const isMade = ({ Condition }: { Condition?: string }) =>
    Condition === undefined || holds({ Condition }, Conditions)
  const kept = Object.fromEntries(Object.entries(Resources).filter(([, resource]) => isMade(resource)))
  return {
    Resources: chosen(kept, Conditions) as Template['Resources'],
    Outputs: chosen(Outputs, Conditions) as Template['Outputs'],
    Conditions,
  }
}
