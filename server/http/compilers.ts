import { createRequire } from 'node:module'
import type ajvCompiler from '@fastify/ajv-compiler'
import type { BuildCompilerFromPool } from '@fastify/ajv-compiler'

type Check = ((data: unknown) => boolean) & { errors?: unknown }

/**
 * Compiles the checks of a route when it is first called. All of them at the start would take a
 * quarter of the time and 15 MB, of which most hubs and every command need little.
 */
const buildValidator = ((...options: Parameters<BuildCompilerFromPool>) => {
  let build: ReturnType<BuildCompilerFromPool> | undefined
  return (route: Parameters<ReturnType<BuildCompilerFromPool>>[0]) => {
    let compiled: Check | undefined
    const check: Check = (data) => {
      build ??= loadAjv()()(...options)
      compiled ??= build(route) as Check
      const fits = compiled(data)
      check.errors = compiled.errors
      return fits
    }
    return check
  }
}) as unknown as BuildCompilerFromPool

const loadAjv = (): typeof ajvCompiler =>
  createRequire(import.meta.url)('@fastify/ajv-compiler') as typeof ajvCompiler

/** The schemas of answers only describe; nothing that a route answers is left out. */
const buildSerializer = () => () => (data: unknown) => JSON.stringify(data)

export const compilersFactory = { buildValidator, buildSerializer }
