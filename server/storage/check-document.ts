import { Compile, type Validator } from 'typebox/schema'
import { documentSchemas, ownNames } from './document-schema.ts'
import { intentSchema, namesInIntent } from './intent-schema.ts'

/** No document of the hub is deeper than this; a much deeper one could not be written again. */
const maxDepth = 16

const schemas = { ...documentSchemas, intent: intentSchema }

const compiled = new Map<string, Validator>()

/** Each schema is compiled once, when it is first needed. */
function validatorFor(name: string): Validator | undefined {
  if (!Object.hasOwn(schemas, name)) return undefined
  let validator = compiled.get(name)
  if (!validator) {
    validator = Compile(schemas[name as keyof typeof schemas])
    compiled.set(name, validator)
  }
  return validator
}

/**
 * Looks whether data is what a document of this name may hold.
 * @returns what is wrong, with the name of the field; undefined where all is well
 */
export function problemIn(name: string, data: unknown): string | undefined {
  if (isTooDeep(data, maxDepth)) return `it is nested more than ${maxDepth} levels deep`
  const validator = validatorFor(name)
  if (!validator) return undefined
  if (!validator.Check(data)) return problemOf(validator, data)
  const names = name === 'intent' ? namesInIntent : ownNames[name]
  if (!names) return undefined
  for (const [place, own] of names(data as never)) {
    if (place !== own) return `the record ${shown(place)} says that it is ${shown(own)}`
  }
  return undefined
}

/** The error that points deepest says most: the others follow from it. */
function problemOf(validator: Validator, data: unknown): string {
  const [, errors] = validator.Errors(data)
  const depth = (path: string) => path.split('/').length
  const [deepest] = errors.toSorted((a, b) => depth(b.instancePath) - depth(a.instancePath))
  if (!deepest) return 'it does not have the form of one'
  const { instancePath, keyword, params, message } = deepest
  const field = instancePath === '' ? 'it' : `its field ${shown(instancePath)}`
  if (keyword === 'boolean') return `${field} has a name that cannot be`
  if (keyword === 'enum') return `${field} must be one of ${Object.values(params).join(', ')}`
  return `${field} ${message}`
}

function isTooDeep(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false
  if (levels === 0) return true
  for (const part of Object.values(value)) if (isTooDeep(part, levels - 1)) return true
  return false
}

/** Text from a file of somebody else, short and without control characters. */
const shown = (text: string) => JSON.stringify(text.length > 120 ? `${text.slice(0, 120)}…` : text)
