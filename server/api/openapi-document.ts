/** As much of JSON Schema as this file and the page of the API look at. */
export interface Schema {
  /** Stands for a schema among the components. */
  readonly $ref?: string
  /** The name by which it stands there. */
  readonly title?: string
  readonly type?: string | readonly string[]
  readonly description?: string
  readonly enum?: readonly unknown[]
  readonly const?: unknown
  readonly properties?: Readonly<Record<string, Schema>>
  readonly required?: readonly string[]
  readonly items?: Schema
  readonly additionalProperties?: boolean | Schema
  readonly anyOf?: readonly Schema[]
  readonly format?: string
  /** What an answer is made of that is not JSON. */
  readonly contentMediaType?: string
}

export type Content = Readonly<Record<string, { readonly schema: Schema }>>

export interface Parameter {
  readonly name: string
  readonly in: 'path' | 'query' | 'header'
  readonly required: boolean
  readonly description?: string
  readonly schema: Schema
}

export interface Answer {
  readonly description: string
  readonly headers?: Readonly<Record<string, object>>
  readonly content?: Content
}

/** Stands for the one answer by which everything is refused. */
export const refused = { $ref: '#/components/responses/refused' } as const

export interface Operation {
  readonly operationId: string
  readonly summary?: string
  /** Who may call it, for a person. */
  readonly description?: string
  readonly tags?: readonly string[]
  readonly security: readonly Readonly<Record<string, readonly string[]>>[]
  readonly parameters?: readonly Parameter[]
  readonly requestBody?: { readonly required: true; readonly content: Content }
  readonly responses: Readonly<Record<string, Answer | typeof refused>>
}

interface Info {
  readonly title: string
  readonly version: string
  readonly description: string
  readonly contact: { readonly name: string }
  readonly license: { readonly name: string; readonly identifier: string }
}

/** An OpenAPI document: its schemas are JSON Schema, just as the routes have them. */
export interface ApiDocument {
  readonly openapi: '3.1.0'
  readonly info: Info
  readonly servers: readonly { readonly url: string }[]
  readonly tags: readonly { readonly name: string; readonly description: string }[]
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
  readonly components: {
    readonly securitySchemes: Readonly<Record<string, object>>
    readonly responses: { readonly refused: Answer }
    readonly schemas: Readonly<Record<string, Schema>>
  }
}
